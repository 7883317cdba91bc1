import type { Course, Placed, ShapeView, StoreView } from '../../model.ts';
import { element, keepList, type Live, say } from '../dom.ts';
import { ask } from './server.ts';

export interface ShopWindow {
  root: HTMLElement;
  update(stores: readonly StoreView[]): void;
}

const mixture: ShapeView = {
  name: '',
  title: 'A realistic mixture',
  says: 'What a shop gets on an ordinary day: mostly plain orders, some odd ones.',
  course: 'through',
};
const groups: readonly { course: Course; title: string }[] = [
  { course: 'through', title: 'Go straight through' },
  { course: 'stops', title: 'Stop until somebody acts' },
  { course: 'waits', title: 'Wait, or are rightly left out' },
];
const severalAtOnce = 10;
const shopNames: Record<string, string> = { shopify: 'Shopify', woocommerce: 'WooCommerce' };

type Place = (shape: ShapeView, count: number, button: HTMLButtonElement) => void;

interface Heard {
  announce(sentence: string): void;
  chosen(store: StoreView): void;
}

/** Choose a shop, then place an order of a kind. `placed` is told of every order that now exists at the shop. */
export function shopWindow(placed: (store: StoreView, answer: Placed) => void, heard: Heard): ShopWindow {
  let chosen: StoreView | undefined;
  const choices = element('div', { class: 'segments' });
  const untidy = element('input', { type: 'checkbox', id: 'untidy' });
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });

  const order = async (shape: ShapeView, count: number, button: HTMLButtonElement) => {
    if (!chosen) return;
    const store = chosen;
    button.disabled = true;
    problem.hidden = true;
    try {
      const answer = await ask<Placed>('POST', '/api/place', { store: store.id, shape: shape.name, count, untidy: untidy.checked });
      placed(store, answer);
      heard.announce(
        answer.orders.length === 1 ? `Order ${answer.orders[0]?.number} is placed.` : `${answer.orders.length} orders are placed.`,
      );
    } catch (error) {
      problem.hidden = false;
      say(problem, error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
      button.focus({ preventScroll: true });
    }
  };

  const shelves = groups.map((group) => shelf(group, (...what) => void order(...what)));
  const showCardsOf = (store: StoreView | undefined) => {
    chosen = store;
    if (store) heard.chosen(store);
    for (const { update } of shelves) update(store);
  };
  const showChoices = keepList<StoreView>(
    choices,
    (store) => store.id,
    (store) => {
      const input = element('input', { type: 'radio', name: 'shop', value: store.id, change: () => showCardsOf(store) });
      input.checked = store.id === chosen?.id;
      const name = `${shopNames[store.channel] ?? store.channel} · ${store.name}`;
      return { root: element('label', { class: 'segment' }, input, element('span', {}, name)), update: () => undefined };
    },
  );

  return {
    root: element(
      'div',
      {},
      element('fieldset', {}, element('legend', {}, 'Shop'), choices),
      element('label', { class: 'check' }, untidy, element('span', {}, 'Deliver some twice and out of order')),
      problem,
      element('div', { class: 'shelves' }, ...shelves.map(({ root }) => root)),
    ),
    update(stores) {
      const still = stores.find((store) => store.id === chosen?.id) ?? stores[0];
      if (still?.id !== chosen?.id) showCardsOf(still);
      showChoices(stores);
    },
  };
}

function shelf({ course, title }: (typeof groups)[number], place: Place): Live<StoreView | undefined> {
  const cards = element('ul', { class: 'shapes' });
  const root = element('div', { hidden: true }, element('h3', {}, title), cards);
  let store = '';
  const show = keepList<ShapeView>(
    cards,
    (shape) => `${store} ${shape.name}`,
    (shape) => shapeCard(shape, place),
  );
  return {
    root,
    update(chosen) {
      store = chosen?.id ?? '';
      const shapes = chosen ? [mixture, ...chosen.shapes].filter((shape) => shape.course === course) : [];
      show(shapes);
      root.hidden = shapes.length === 0;
    },
  };
}

function shapeCard(shape: ShapeView, place: Place): Live<ShapeView> {
  const button = (count: number, text: string, label: string) => {
    const made = element('button', { type: 'button', 'aria-label': label, click: () => place(shape, count, made) }, text);
    return made;
  };
  const root = element(
    'li',
    { class: 'shape' },
    element('h4', {}, shape.title),
    element('p', {}, shape.says),
    element(
      'div',
      { class: 'shape-buttons' },
      button(1, 'Place order', `Place order: ${shape.title}`),
      button(severalAtOnce, `Place ${severalAtOnce}`, `Place ${severalAtOnce} orders: ${shape.title}`),
    ),
  );
  return { root, update: () => undefined };
}

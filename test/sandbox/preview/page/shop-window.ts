import type { Placed, ShapeView, StoreView } from '../model.ts';
import { element, keepList, say } from './dom.ts';
import { ask } from './server.ts';

export interface ShopWindow {
  root: HTMLElement;
  update(stores: readonly StoreView[]): void;
}

const mixture: ShapeView = {
  name: '',
  title: 'A realistic mixture',
  says: 'What a shop gets on an ordinary day: mostly plain orders, some odd ones.',
};

/** Choose a shop, then place an order of a kind. `placed` is told of every order that now exists at the shop. */
export function shopWindow(placed: (store: StoreView, answer: Placed) => void, announce: (sentence: string) => void): ShopWindow {
  let chosen: StoreView | undefined;
  const choices = element('div', { class: 'segments' });
  const count = element('input', { type: 'number', id: 'how-many', min: '1', max: '200', value: '1', inputmode: 'numeric' });
  const untidy = element('input', { type: 'checkbox', id: 'untidy' });
  const cards = element('ul', { class: 'shapes' });
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });

  const order = async (shape: ShapeView, button: HTMLButtonElement) => {
    if (!chosen) return;
    const store = chosen;
    button.disabled = true;
    problem.hidden = true;
    const wanted = Math.min(200, Math.max(1, Math.floor(Number(count.value)) || 1));
    try {
      const answer = await ask<Placed>('POST', '/api/place', { store: store.id, shape: shape.name, count: wanted, untidy: untidy.checked });
      placed(store, answer);
      announce(answer.orders.length === 1 ? `Order ${answer.orders[0]?.number} is placed.` : `${answer.orders.length} orders are placed.`);
    } catch (error) {
      problem.hidden = false;
      say(problem, error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
      button.focus({ preventScroll: true });
    }
  };

  const showCards = keepList<ShapeView>(
    cards,
    (shape) => `${chosen?.id} ${shape.name}`,
    (shape) => {
      const title = element('h3', {}, shape.title);
      const button = element(
        'button',
        { type: 'button', 'aria-label': `Place order: ${shape.title}`, click: () => void order(shape, button) },
        'Place order',
      );
      return { root: element('li', { class: 'shape' }, title, element('p', {}, shape.says), button), update: () => undefined };
    },
  );
  const showCardsOf = (store: StoreView | undefined) => {
    chosen = store;
    showCards(store ? [mixture, ...store.shapes] : []);
  };

  const showChoices = keepList<StoreView>(
    choices,
    (store) => store.id,
    (store) => {
      const input = element('input', { type: 'radio', name: 'shop', value: store.id, change: () => showCardsOf(store) });
      input.checked = store.id === chosen?.id;
      const name = `${store.channel === 'shopify' ? 'Shopify' : store.channel === 'woocommerce' ? 'WooCommerce' : store.channel} · ${store.name}`;
      return { root: element('label', { class: 'segment' }, input, element('span', {}, name)), update: () => undefined };
    },
  );

  const root = element(
    'div',
    {},
    element('fieldset', {}, element('legend', {}, 'Shop'), choices),
    element(
      'div',
      { class: 'options' },
      element('label', { for: 'how-many' }, 'How many at once'),
      count,
      element('label', { class: 'check' }, untidy, element('span', {}, 'Deliver some twice and out of order')),
    ),
    problem,
    cards,
  );

  return {
    root,
    update(stores) {
      const still = stores.find((store) => store.id === chosen?.id) ?? stores[0];
      if (still?.id !== chosen?.id) showCardsOf(still);
      showChoices(stores);
    },
  };
}

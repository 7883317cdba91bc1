import type { OrderView, Overview } from '../../model.ts';
import { type Route, writeRoute } from '../app/route.ts';
import type { Session } from '../app/session.ts';
import { startOf } from '../app/site-map.ts';
import type { Page } from '../app/table-page.ts';
import { element, say } from '../dom.ts';
import { headlineOf } from './headline.ts';
import { nameOf, orderList } from './order-list.ts';
import { ask } from './server.ts';
import { shelfPanel } from './shelf.ts';
import { shopWindow } from './shop-window.ts';
import { system } from './system.ts';
import { counted, timeOf, wordsOf } from './words.ts';

const lookEveryMs = 1000;
/** An order placed here is shown as on its way for this long, until its status row says more. */
const onItsWayMs = 30_000;
const ended = new Set(['Synced', 'Held', 'Skipped', 'Cancelled']);

/** The shops and their buyers, the warehouse and the back office, and what can go wrong between them: everything that is not the app itself. */
export function worldPage(session: Session): Page {
  const { announce, text } = session;
  const onTheWay = new Map<string, { order: OrderView; since: number }>();
  const watched = new Set<string>();
  const places = layout(session);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const orders = orderList(places.list, { announce, lookNow: () => lookNow(), deepLink: linkOf });
  const machine = system(places, announce, () => lookNow());
  const shelf = shelfPanel(places.shelf, announce);
  const shop = shopWindow(
    (store, { orders: made }) => {
      for (const { ref, number, total, currency } of made) {
        const order: OrderView = {
          key: '',
          kind: 'order',
          store: store.id,
          ref,
          number,
          state: 'On its way',
          reason: '',
          shopTotal: `${total} ${currency}`,
          totalsAgree: false,
          at: new Date().toISOString(),
          problems: [],
        };
        onTheWay.set(nameOf(order), { order, since: Date.now() });
        watched.add(nameOf(order));
      }
      lookNow();
    },
    { announce, chosen: (store) => shelf.choose(store) },
  );
  places.shop.append(shop.root);

  async function look(): Promise<void> {
    try {
      const overview = await ask<Overview>('GET', '/api/overview');
      if (closed) return;
      say(places.trouble, overview.trouble.join(' '));
      say(places.checked, `Last looked at ${timeOf(overview.at)}`);
      show(overview);
    } catch (error) {
      say(places.trouble, error instanceof Error ? error.message : String(error));
    }
  }

  function show(overview: Overview): void {
    for (const order of overview.orders) onTheWay.delete(nameOf(order));
    for (const [name, { since }] of onTheWay) if (Date.now() - since > onItsWayMs) onTheWay.delete(name);
    const pending = [...onTheWay.values()].map(({ order }) => order).reverse();
    shop.update(overview.stores);
    orders.update([...pending, ...overview.orders], overview.stores, overview.at);
    say(places.headline, headlineOf(overview, pending.length));
    machine.update(overview);
    const total = overview.orderCount + pending.length;
    say(
      places.summary,
      total ? summaryOf(overview, pending.length) : 'No order yet. The first step: press "Place order" in the shop window.',
    );
    const done = overview.orders.filter((order) => ended.has(order.state) && watched.delete(nameOf(order)));
    if (done.length > 0) announce(endsOf(done));
  }

  function lookNow(): void {
    clearTimeout(timer);
    void look().finally(() => {
      clearTimeout(timer);
      if (!document.hidden && !closed) timer = setTimeout(lookNow, lookEveryMs);
    });
  }
  const seen = () => {
    if (!document.hidden) lookNow();
  };
  document.addEventListener('visibilitychange', seen);
  lookNow();

  return {
    root: places.root,
    title: text('world'),
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}

const linkOf = ({ id }: OrderView): string | undefined => id && writeRoute({ at: 'record', table: 'cmc_syncstatus', id });

function summaryOf({ orders: shown, orderCount }: Overview, pending: number): string {
  const more = orderCount > shown.length ? `, the newest ${shown.length} are shown` : '';
  return counted(orderCount, 'order') + more + (pending ? ` · ${pending} on the way` : '');
}

/** What became of the orders that were placed here, said once and together. */
function endsOf(done: readonly OrderView[]): string {
  const byState = Map.groupBy(done, (order) => wordsOf(order.state).words);
  return [...byState].map(([words, members]) => `${counted(members.length, 'order')}: ${words}.`).join(' ');
}

/** The page in English: it stands for systems outside of Dynamics, which have their own languages. */
function layout(session: Session) {
  const quiet = (id: string, words = '') => element('p', { id, class: 'quiet' }, words);
  const places = {
    headline: element('p', { id: 'headline' }, 'Waiting for the first look …'),
    checked: quiet('checked'),
    trouble: element('div', { class: 'world-trouble', role: 'status' }),
    shop: element('div', { id: 'shop-window' }),
    summary: quiet('orders-summary'),
    list: element('ol', { id: 'order-list', class: 'orders' }),
    shelf: element('details', { id: 'shelf-panel' }, element('summary', {}, 'Change them in Dynamics and watch the shop follow')),
    switches: element('ul', { id: 'switch-list', class: 'switches' }),
    rare: element('ul', { id: 'rare-list', class: 'switches' }),
    drastic: element('div', { id: 'drastic', class: 'buttons' }),
    queuesSummary: quiet('queues-summary'),
    queues: element('div', { id: 'queue-table' }),
  };
  const section = (id: string, title: string, ...inside: (Node | undefined)[]) =>
    element('section', { id, class: 'card', 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, title), ...inside);
  const rare = element('details', {}, element('summary', {}, 'More that can go wrong'), places.rare);
  const intro = 'Break something, place orders, mend it again. No order is lost and none comes twice.';
  const columns = element(
    'div',
    { class: 'world-columns' },
    section('shop', 'Shop window', places.shop),
    element(
      'div',
      { class: 'world-results' },
      section('orders', 'Orders in the shops', places.summary, held(session), places.list),
      section('shelf', 'Stock and prices', places.shelf),
    ),
    section('faults', 'What if …', element('p', { class: 'quiet' }, intro), places.switches, rare, places.drastic),
    section('queues', 'Queues', places.queuesSummary, places.queues),
  );
  const head = element('div', { class: 'world-head' }, element('h1', {}, session.text('world')), places.headline, places.checked);
  return { ...places, root: element('div', { class: 'world', lang: 'en', dir: 'ltr' }, head, places.trouble, columns) };
}

/** Where what waits for a person is worked on. */
function held(session: Session): HTMLElement {
  const route: Route = session.app.tables.cmc_exception ? { at: 'table', table: 'cmc_exception' } : startOf(session);
  const link = element('a', { href: writeRoute(route) }, 'Exceptions');
  return element('p', { class: 'quiet' }, 'What waits for a person is worked on in ', link, '.');
}

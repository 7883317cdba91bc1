import type { OrderView, Overview } from '../model.ts';
import { causes } from './causes.ts';
import { place, say } from './dom.ts';
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

const onTheWay = new Map<string, { order: OrderView; since: number }>();
const watched = new Set<string>();
let latest: Overview | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

const announce = (sentence: string) => say(place('announcements'), sentence);
const orders = orderList(place('order-list'), { announce, lookNow: () => lookNow() });
const held = causes(place('cause-list'), place('causes-summary'), announce);
const machine = system(
  {
    queues: place('queue-table'),
    queuesSummary: place('queues-summary'),
    switches: place('switch-list'),
    rare: place('rare-list'),
    drastic: place('drastic'),
  },
  announce,
  () => lookNow(),
);
const shelf = shelfPanel(place('shelf-panel') as HTMLDetailsElement, announce);
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
  {
    announce,
    chosen: (store) => shelf.choose(store),
  },
);
place('shop-window').append(shop.root);

async function look(): Promise<void> {
  try {
    latest = await ask<Overview>('GET', '/api/overview');
    say(place('trouble'), latest.trouble.join(' '));
    say(place('checked'), `Last looked at ${timeOf(latest.at)}`);
    show(latest);
  } catch (error) {
    say(place('trouble'), error instanceof Error ? error.message : String(error));
  }
}

function show(overview: Overview): void {
  for (const order of overview.orders) onTheWay.delete(nameOf(order));
  for (const [name, { since }] of onTheWay) if (Date.now() - since > onItsWayMs) onTheWay.delete(name);
  const pending = [...onTheWay.values()].map(({ order }) => order).reverse();
  shop.update(overview.stores);
  orders.update([...pending, ...overview.orders], overview.stores, overview.at);
  say(place('headline'), headlineOf(overview, pending.length));
  held.update(overview);
  machine.update(overview);
  const total = overview.orderCount + pending.length;
  say(
    place('orders-summary'),
    total ? summaryOf(overview, pending.length) : 'No order yet. The first step: press "Place order" in the shop window.',
  );
  announceEnds(overview);
}

function summaryOf({ orders: shown, orderCount }: Overview, pending: number): string {
  const more = orderCount > shown.length ? `, the newest ${shown.length} are shown` : '';
  return counted(orderCount, 'order') + more + (pending ? ` · ${pending} on the way` : '');
}

/** Says once, and together, what became of the orders that were placed on this page. */
function announceEnds({ orders: shown }: Overview): void {
  const done = shown.filter((order) => ended.has(order.state) && watched.delete(nameOf(order)));
  if (!done.length) return;
  const byState = Map.groupBy(done, (order) => wordsOf(order.state).words);
  announce([...byState].map(([words, members]) => `${counted(members.length, 'order')}: ${words}.`).join(' '));
}

function lookNow(): void {
  clearTimeout(timer);
  void look().finally(() => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(lookNow, lookEveryMs);
  });
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) lookNow();
});
lookNow();

import type { OrderDetail, OrderView } from '../../model.ts';
import { element, say } from '../dom.ts';
import { salesOrderHalf } from './sales-order.ts';
import { ask } from './server.ts';
import { shopHalf } from './shop-half.ts';

export interface Detail {
  root: HTMLElement;
  show(order: OrderView): void;
}

export interface Outside {
  announce(sentence: string): void;
  lookNow(): void;
  /** Where the order stands in the app. */
  deepLink(order: OrderView): string | undefined;
}

const lookEveryMs = 1000;
/** So long after an act the two halves are looked at without being told of a change. */
const followForMs = 20_000;

/** The sales order beside the order in the shop; read when it is opened, when the order changes, and after an act. */
export function orderDetail({ announce, lookNow }: Outside): Detail {
  const note = element('p', { class: 'quiet' }, 'Reading the two halves of the order …');
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  const inShop = shopHalf();
  const inDynamics = salesOrderHalf(perform);
  const halves = element('div', { class: 'halves', hidden: true }, inDynamics.root, inShop.root);
  const root = element('div', { class: 'detail-parts' }, note, problem, halves);
  let order: OrderView | undefined;
  let wanted = 0;
  let followUntil = 0;
  let shownParcels: Set<string> | undefined;

  async function perform(body: Record<string, unknown>, said: string): Promise<boolean> {
    problem.hidden = true;
    try {
      await ask('POST', '/api/act', body);
      announce(said);
      follow();
      return true;
    } catch (error) {
      problem.hidden = false;
      say(problem, error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      await read();
      lookNow();
    }
  }

  function follow(): void {
    const already = followUntil > Date.now();
    followUntil = Date.now() + followForMs;
    if (!already) setTimeout(again, lookEveryMs);
  }
  function again(): void {
    if (Date.now() > followUntil || !root.isConnected || root.closest('[hidden]')) {
      followUntil = 0;
      return;
    }
    void read().finally(() => setTimeout(again, lookEveryMs));
  }

  async function read(): Promise<void> {
    if (!order) return;
    wanted += 1;
    const mine = wanted;
    const { key, company = '', document: number = '', store, ref } = order;
    if (!key) return say(note, 'The shop has the order; its delivery is on the way.');
    try {
      const detail = await ask<OrderDetail>('GET', `/api/order?${new URLSearchParams({ key, company, document: number, store, ref })}`);
      if (mine === wanted) update(order, detail);
    } catch (error) {
      if (mine === wanted) say(note, error instanceof Error ? error.message : String(error));
    }
  }

  function update(of: OrderView, detail: OrderDetail): void {
    const sentence = detail.trouble ? `Not everything could be read: ${detail.trouble}` : '';
    say(note, sentence);
    note.hidden = sentence === '';
    halves.hidden = !detail.salesOrder;
    inDynamics.update({ order: of, salesOrder: detail.salesOrder });
    inShop.update({ order: of, detail });
    announceParcels(detail);
  }

  /** Says once that the shop shows a parcel, while somebody waits for it. */
  function announceParcels({ shopOrder }: OrderDetail): void {
    if (!shopOrder) return;
    const parcels = new Set(shopOrder.fulfilments.map(({ carrier, tracking }) => `${carrier} ${tracking}`.trim()));
    const fresh = [...parcels].filter((parcel) => shownParcels && !shownParcels.has(parcel));
    if (fresh.length > 0 && followUntil > 0) announce(`The shop shows ${fresh.join(', ') || 'the parcel'}.`);
    shownParcels = parcels;
  }

  return {
    root,
    show(value) {
      order = value;
      void read();
    },
  };
}

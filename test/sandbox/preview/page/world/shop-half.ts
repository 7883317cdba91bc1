import type { OrderDetail, OrderView, ShopOrderView } from '../../model.ts';
import { element, keepList, type Live, mark, say } from '../dom.ts';

type Parcel = ShopOrderView['fulfilments'][number];

/** The order as the shop shows it to its buyer: status and parcels. */
export function shopHalf(): Live<{ order: OrderView; detail: OrderDetail }> {
  const title = element('h3');
  const facts = element('p');
  const nothing = element('p', { class: 'quiet' }, 'The buyer sees no parcel yet.');
  const parcels = element('ul', { class: 'parcels' });
  const coming = element('p', { class: 'coming', 'data-tone': 'busy' });
  const refunds = element('p');
  const showParcels = keepList<Parcel & { key: string }>(parcels, ({ key }) => key, parcelLine);
  const root = element('div', { class: 'half' }, title, facts, nothing, parcels, coming, refunds);
  return {
    root,
    update({ order, detail: { shopOrder, salesOrder } }) {
      root.hidden = !shopOrder;
      if (!shopOrder) return;
      say(title, `In the shop: ${order.number}`);
      say(facts, `${shopOrder.status} · ${shopOrder.total}`);
      nothing.hidden = shopOrder.fulfilments.length > 0;
      showParcels(shopOrder.fulfilments.map((parcel, index) => ({ ...parcel, key: `${index} ${parcel.tracking}` })));
      const missing = notThereYet(salesOrder, shopOrder);
      const stuck = order.progress?.stage === 'stopped' || order.progress?.stage === 'left-out';
      say(
        coming,
        missing.length
          ? stuck
            ? `The shop was not told of ${missing.join(', ')}.`
            : `● ${missing.join(', ')}: on the way to the shop.`
          : '',
      );
      mark(coming, 'data-tone', stuck ? 'bad' : 'busy');
      say(refunds, shopOrder.refunds.length ? `Refunded: ${shopOrder.refunds.join(', ')}` : '');
    },
  };
}

function parcelLine(): Live<Parcel> {
  const what = element('span', { class: 'title' });
  const lines = element('span', { class: 'quiet' });
  return {
    root: element('li', {}, what, lines),
    update({ tracking, carrier, lines: inside }) {
      say(what, `${carrier} ${tracking}`.trim() || 'Without a tracking number');
      say(lines, inside.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', '));
    },
  };
}

/** Tracking numbers that Dynamics has and the shop has not. */
function notThereYet(salesOrder: OrderDetail['salesOrder'], shopOrder: ShopOrderView): string[] {
  const shown = new Set(shopOrder.fulfilments.map(({ tracking }) => tracking));
  const slips = salesOrder?.slips.filter(({ lines }) => lines.length > 0) ?? [];
  return slips.flatMap(({ carrier, tracking }) => tracking.filter((number) => !shown.has(number)).map((number) => `${carrier} ${number}`));
}

import type { Catalogue } from './catalogue.ts';
import { amount, type Dynamics } from './dynamics.ts';
import type { OrderDetail, ShopOrderView } from './model.ts';
import { readSalesOrder } from './sales-order.ts';

/** The order as the shop has it now. */
export interface AtShop {
  status: string;
  total: string;
  currency: string;
  fulfilments: { trackingNumber?: string; carrier?: string; lines: { sku: string; quantity: number }[] }[];
  refunds: { amount: string }[];
}

export interface DetailSources {
  dynamics: Dynamics;
  catalogue: Catalogue;
  atShop(store: string, ref: string): Promise<AtShop>;
}

export interface DetailQuery {
  company: string;
  document: string;
  store: string;
  ref: string;
}

/** The two halves of an order that should agree: the sales order, and the order in the shop. */
export async function readDetail({ dynamics, catalogue, atShop }: DetailSources, query: DetailQuery): Promise<OrderDetail> {
  const { company, document: number, store, ref } = query;
  const [salesOrder, shopOrder] = await Promise.allSettled([
    company && number ? readSalesOrder(dynamics, catalogue, { company, number }) : undefined,
    number && store && ref ? atShop(store, ref) : undefined,
  ]);
  const failed = [salesOrder, shopOrder].find((one) => one.status === 'rejected');
  return {
    salesOrder: salesOrder.status === 'fulfilled' ? salesOrder.value : undefined,
    shopOrder: shopOrder.status === 'fulfilled' && shopOrder.value ? toShopOrder(shopOrder.value) : undefined,
    trouble: failed ? String(failed.reason instanceof Error ? failed.reason.message : failed.reason) : undefined,
  };
}

const toShopOrder = ({ status, total, currency, fulfilments, refunds }: AtShop): ShopOrderView => ({
  status: inWords(status),
  total: amount(total, currency) ?? '',
  fulfilments: fulfilments.map(({ trackingNumber = '', carrier = '', lines }) => ({
    tracking: trackingNumber,
    carrier,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity: String(quantity) })),
  })),
  refunds: refunds.map((refund) => amount(refund.amount, currency) ?? ''),
});

/** `partially_refunded`, `on-hold`: the shops' own words without their signs. */
const inWords = (status: string): string => {
  const words = status.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

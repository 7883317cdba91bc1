import type { OrderAtShop } from '../../parts.ts';
import { type OrderDocument, type Row, rowsOf } from './order-document.ts';
import { isOnSale, type ProductRecord, priceOf } from './product-record.ts';
import type { Shop } from './shop.ts';

/** WooCommerce keeps no shipments of its own: the usual plug-in writes them into this meta field. */
export const trackingKey = '_wc_shipment_tracking_items';

const metaValue = (order: OrderDocument, key: string): unknown => rowsOf(order.meta_data).find((meta) => meta.key === key)?.value;
export const trackings = (order: OrderDocument): Row[] => rowsOf(metaValue(order, trackingKey));

interface Slip {
  lines: { line: string; sku: string; quantity: string }[];
  parcels: { trackingNumber: string }[];
}

/** The order as its page in the back office shows it. */
export function orderAtShop(order: OrderDocument): OrderAtShop {
  return {
    ref: String(order.id),
    number: String(order.number ?? order.id),
    status: order.status,
    total: String(order.total),
    currency: order.currency,
    fulfilments: fulfilmentsOf(order),
    refunds: rowsOf(order.refunds).map((refund) => ({ amount: String(refund.total).replace(/^-/, '') })),
  };
}

/** A parcel each. What was in it only the companion has written down: with the first parcel of a slip; a parcel of a person holds everything. */
function fulfilmentsOf(order: OrderDocument): OrderAtShop['fulfilments'] {
  const slips = slipsOf(order);
  const everything = rowsOf(order.line_items).map((line) => ({
    lineId: String(line.id),
    sku: String(line.sku ?? ''),
    quantity: Number(line.quantity),
  }));
  const linesOf = ({ lines }: Slip) => lines.map(({ line, sku, quantity }) => ({ lineId: line, sku, quantity: Number(quantity) }));
  const parcels = trackings(order).map((tracking) => {
    const trackingNumber = String(tracking.tracking_number ?? '');
    const slip = slips.find((one) => one.parcels.some((parcel) => parcel.trackingNumber === trackingNumber));
    const isFirst = slip?.parcels[0]?.trackingNumber === trackingNumber;
    return {
      trackingNumber,
      carrier: String(tracking.tracking_provider || tracking.custom_tracking_provider || ''),
      lines: slip ? (isFirst ? linesOf(slip) : []) : everything,
    };
  });
  return [...parcels, ...slips.filter(({ parcels: own }) => own.length === 0).map((slip) => ({ carrier: '', lines: linesOf(slip) }))];
}

function slipsOf(order: OrderDocument): Slip[] {
  const text = metaValue(order, '_commerce_companion_shipments');
  return typeof text === 'string' ? Object.values((JSON.parse(text) as { slips: Record<string, Slip> }).slips) : [];
}

export interface ArticleAtShop {
  sku: string;
  title: string;
  status: string;
  /** Decimal texts in the shop's currency; "" where it has no price. */
  price: string;
  compareAt?: string;
  barcode?: string;
  available: number;
}

export function articleAtShop(record: ProductRecord, shop: Shop): ArticleAtShop {
  return {
    sku: record.sku,
    title: shop.articles.fullName(record),
    status: record.status,
    price: priceOf(record),
    ...(isOnSale(record) ? { compareAt: record.regular_price } : {}),
    ...(record.global_unique_id ? { barcode: record.global_unique_id } : {}),
    available: shop.articles.counted(record)?.stock_quantity ?? 0,
  };
}

import type { Access } from './access.ts';
import type { RequestContext } from './admin-api.ts';
import type { ArticleViews } from './article-views.ts';
import type { Articles } from './articles.ts';
import { endingView } from './closing-root.ts';
import { connection, type PageArguments, type Row } from './connection.ts';
import type { FulfilmentViews } from './fulfilment-views.ts';
import type { OrderBook } from './order-book.ts';
import type { ShopOrder } from './order-document.ts';
import { idIn, listIn, shopAmount, textIn } from './reading.ts';
import { refundView } from './refund-views.ts';
import { numberIn, type Require } from './rights.ts';
import { searchOrders } from './search.ts';
import { orderView, utc } from './views.ts';

const sortKeys: Record<string, (order: ShopOrder) => string> = {
  UPDATED_AT: ({ changedAt }) => changedAt,
  CREATED_AT: ({ document }) => utc(document.created_at) ?? '',
  PROCESSED_AT: ({ document }) => utc(document.processed_at) ?? '',
  ORDER_NUMBER: ({ document }) => String(document.order_number).padStart(12, '0'),
  PO_NUMBER: ({ document }) => textIn(document.po_number) ?? '',
  TOTAL_PRICE: ({ document }) => shopAmount(document, 'total_price').padStart(30, '0'),
  FINANCIAL_STATUS: ({ document }) => textIn(document.financial_status) ?? '',
  ID: () => '',
};

export interface OrderPicturePorts {
  access: Access;
  require: Require;
  articles: Articles;
  articleViews: ArticleViews;
  /** Asked late: the two pictures show each other. */
  fulfilmentViews(): FulfilmentViews;
}

/** The picture of an order as this app may see it: customers and products are rights of their own, also inside an order. */
export function orderPicture({ access, require, articles, articleViews, fulfilmentViews }: OrderPicturePorts) {
  const behind =
    <Value>(read: () => Value, field: string, ...scopes: string[]) =>
    () => {
      require(field, ...scopes);
      return read();
    };
  const seesProducts = access.has('read_products', 'write_products');
  const denied = (field: string) => () => require(field, 'read_products', 'write_products');
  /** A variant that is still sold is shown with all that it has. */
  const withProducts = (node: unknown): unknown => {
    const line = node as { variant: { legacyResourceId: string } | null };
    if (!seesProducts) return { ...line, product: denied('product'), variant: denied('variant') };
    const sold = line.variant && articles.byVariant(line.variant.legacyResourceId);
    return sold ? { ...line, variant: () => articleViews.variant(sold), product: () => articleViews.article(sold.article) } : line;
  };

  return (order: ShopOrder): object => {
    const view = orderView(order);
    const { customer, purchasingEntity, lineItems } = view;
    return {
      ...view,
      ...fulfilmentViews().ofOrder(order),
      ...endingView(order),
      customer: behind(customer, 'customer', 'read_customers', 'write_customers'),
      purchasingEntity: behind(purchasingEntity, 'purchasingEntity', 'read_customers', 'write_customers'),
      lineItems: (page: PageArguments) => {
        const lines = lineItems(page);
        const nodes = lines.nodes.map(withProducts);
        return { ...lines, nodes, edges: lines.edges.map((edge, index) => ({ ...edge, node: nodes[index] })) };
      },
    };
  };
}

export interface OrdersPorts {
  orders: OrderBook;
  require: Require;
  view(order: ShopOrder): object;
}

/** Root fields that read orders. */
export function ordersRoot({ orders, require, view }: OrdersPorts): object {
  return {
    order({ id }: { id: string }) {
      require('order', 'read_orders', 'write_orders');
      const order = orders.get(numberIn(id, 'Order').number);
      return order ? view(order) : null;
    },
    refund({ id }: { id: string }) {
      require('refund', 'read_orders', 'write_orders');
      return refundOf(orders, numberIn(id, 'Refund').number);
    },
    orders({ query, sortKey, ...page }: PageArguments & { query?: string | null; sortKey: string }, context: RequestContext) {
      require('orders', 'read_orders', 'write_orders');
      const { matches, warnings } = searchOrders(query);
      context.search.push({ query: query ?? '', warnings });
      const keyOf = sortKeys[sortKey] ?? sortKeys.ID;
      const rows: Row[] = [...orders.values()]
        .filter(matches)
        .map((order) => ({ key: `${keyOf?.(order)}|${order.id.padStart(20, '0')}`, view: () => view(order) }));
      return connection(
        rows.sort((a, b) => (a.key < b.key ? -1 : 1)),
        page,
      );
    },
  };
}

export function refundOf(orders: OrderBook, number: string): object | null {
  for (const { document } of orders.values()) {
    const refund = listIn(document.refunds).find((one) => idIn(one.id) === number);
    if (refund) return refundView(refund, document);
  }
  return null;
}

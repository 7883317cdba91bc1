import { Order } from '../../shared/canonical/order.ts';
import { ShopifyOrder } from '../../shared/connectors/shopify/schema.ts';
import { toOrder as fromShopify } from '../../shared/connectors/shopify/translate.ts';
import { toOrder as fromWooCommerce } from '../../shared/connectors/woocommerce/translate.ts';
import { StoreId } from '../../shared/core/ids.ts';
import { salesOrderHeaderSchema, salesOrderLineSchema } from '../../shared/d365/finance-scm/schema.ts';
import { apply, compile } from '../../shared/mapping/compile.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../../shared/mapping/defaults/sales-order-line.ts';
import { shippedValueMaps } from '../../shared/mapping/defaults/value-maps.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import { aStore } from '../mapping/builders.ts';
import { shopifyOrder, wooOrder } from './documents.ts';
import { type BenchPart, type Figure, median, range, worded } from './figures.ts';

const store = StoreId.parse('shop-main');
const warmUpMs = 500;
const runMs = 200;
const runs = 9;

const toShopify = () => Order.parse(fromShopify(ShopifyOrder.parse(shopifyOrder), { store, adminUrl: 'https://admin.example' }));
const toWoo = () => Order.parse(fromWooCommerce(wooOrder, { store, shopUrl: 'https://shop.example', timeZone: 'Europe/Berlin' }));

/** The product's own arithmetic, without any network: what one order costs a worker. */
export const steps: BenchPart = {
  title: 'Steps',
  run: async () => [
    measure('shipped mapping rules, header and five lines', mapping()),
    measure('Shopify order of five lines, parsed and translated', toShopify),
    measure('WooCommerce order of five lines, parsed and translated', toWoo),
  ],
};

function mapping(): () => unknown {
  const header = compile(mergeSets(salesOrderHeaderDefaults), salesOrderHeaderSchema);
  const line = compile(mergeSets(salesOrderLineDefaults), salesOrderLineSchema);
  const source = { order: toShopify(), store: aStore() };
  const all = () => [
    apply(header, source, shippedValueMaps),
    ...source.order.lines.map((one) => apply(line, { ...source, line: one }, shippedValueMaps)),
  ];
  const problems = all().flatMap((one) => one.problems);
  if (problems.length > 0) throw new Error(`The order does not map: ${JSON.stringify(problems[0])}`);
  return all;
}

function measure(what: string, work: () => unknown): Figure {
  timesWithin(warmUpMs, work);
  const each = Array.from({ length: runs }, () => timesWithin(runMs, work));
  return { what, value: `${worded(median(each))} µs`, remark: range(each, 'µs') };
}

/** Microseconds of one call. */
function timesWithin(budgetMs: number, work: () => unknown): number {
  const begin = performance.now();
  let calls = 0;
  let passed = 0;
  while (passed < budgetMs) {
    for (let index = 0; index < 20; index += 1) work();
    calls += 20;
    passed = performance.now() - begin;
  }
  return (passed * 1000) / calls;
}

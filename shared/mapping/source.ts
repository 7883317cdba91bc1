import type { Customer } from '../canonical/customer.ts';
import type { Order, OrderCharge, OrderLine } from '../canonical/order.ts';
import type { Store } from '../canonical/store.ts';
import type { TargetDocument } from '../canonical/target-schema.ts';
import type { JsonObject } from '../core/json.ts';

/** What rules read from. Each key is the root of paths: `order.number`, `line.sku`, `store.policies.order.origin`. */
export interface MappingSource {
  order?: Order;
  /** The store without its connection. `timeZone` (IANA) is where its days begin. */
  store: Pick<Store, 'id' | 'name' | 'channel' | 'legalEntity' | 'policies'> & { timeZone?: string };
  customer?: Customer;
  /** Line rules see either a line or a charge that is booked as a line. */
  line?: OrderLine;
  charge?: OrderCharge;
  /** The released product of the line, as the ERP target found it. */
  item?: object;
  /** The released product, its name and description in the language of the store. */
  product?: object;
  /** What the flow knows of Dynamics beyond that: the customer account, for example. */
  erp?: JsonObject;
}

/** Roots that a document's rules may use. */
export const rootsOf: Record<TargetDocument, readonly (keyof MappingSource)[]> = {
  'sales-order-header': ['order', 'store', 'customer', 'erp'],
  'sales-order-line': ['order', 'store', 'customer', 'line', 'charge', 'item', 'erp'],
  customer: ['customer', 'order', 'store', 'erp'],
  product: ['product', 'store'],
};

const roots = new Set<string>(Object.values(rootsOf).flat());
export const isRoot = (name: string): boolean => roots.has(name);

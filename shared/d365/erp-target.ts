import type { ErpDocument, TargetFields, TargetSchema } from '../canonical/target-schema.ts';
import type { CustomerAccount, ItemNumber, LegalEntityId } from '../core/ids.ts';
import type { CurrencyCode, DecimalText } from '../core/money.ts';
import type { CalendarDate, Instant } from '../core/time.ts';

/** The port to Dynamics 365, drawn against Finance & SCM and Dynamics 365 Sales. Verbs of a business, batched where the business has many. */
export interface ErpTarget {
  /** Accounts that fit any of the given marks, best first. One round trip. */
  findCustomers(company: LegalEntityId, query: CustomerQuery): Promise<CustomerCandidate[]>;
  /** For every query what fits it, possibly nothing or several. At most one round trip; remembered. */
  findItems(company: LegalEntityId, queries: readonly ItemQuery[]): Promise<Map<string, ErpItem[]>>;
  /**
   * Writes the whole order or nothing. One round trip when we choose the number.
   * An order that is there already and is the same one is answered as if it had just been written.
   * @throws IntegrationError ERP_REFUSED, ERP_DOCUMENT_CONFLICT, and the transport codes with `ambiguous` where the write may have happened
   */
  createSalesOrder(document: SalesOrderDocument): Promise<DocumentLink>;
  /** Read before a repeated write. */
  findSalesOrder(reference: ExternalReference): Promise<DocumentLink | undefined>;
  /** How far an order has got, read anew. One round trip. Undefined when Dynamics has no such order. */
  followSalesOrder(company: LegalEntityId, number: string): Promise<SalesOrderProgress | undefined>;
  /**
   * What happened to orders since `from`, found by looking, in pages; `next` is where the following look begins. Looks overlap: the same
   * change may come again, with the same key.
   */
  orderChanges(company: LegalEntityId, source: OrderChangeSource, from: Instant): AsyncIterable<OrderChangePage>;
  /** Sales prices for one unit on `on`, by `itemKey`; an item without a price is missing. Few round trips. */
  prices(company: LegalEntityId, items: readonly ItemNumber[], wanted: PriceQuery): Promise<Map<string, ItemPrice>>;
  /** Released products in the order of their item numbers: these, or a page of all from behind `after` on. Two round trips. */
  readProducts(company: LegalEntityId, query: ProductQuery): Promise<ProductPage>;
  /** Released products one of whose codes or names contains one of these texts, at most some dozens. For people who look for one. Few round trips. */
  searchProducts(company: LegalEntityId, search: ProductSearch): Promise<ErpProduct[]>;
  /** Accounts as people know them; those that do not exist are missing. Holds personal data. One round trip. */
  describeCustomers(company: LegalEntityId, accounts: readonly CustomerAccount[]): Promise<CustomerCard[]>;
  /** Those of the wanted that exist. One round trip. */
  findMasterData(company: LegalEntityId, wanted: readonly MasterData[]): Promise<MasterData[]>;
  /** What a mapping may fill. */
  schema(document: ErpDocument): TargetSchema;
}

export interface CustomerQuery {
  email?: string;
  /** Digits only. */
  phoneDigits?: string;
  account?: CustomerAccount;
}

export interface CustomerCandidate {
  account: CustomerAccount;
  matchedBy: 'account' | 'email' | 'phone';
  group: string;
  /** Whether Dynamics would refuse new orders for it. */
  blocked: boolean;
}

export interface CustomerCard {
  account: CustomerAccount;
  name: string;
  group: string;
  /** Whether Dynamics would refuse new orders for it. */
  blocked: boolean;
}

/** Something that a store's settings name by its code. */
export interface MasterData {
  kind:
    | 'legal-entity'
    | 'warehouse'
    | 'site'
    | 'delivery-mode'
    | 'payment-method'
    | 'payment-terms'
    | 'customer-group'
    | 'tax-group'
    | 'order-origin';
  code: string;
}

export interface ItemQuery {
  /** How the caller finds the answer again. */
  key: string;
  itemNumber?: string;
  sku?: string;
  barcode?: string;
}

/** A released product, down to the variant. */
export interface ErpItem {
  itemNumber: ItemNumber;
  dimensions: ItemDimensions;
  unit: string;
  /** Why it may not be sold, if so. */
  blocked?: string;
}

export interface ItemDimensions {
  color?: string;
  size?: string;
  style?: string;
  configuration?: string;
  version?: string;
}

/** How an order is found again without knowing our number for it. */
export interface ExternalReference {
  company: LegalEntityId;
  /** The store, as `SalesOrderOriginCode`. */
  origin: string;
  /** The number that the shop shows its buyer. */
  reference: string;
  /** The sales order number, where we chose it. */
  number?: string;
}

export interface SalesOrderDocument extends ExternalReference {
  currency: CurrencyCode;
  customer: { account: CustomerAccount } | { create: TargetFields; account?: CustomerAccount };
  header: TargetFields;
  lines: readonly SalesOrderLine[];
}

export interface SalesOrderLine {
  /** The channel's id of the line or charge. */
  externalId: string;
  item: ErpItem;
  quantity: DecimalText;
  price: LinePrice;
  /** What `price` must come to, in the currency's decimals. */
  amount: DecimalText;
  fields: TargetFields;
}

/** `amount = round(quantity × (unitPrice − unitDiscount) ÷ priceUnit)`: Dynamics' own formula. */
export interface LinePrice {
  unitPrice: DecimalText;
  unitDiscount: DecimalText;
  priceUnit: DecimalText;
}

export interface DocumentLink {
  company: LegalEntityId;
  number: string;
  customer: CustomerAccount;
  currency: CurrencyCode;
  /** What Dynamics books, when it says so. */
  total?: DecimalText;
}

/** How far Dynamics has got with an order: everything that a shop may want to hear of, as it is now. */
export interface SalesOrderProgress {
  company: LegalEntityId;
  number: string;
  /** The store, as `SalesOrderOriginCode`. */
  origin: string;
  /** The number that the shop shows its buyer. */
  reference: string;
  customer: CustomerAccount;
  currency: CurrencyCode;
  state: 'open' | 'delivered' | 'invoiced' | 'cancelled';
  lines: readonly ProgressLine[];
  slips: readonly PackingSlip[];
  invoices: readonly PostedInvoice[];
}

export interface ProgressLine {
  /** The lot id, by which packing slips name the line. */
  lot: string;
  /** The channel's id of the line or charge; empty for lines that people or a kit explosion added. */
  externalId: string;
  item: ItemNumber;
  ordered: DecimalText;
  state: SalesOrderProgress['state'];
}

/** As it is after all corrections: a slip that was taken back has lines of quantity 0. */
export interface PackingSlip {
  id: string;
  shippedAt: Instant;
  warehouse: string;
  /** The carrier where there is one, else the mode of delivery. */
  carrier: string;
  lines: readonly { lot: string; item: ItemNumber; quantity: DecimalText }[];
  parcels: readonly { trackingNumber: string; url?: string }[];
}

export interface PostedInvoice {
  number: string;
  total: DecimalText;
  currency: CurrencyCode;
}

/** Where changes of orders are looked for. No standard event exists for packing slips and their corrections. */
export const orderChangeSources = ['packing-slips', 'corrections', 'invoices', 'cancellations'] as const;
export type OrderChangeSource = (typeof orderChangeSources)[number];

export interface OrderChange {
  about: 'shipment' | 'invoice' | 'cancellation';
  salesOrder: string;
  /** Packing slip or invoice. */
  document: string;
  /** The same for the same change, however often it is found. */
  key: string;
  occurredAt?: Instant;
}

export interface OrderChangePage {
  changes: OrderChange[];
  next: Instant;
}

export interface PriceQuery {
  /** Undefined: the legal entity's own, which the items' own prices are kept in. */
  currency?: CurrencyCode;
  priceGroup?: string;
  salePriceGroup?: string;
  on: CalendarDate;
}

/** Net or gross as Dynamics keeps it; for one sales unit. */
export interface ItemPrice {
  currency: CurrencyCode;
  price: DecimalText;
  /** Lower than `price`, while a sale lasts. */
  sale?: DecimalText;
}

export interface ProductQuery {
  /** Only these; those that are not released are missing in the answer. */
  items?: readonly string[];
  after?: string;
}

export interface ProductSearch {
  /** Parts of item numbers, external codes and barcodes. */
  codes: readonly string[];
  /** Parts of names. */
  words: readonly string[];
}

export interface ProductPage {
  products: ErpProduct[];
  /** Where the next page begins; absent at the end. */
  next?: string;
}

/** A released product with its variants, as far as a shop may show it. Empty texts where Dynamics says nothing. */
export interface ErpProduct {
  item: ItemNumber;
  /** The number that all legal entities share. */
  number: string;
  kind: 'goods' | 'service';
  /** In the language of the system. */
  name: string;
  description: string;
  /** Languages in lower case: `en-us`. */
  texts: readonly { language: string; name: string; description: string }[];
  category: string;
  group: string;
  /** Vendor account. */
  vendor: string;
  lifecycle: string;
  /** Country of origin. */
  origin: string;
  unit: string;
  /** Net, in the system's unit of weight. */
  weight?: DecimalText;
  attributes: Record<string, string>;
  /** One without dimensions for a product that has no variants. */
  variants: readonly ErpVariant[];
}

export interface ErpVariant {
  dimensions: ItemDimensions;
  /** What an order line with this SKU is recognised by. */
  sku: string;
  barcode: string;
  name: string;
}

/** One released product or variant in one text, the same however its empty dimensions are given. */
export function itemKey(item: string, dimensions: ItemDimensions | Record<string, string>): string {
  const named = Object.entries(dimensions)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${String(value).toLowerCase()}`)
    .sort();
  return [item.toLowerCase(), ...named].join('|');
}

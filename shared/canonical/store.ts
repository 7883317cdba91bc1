import * as z from 'zod';
import { type ChannelId, CustomerAccount, ItemNumber, type LegalEntityId, type StoreId } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import { CurrencyCode, DecimalText } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { chargeKinds } from './order.ts';

/** What a shop is shown of a quantity, in whole units of the shop. */
const stockRule = {
  /** Kept back. */
  buffer: z.number().int().min(0),
  /** The part of what is left that is shown. */
  percentage: z.number().min(0).max(100),
  /** Less than this is shown as none. */
  minimum: z.number().int().min(0),
  /** Never more than this. */
  maximum: z.number().int().min(0).optional(),
  /** Not sold any more: none. */
  discontinued: z.boolean(),
};
export interface StockRule {
  buffer: number;
  percentage: number;
  minimum: number;
  maximum?: number;
  discontinued: boolean;
}

/** How one store's orders become sales orders. Column `cmc_policies` of its row; unknown keys are refused, so a slip is seen. */
export const StorePolicies = z.strictObject({
  /** IANA zone of the legal entity: where its days begin. */
  timeZone: z.string().default('UTC'),
  importWhen: z.enum(['placed', 'authorised', 'paid']).default('placed'),
  customer: z
    .strictObject({
      mode: z.enum(['one-account', 'match', 'match-or-create']).default('match-or-create'),
      /** The account of `one-account`, and of guests without e-mail and phone in the other modes when given. */
      account: CustomerAccount.optional(),
      group: z.string().default('30'),
      accountPrefix: z.string().max(8).default('WEB-'),
      numbering: z.enum(['ours', 'automatic']).default('ours'),
    })
    .prefault({}),
  order: z.strictObject({
    /** `ours`: we choose the sales order number and write everything in one changeset. `automatic`: the number sequence does. */
    numbering: z.enum(['ours', 'automatic']).default('ours'),
    prefix: z.string().max(8),
    origin: z.string(),
    warehouse: z.string().optional(),
    site: z.string().optional(),
    deliveryMode: z.string().optional(),
    paymentMethod: z.string().optional(),
    paymentTerms: z.string().optional(),
    language: z.string().optional(),
  }),
  tax: z
    .strictObject({
      /** `erp`: Dynamics calculates and we compare. `channel-line`: the shop's tax is a line of its own and Dynamics calculates none. */
      mode: z.enum(['erp', 'channel-line']).default('channel-line'),
      /** Sales tax group of the orders when Dynamics calculates; without it the customer's counts. */
      group: z.string().optional(),
      exemptGroup: z.string().default('EXEMPT'),
      lineItem: ItemNumber.default('SHOP-TAX' as ItemNumber),
    })
    .prefault({}),
  /** Which service item carries which kind of charge. */
  charges: z.partialRecord(z.enum(chargeKinds), ItemNumber).default({}),
  giftCardItem: ItemNumber.optional(),
  /** Up to this much is booked as a difference line without asking, in the order's currency. */
  totalTolerance: DecimalText.default('0.02' as DecimalText),
  differenceItem: ItemNumber.default('DIFFERENCE' as ItemNumber),
  /** Hold orders that match for a look by a person. Paths are of the canonical order. */
  holdRules: z
    .array(
      z.strictObject({
        name: z.string(),
        path: z.string(),
        operator: z.enum(['equals', 'contains', 'above', 'below', 'present']),
        value: z.string().default(''),
      }),
    )
    .default([]),
  /** What the shop is told of its orders. */
  outbound: z
    .strictObject({
      shipments: z.boolean().default(true),
      /** So long a packing slip waits for its tracking number before the shop is told without one. */
      waitForTrackingMinutes: z.number().int().min(0).max(10_080).default(15),
      /** So long a tracking number that comes later is looked for. */
      lateTrackingHours: z.number().int().min(0).max(720).default(72),
      invoices: z.boolean().default(true),
      /** Whether a posted invoice makes an unpaid order paid in the shop: for shops whose money comes by bank transfer. */
      markPaid: z.boolean().default(false),
      cancellations: z.boolean().default(true),
    })
    .prefault({}),
  /** What a SKU or item is made of where the shop sells a set and Dynamics ships its parts. */
  kits: z.record(z.string(), z.array(z.strictObject({ item: ItemNumber, quantity: DecimalText })).min(1)).default({}),
  /** What may be sold in the shop of what lies in Dynamics. */
  stock: z
    .strictObject({
      enabled: z.boolean().default(false),
      source: z.enum(['on-hand', 'inventory-visibility']).default('on-hand'),
      /** `available`: physical stock less reservations; `physical`: everything that lies there. */
      quantity: z.enum(['available', 'physical']).default('available'),
      /** Whether open orders that Dynamics has not reserved yet lower it. */
      lessOnOrder: z.boolean().default(true),
      buffer: stockRule.buffer.default(0),
      percentage: stockRule.percentage.default(100),
      minimum: stockRule.minimum.default(0),
      maximum: stockRule.maximum,
      discontinued: stockRule.discontinued.default(false),
      /** How stores that sell from the same warehouse share it: each its part by `weight`, or everybody all of it. */
      pool: z.enum(['split', 'whole']).default('split'),
      weight: z.number().int().min(1).max(1000).default(1),
      /** Changes that come within this time go out together. */
      debounceSeconds: z.number().int().min(0).max(600).default(5),
      /** Rules for single items, by item number or SKU (none named: all), or for one place of the shop; the first that fits counts. */
      exceptions: z
        .array(z.strictObject({ items: z.array(z.string()), location: z.string().optional(), ...z.object(stockRule).partial().shape }))
        .default([]),
    })
    .prefault({}),
  /** Prices of Dynamics in the shop. */
  prices: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** The currency that the shop keeps its prices in; the legal entity's own where none is named. */
      currency: CurrencyCode.optional(),
      /** Trade agreements of this price group count before those for everybody. */
      priceGroup: z.string().optional(),
      /** Agreements of this price group are sale prices: the usual price is then shown struck through. */
      salePriceGroup: z.string().optional(),
      /** A change by more than this many percent is held for a person, and so is a price of zero. */
      holdAbovePercent: z.number().min(0).max(1000).default(50),
      debounceSeconds: z.number().int().min(0).max(600).default(5),
    })
    .prefault({}),
  /** Released products in the shop. */
  products: z
    .strictObject({
      mode: z.enum(['link-only', 'update', 'create']).default('link-only'),
      language: z.string().default('en-us'),
      /** Product groups (item groups) that belong into the shop; none named means all goods. */
      groups: z.array(z.string()).default([]),
      /** Whether goods that Dynamics sells and the shop has not are shown as rows although this store only links. */
      showMissing: z.boolean().default(false),
    })
    .prefault({}),
  /** Which warehouses stand behind which place of the shop; a shop with one stock has one place, `""`. */
  places: z.array(z.strictObject({ location: z.string().default(''), warehouses: z.array(z.string()).min(1) })).default([]),
  /** How far back polling looks again, in seconds. */
  pollOverlapSeconds: z.number().int().min(0).max(86_400).default(300),
  /** Orders placed before this day are not imported when a store is first connected. */
  importFrom: z.string().optional(),
});
export type StorePolicies = z.output<typeof StorePolicies>;

/** One shop, its connection and its policies: a parsed row of the store table. */
export interface Store {
  id: StoreId;
  name: string;
  channel: ChannelId;
  enabled: boolean;
  /** Secrets that were read before are read anew. */
  secretsChangedAt?: Instant;
  /** Set while a person has stopped work on it: what arrives waits. */
  paused?: { since: Instant; reason: string };
  erpTarget: 'finance-scm' | 'dataverse-sales';
  legalEntity: LegalEntityId;
  /** Checked by the connector's own settings schema. */
  connection: JsonObject;
  policies: StorePolicies;
}

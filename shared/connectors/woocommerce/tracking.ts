import * as z from 'zod';
import type { Parcel, Shipment, ShipmentLine } from '../../canonical/shipment.ts';
import { shortHash } from '../../core/hash.ts';
import { isObject, type Json, type JsonObject, parseJson, textOf } from '../../core/json.ts';
import { DecimalText } from '../../core/money.ts';
import { epochMs, type Instant } from '../../core/time.ts';
import { providerOf } from './carriers.ts';
import type { Meta } from './schema.ts';
import { ownMeta } from './translate.ts';

/** Where the "Shipment Tracking" plug-ins keep all parcels of an order: the shop's pages and e-mails show what is in it. */
export const trackingKey = '_wc_shipment_tracking_items';
export const shipmentsKey = `${ownMeta}shipments`;

const Slip = z.object({
  lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: DecimalText })),
  parcels: z.array(z.object({ trackingNumber: z.string(), carrier: z.string(), url: z.string().optional() })),
});
const Marks = z.object({
  slips: z.record(z.string(), Slip),
  /** The status before we completed the order; absent when it was not us. */
  completedFrom: z.string().optional(),
});

/** What the order remembers of the shipments that we told it of, by packing slip. */
export interface ShipmentMarks {
  slips: Record<string, { lines: ShipmentLine[]; parcels: Parcel[] }>;
  completedFrom?: string;
}

/** Nothing where nothing of ours can be read. */
export function readMarks(meta: readonly Meta[]): ShipmentMarks {
  const value = meta.find(({ key }) => key === shipmentsKey)?.value;
  const read = Marks.safeParse(typeof value === 'string' ? parsed(value) : value);
  return read.success ? read.data : { slips: {} };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** As text: WordPress takes backslashes out of what is in lists. Null takes the entry away. */
export const marksValue = (marks: ShipmentMarks): Json => (Object.keys(marks.slips).length > 0 ? JSON.stringify(marks) : null);

/** What the plug-in has, ours and what people have entered by hand. PHP writes a list with gaps as an object. */
export function readTracking(meta: readonly Meta[]): JsonObject[] {
  const value = meta.find(({ key }) => key === trackingKey)?.value;
  const rows = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return rows.filter(isObject) as JsonObject[];
}

const ofSlip = (slip: string): string => `cc${shortHash(slip)}`;

/** The list as it is to be: the entries of this slip replaced, all others as they are. A number that is there already is not added. */
export function withParcels(items: readonly JsonObject[], { slip, shippedAt, parcels }: Shipment, country: string): JsonObject[] {
  const mine = (item: JsonObject) => textOf(item.tracking_id).startsWith(ofSlip(slip));
  const others = items.filter((item) => !mine(item));
  const taken = new Set(others.map((item) => textOf(item.tracking_number)));
  const wanted = parcels.filter(({ trackingNumber }) => trackingNumber && !taken.has(trackingNumber));
  const rows = wanted.map((parcel) => trackingItem(parcel, slip, shippedAt, country));
  return [...others, ...new Map(rows.map((row) => [textOf(row.tracking_id), row])).values()];
}

function trackingItem({ trackingNumber, carrier, url }: Parcel, slip: string, shippedAt: Instant, country: string): JsonObject {
  const provider = providerOf(carrier, country);
  return {
    tracking_provider: provider ?? '',
    custom_tracking_provider: provider ? '' : carrier,
    custom_tracking_link: provider ? '' : (url ?? ''),
    tracking_number: trackingNumber,
    date_shipped: Math.floor(epochMs(shippedAt) / 1000),
    tracking_id: trackingId(slip, trackingNumber),
  };
}

export const trackingId = (slip: string, trackingNumber: string): string => `${ofSlip(slip)}${shortHash(trackingNumber)}`;

/** Whether both lists say the same; PHP may have made text of numbers. */
export const sameTracking = (a: readonly JsonObject[], b: readonly JsonObject[]): boolean => a.length === b.length && print(a) === print(b);
const print = (items: readonly JsonObject[]): string =>
  JSON.stringify(
    items.map((item) =>
      Object.entries(item)
        .map(([key, value]) => `${key}=${textOf(value)}`)
        .sort(),
    ),
  );

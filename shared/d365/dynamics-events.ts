import * as z from 'zod';
import { ErpNotice } from '../canonical/erp-notice.ts';
import { shortHash } from '../core/hash.ts';
import { LegalEntityId } from '../core/ids.ts';
import { isObject, parseJson, textOf } from '../core/json.ts';
import { type Instant, instant, parseInstant } from '../core/time.ts';

/** What a message from Dynamics turned out to be. `ignored`: it is none of ours; `unreadable`: a person should look, of a list at some of it. */
export type DynamicsReading = { notices: ErpNotice[]; unreadable?: string } | { ignored: string } | { unreadable: string };

/**
 * Reads what Finance & SCM sends by itself: business events of both envelope generations and data events as they come through Dataverse;
 * alone or in a list, wrapped as Event Grid wraps them (`data` an object or a text), as objects or as texts within texts.
 */
export function readDynamicsEvent(body: unknown, seenAt: Instant): DynamicsReading {
  const given = unwrapped(body);
  if (given === undefined) return { unreadable: 'its body is no JSON' };
  if (Array.isArray(given)) return together(given.map((one) => readDynamicsEvent(one, seenAt)));
  if (!isObject(given)) return { unreadable: 'its body is no JSON object' };
  if ('data' in given && !('BusinessEventId' in given)) return readDynamicsEvent(given.data, seenAt);
  if ('about' in given) return readOwnNotice(given, seenAt);
  if ('BusinessEventId' in given) return readBusinessEvent(given, seenAt);
  if ('MessageName' in given && 'PrimaryEntityName' in given) return readDataEvent(given, seenAt);
  return { unreadable: 'it is neither a business event nor a data event' };
}

/** A text that is JSON, possibly JSON in a text again. */
function unwrapped(body: unknown, depth = 0): unknown {
  if (body instanceof Uint8Array) return unwrapped(new TextDecoder().decode(body), depth);
  if (typeof body !== 'string') return body;
  if (depth > 3) return undefined;
  try {
    return unwrapped(parseJson(body.replace(/^\uFEFF/, '')), depth + 1);
  } catch {
    return undefined;
  }
}

function together(readings: readonly DynamicsReading[]): DynamicsReading {
  const notices = readings.flatMap((one) => ('notices' in one ? one.notices : []));
  const unreadable = readings.map((one) => ('unreadable' in one ? one.unreadable : undefined)).find((one) => one !== undefined);
  if (notices.length > 0) return unreadable === undefined ? { notices } : { notices, unreadable };
  return unreadable === undefined ? (readings[0] ?? { ignored: 'an empty list' }) : { unreadable };
}

/** What a customer's own event may say: `{ company, about: "stock", items: ["D0001"] }`, or `{ company, about: "shipment", salesOrder, document }`. */
function readOwnNotice(given: Record<string, unknown>, seenAt: Instant): DynamicsReading {
  const key = textOf(given.key) || shortHash(JSON.stringify(given) + seenAt);
  const notice = ErpNotice.safeParse({ topic: 'own event', ...given, schema: 1, key, via: 'event', seenAt, attempt: 0 });
  if (notice.success) return { notices: [notice.data] };
  const [issue] = notice.error.issues;
  return { unreadable: `an event of your own does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() };
}

const BusinessEvent = z.object({
  BusinessEventId: z.string().min(1),
  EventId: z.string().default(''),
  ControlNumber: z.union([z.number(), z.string()]).optional(),
  BusinessEventLegalEntity: z.string().nullish(),
  LegalEntity: z.string().nullish(),
  EventTime: z.unknown().optional(),
  EventTimeIso8601: z.unknown().optional(),
});

/** Business events that concern a shop, and the fields that name the document. */
const businessEvents: Record<string, { about: 'invoice' | 'shipment'; order: readonly string[]; document: readonly string[] }> = {
  salesinvoicepostedbusinessevent: { about: 'invoice', order: ['SalesOrderId', 'SalesId'], document: ['InvoiceId'] },
};

function readBusinessEvent(given: Record<string, unknown>, seenAt: Instant): DynamicsReading {
  const parsed = BusinessEvent.safeParse(given);
  if (!parsed.success) return { unreadable: `a business event without ${parsed.error.issues[0]?.path.join('.') ?? 'an id'}` };
  const event = parsed.data;
  const known = businessEvents[event.BusinessEventId.toLowerCase()];
  if (!known) return { ignored: `"${event.BusinessEventId}" concerns no shop` };
  const company = LegalEntityId.safeParse(event.BusinessEventLegalEntity || event.LegalEntity || '');
  if (!company.success) return { unreadable: `${event.BusinessEventId} names no legal entity` };
  const salesOrder = firstOf(given, known.order);
  if (!salesOrder) return { unreadable: `${event.BusinessEventId} names no sales order` };
  const document = firstOf(given, known.document);
  return {
    notices: [
      {
        schema: 1,
        company: company.data,
        about: known.about,
        salesOrder,
        document,
        // The event's own id differs between two events of one posting; what happened does not.
        key: `${known.about}|${salesOrder}|${document || bare(event.EventId)}`,
        topic: event.BusinessEventId,
        via: 'event',
        occurredAt: momentOf(event.EventTimeIso8601) ?? momentOf(event.EventTime),
        seenAt,
        attempt: 0,
      },
    ],
  };
}

const firstOf = (given: Record<string, unknown>, names: readonly string[]): string =>
  names.map((name) => textOf(given[name])).find(Boolean) ?? '';
const bare = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

/** `/Date(1735689600000)/`, with or without an offset, or ISO 8601. */
function momentOf(value: unknown): Instant | undefined {
  const text = textOf(value);
  const [, ms] = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text) ?? [];
  if (ms === undefined) return parseInstant(text);
  const time = new Date(Number(ms));
  return Number.isNaN(time.getTime()) ? undefined : instant(time);
}

const Attribute = z.object({ key: z.string(), value: z.unknown() });
const DataEvent = z.object({
  MessageName: z.string(),
  PrimaryEntityName: z.string(),
  OperationCreatedOn: z.unknown().optional(),
  CorrelationId: z.string().optional(),
  InputParameters: z.array(Attribute),
});

/** Enums of virtual tables are numbered from here. */
const enumBase = 200_000_000;
const cancelled = 4;
const invoiced = 3;

type Attributes = ReadonlyMap<string, unknown>;
type AboutOrder = 'shipment' | 'invoice' | 'cancellation';
type Concern = { none: string } | { about: AboutOrder; salesOrder: string; document: string } | { about: 'price'; items: string[] };

/** Entities by what their name begins with, without `mserp_`; versions differ between environments. */
const dataEntities: readonly { name: RegExp; concern(attributes: Attributes): Concern | undefined }[] = [
  {
    name: /^(sales)?packingsliptracking/,
    concern: (of) => orderConcern('shipment', of, 'packingslipnumber'),
  },
  { name: /^custpackingslipjour/, concern: (of) => orderConcern('shipment', of, 'packingslipid') },
  {
    name: /^salesorderheader/,
    concern(of) {
      const status = numberOf(of.get('salesorderstatus'));
      if (status === enumBase + cancelled) return orderConcern('cancellation', of);
      return status === enumBase + invoiced ? orderConcern('invoice', of) : { none: 'its new status concerns no shop' };
    },
  },
  {
    name: /^(ecores)?releasedproduct/,
    concern: (of) => (textOf(of.get('itemnumber')) ? { about: 'price', items: [textOf(of.get('itemnumber'))] } : undefined),
  },
];

function orderConcern(about: AboutOrder, of: Attributes, document?: string): Concern | undefined {
  const salesOrder = textOf(of.get('salesordernumber')) || textOf(of.get('salesid'));
  return salesOrder ? { about, salesOrder, document: document ? textOf(of.get(document)) : '' } : undefined;
}

function readDataEvent(given: Record<string, unknown>, seenAt: Instant): DynamicsReading {
  const parsed = DataEvent.safeParse(given);
  if (!parsed.success) return { unreadable: 'a data event without its parameters' };
  const { MessageName, PrimaryEntityName, InputParameters, OperationCreatedOn, CorrelationId } = parsed.data;
  const entity = PrimaryEntityName.toLowerCase().replace(/^mserp_/, '');
  const known = dataEntities.find(({ name }) => name.test(entity));
  const topic = `${MessageName} ${PrimaryEntityName}`;
  if (!known) return { ignored: `"${topic}" concerns no shop` };
  const target = InputParameters.find(({ key }) => key === 'Target')?.value;
  const attributes = isObject(target) ? attributesOf(target.Attributes) : undefined;
  if (!attributes) return { unreadable: `${topic} has no target` };
  const company = LegalEntityId.safeParse(textOf(attributes.get('dataareaid')));
  const concern = known.concern(attributes);
  if (concern && 'none' in concern) return { ignored: `"${topic}": ${concern.none}` };
  if (!company.success || !concern) return { unreadable: `${topic} does not say which document of which legal entity it is about` };
  const occurredAt = momentOf(OperationCreatedOn);
  const shared = { schema: 1 as const, company: company.data, topic, via: 'event' as const, occurredAt, seenAt, attempt: 0 };
  const mark = shortHash(`${CorrelationId ?? ''}${textOf(OperationCreatedOn)}`);
  return {
    notices: [
      'items' in concern
        ? { ...shared, ...concern, key: `price|${concern.items.join(',')}|${mark}` }
        : { ...shared, ...concern, key: [concern.about, concern.salesOrder, concern.document, mark].filter(Boolean).join('|') },
    ],
  };
}

/** By name without `mserp_`; option sets, money and references are their plain value. */
function attributesOf(list: unknown): Attributes | undefined {
  const parsed = z.array(Attribute).safeParse(list);
  if (!parsed.success) return undefined;
  return new Map(
    parsed.data.map(({ key, value }) => [
      key.toLowerCase().replace(/^mserp_/, ''),
      isObject(value) && 'Value' in value ? value.Value : value,
    ]),
  );
}

const numberOf = (value: unknown): number => Number(textOf(value) || Number.NaN);

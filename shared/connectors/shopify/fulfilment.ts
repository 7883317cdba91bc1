import { z } from 'zod';
import type { Parcel, Shipment, ShipmentLine } from '../../canonical/shipment.ts';
import { IntegrationError } from '../../core/errors.ts';
import { DecimalText as Decimal, type DecimalText, decimal, minus, zero } from '../../core/money.ts';
import { Instant } from '../../core/time.ts';
import type { EarlierAttempt } from '../connector.ts';
import { numberOf, PageInfo } from './schema.ts';

/** How an order stands with what is to be shipped of it, and what is to be done so that it shows a shipment. Pure. */

const id = z.string().min(1).transform(numberOf);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const amount = z
  .object({ shopMoney: z.object({ amount: Decimal }) })
  .nullish()
  .transform((value) => value?.shopMoney.amount ?? zero);

const Fulfillment = z.object({
  id,
  status: text,
  createdAt: Instant,
  trackingInfo: z.array(z.object({ company: text, number: text, url: text })),
  fulfillmentLineItems: z.object({ nodes: z.array(z.object({ quantity: z.number().nullish(), lineItem: z.object({ id }) })) }),
});
export type Fulfillment = z.output<typeof Fulfillment>;

const FulfillmentOrder = z.object({
  id,
  status: z.string(),
  requestStatus: text,
  supportedActions: z.array(z.object({ action: z.string() })),
  fulfillmentHolds: z.array(z.object({ displayReason: text, reasonNotes: text })),
  assignedLocation: z.object({ name: text, location: z.object({ id, isFulfillmentService: z.boolean() }).nullish() }),
  lineItems: z.object({
    pageInfo: PageInfo,
    nodes: z.array(z.object({ id, remainingQuantity: z.number().int(), lineItem: z.object({ id }) })),
  }),
});
export type FulfillmentOrder = z.output<typeof FulfillmentOrder>;

export const OrderFulfilment = z.object({
  order: z
    .object({
      id,
      name: z.string(),
      cancelledAt: Instant.nullish(),
      closed: z.boolean(),
      displayFinancialStatus: text,
      displayFulfillmentStatus: text,
      totalReceivedSet: amount,
      totalRefundedSet: amount,
      fulfillments: z.array(Fulfillment),
      fulfillmentOrders: z.object({ pageInfo: PageInfo, nodes: z.array(FulfillmentOrder) }),
    })
    .nullable(),
});
export type OrderFulfilment = NonNullable<z.output<typeof OrderFulfilment>['order']>;

/** One `fulfillmentCreate`: Shopify takes fulfilment orders of one location at a time. */
export interface ParcelPlan {
  from: { fulfillmentOrder: string; items: { id: string; quantity: number }[] }[];
}

export interface ShipmentPlan {
  cancel: string[];
  /** Fulfilments whose tracking is to be put right. */
  retrack: string[];
  create: ParcelPlan[];
  /** Ids that the shipment has already. */
  keep: string[];
  lines: ShipmentLine[];
  notes: string[];
}

/** @throws IntegrationError ORDER_CANCELLED_AT_CHANNEL, FULFILMENT_ON_HOLD, SHIPMENT_EXCEEDS_ORDER, CHANNEL_REFUSED, SHIPMENT_NOT_UNDERSTOOD */
export function planShipment(order: OrderFulfilment, shipment: Shipment, { told, maybeSince }: EarlierAttempt): ShipmentPlan {
  const standing = order.fulfillments.filter(({ status }) => !['CANCELLED', 'ERROR', 'FAILURE'].includes(status));
  const ours = standing.filter(({ id: own }) => told?.references.includes(own));
  const nothing: ShipmentPlan = { cancel: [], retrack: [], create: [], keep: [], lines: shipment.lines, notes: [] };
  if (shipment.lines.length === 0) return { ...nothing, cancel: ours.map(({ id: own }) => own) };

  const found = ours.length > 0 ? ours : alreadyThere(standing, shipment, maybeSince);
  if (found.length > 0 && sameUnits(unitsOf(found), shipment.lines)) {
    const keep = found.map(({ id: own }) => own);
    return sameTracking(found, shipment.parcels) ? { ...nothing, keep } : { ...nothing, keep, retrack: keep };
  }
  if (order.cancelledAt) throw new IntegrationError('ORDER_CANCELLED_AT_CHANNEL', { facts: { slip: shipment.slip, number: order.name } });
  // Shopify does not change the content of a fulfilment: it is taken back and made anew.
  const freed = unitsOf(ours);
  const { create, lines, notes } = distribute(order, shipment, freed);
  return { ...nothing, cancel: ours.map(({ id: own }) => own), create, lines, notes };
}

/** Fulfilments that an earlier attempt without an answer may have made: those with our tracking numbers, or young ones with just our lines. */
function alreadyThere(standing: readonly Fulfillment[], { parcels, lines }: Shipment, maybeSince: Instant | undefined): Fulfillment[] {
  const numbers = new Set(parcels.map(({ trackingNumber }) => trackingNumber));
  if (numbers.size > 0) return standing.filter(({ trackingInfo }) => trackingInfo.some(({ number }) => numbers.has(number)));
  if (!maybeSince) return [];
  const young = standing.filter(
    ({ createdAt, trackingInfo }) => createdAt >= maybeSince && trackingInfo.every(({ number }) => number === ''),
  );
  return sameUnits(unitsOf(young), lines) ? young : [];
}

function unitsOf(fulfilments: readonly Fulfillment[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { quantity, lineItem } of fulfilments.flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes))
    units.set(lineItem.id, (units.get(lineItem.id) ?? 0) + (quantity ?? 0));
  return units;
}

const sameUnits = (units: ReadonlyMap<string, number>, lines: readonly ShipmentLine[]): boolean =>
  units.size === lines.length && lines.every(({ line, quantity }) => units.get(line) === Number(quantity));

function sameTracking(fulfilments: readonly Fulfillment[], parcels: readonly Parcel[]): boolean {
  const wanted = parcels.map(({ trackingNumber }) => trackingNumber).sort();
  return fulfilments.every(
    ({ trackingInfo }) =>
      JSON.stringify(
        trackingInfo
          .map(({ number }) => number)
          .filter(Boolean)
          .sort(),
      ) === JSON.stringify(wanted),
  );
}

const fulfillable = ['OPEN', 'IN_PROGRESS'];

const isTheirs = ({ assignedLocation, supportedActions, requestStatus }: FulfillmentOrder): boolean =>
  assignedLocation.location?.isFulfillmentService === true ||
  (['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REQUESTED'].includes(requestStatus) &&
    !supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT'));

/** Units of the shipment over the fulfilment orders that still have them: the place that it left first. */
function distribute(
  order: OrderFulfilment,
  shipment: Shipment,
  freed: ReadonlyMap<string, number>,
): Pick<ShipmentPlan, 'create' | 'lines' | 'notes'> {
  const open = order.fulfillmentOrders.nodes.filter((one) => !isTheirs(one) && fulfillable.includes(one.status));
  const atPlace = (one: FulfillmentOrder) => (one.assignedLocation.location?.id === shipment.location ? 0 : 1);
  const preferred = [...open].sort((a, b) => atPlace(a) - atPlace(b));
  const left = new Map(open.flatMap(({ lineItems }) => lineItems.nodes.map((item) => [item.id, item.remainingQuantity] as const)));
  const places = new Map<string, ParcelPlan>();
  const lines: ShipmentLine[] = [];
  const notes: string[] = [];
  for (const line of shipment.lines) {
    const wanted = wholeUnits(line, shipment);
    let missing = wanted;
    for (const one of preferred) {
      for (const item of one.lineItems.nodes.filter(({ lineItem }) => lineItem.id === line.line)) {
        const units = Math.min(missing, left.get(item.id) ?? 0);
        if (units <= 0) continue;
        missing -= units;
        left.set(item.id, (left.get(item.id) ?? 0) - units);
        put(places, one, { id: item.id, quantity: units });
      }
    }
    // What was told before and is taken back now is free again, though not yet in this reading.
    const again = Math.min(missing, freed.get(line.line) ?? 0);
    const units = wanted - missing + again;
    if (units > 0) lines.push({ ...line, quantity: decimal(units) });
    if (missing - again > 0) notes.push(`${missing - again} × ${line.sku || `line ${line.line}`} more left than the shop has to ship.`);
  }
  if (lines.length === 0) throw whyNothing(order, shipment, notes);
  return { create: [...places.values()], lines, notes };
}

function put(places: Map<string, ParcelPlan>, one: FulfillmentOrder, item: { id: string; quantity: number }): void {
  const place = one.assignedLocation.location?.id ?? one.assignedLocation.name;
  const parcel = places.get(place) ?? { from: [] };
  places.set(place, parcel);
  const known = parcel.from.find(({ fulfillmentOrder }) => fulfillmentOrder === one.id);
  if (known) known.items.push(item);
  else parcel.from.push({ fulfillmentOrder: one.id, items: [item] });
}

/** Shopify sells whole units only. */
function wholeUnits({ quantity, sku }: ShipmentLine, { slip, order }: Shipment): number {
  const units = Number(quantity);
  if (Number.isInteger(units)) return units;
  throw new IntegrationError('SHIPMENT_NOT_UNDERSTOOD', {
    facts: { slip, document: order, problem: `${quantity} of "${sku}" left, and Shopify takes whole units only.` },
  });
}

function whyNothing(order: OrderFulfilment, { slip, lines }: Shipment, notes: readonly string[]): IntegrationError {
  const wanted = new Set(lines.map(({ line }) => line));
  const has = (one: FulfillmentOrder) =>
    one.lineItems.nodes.some(({ remainingQuantity, lineItem }) => remainingQuantity > 0 && wanted.has(lineItem.id));
  const waiting = order.fulfillmentOrders.nodes.filter((one) => has(one));
  const held = waiting.find(({ status }) => status === 'ON_HOLD');
  const facts = { slip, number: order.name };
  if (held) {
    const reasons = held.fulfillmentHolds.map(({ displayReason, reasonNotes }) => [displayReason, reasonNotes].filter(Boolean).join(': '));
    return new IntegrationError('FULFILMENT_ON_HOLD', { facts: { ...facts, problem: reasons.join('; ') || 'no reason is given.' } });
  }
  const theirs = waiting.find(isTheirs);
  if (theirs)
    return new IntegrationError('CHANNEL_REFUSED', {
      facts: {
        what: `packing slip ${slip}`,
        problem: `"${theirs.assignedLocation.name}" ships these lines for the shop; its shipments are not ours to report.`,
      },
    });
  return new IntegrationError('SHIPMENT_EXCEEDS_ORDER', { facts: { ...facts, problem: notes.join(' ') || 'nothing is left to ship.' } });
}

/** As Shopify takes it: one company for all numbers of a shipment. */
export function trackingInput(parcels: readonly Parcel[]): { company?: string; numbers: string[]; urls?: string[] } | undefined {
  if (parcels.length === 0) return undefined;
  const company = parcels.find(({ carrier }) => carrier !== '')?.carrier;
  const urls = parcels.map(({ url }) => url).filter((url) => url !== undefined);
  return {
    ...(company ? { company: companyNamed(company) } : {}),
    numbers: parcels.map(({ trackingNumber }) => trackingNumber),
    ...(urls.length === parcels.length ? { urls } : {}),
  };
}

/** Carriers whose tracking pages Shopify links to by itself, spelled as it spells them. https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentTrackingInfo */
const companies = [
  '4PX',
  'Amazon Logistics UK',
  'Amazon Logistics US',
  'An Post',
  'Anjun Logistics',
  'APC',
  'Aramex',
  'Asendia USA',
  'Australia Post',
  'Bonshaw',
  'BPost',
  'BPost International',
  'Canada Post',
  'Canpar',
  'CDL Last Mile',
  'China Post',
  'Chronopost',
  'Chukou1',
  'Colissimo',
  'Comingle',
  'Coordinadora',
  'Correios',
  'Correos',
  'Correos Express',
  'CTT',
  'CTT Express',
  'Cyprus Post',
  'Delnext',
  'Deutsche Post',
  'DHL eCommerce',
  'DHL eCommerce Asia',
  'DHL Express',
  'DPD',
  'DPD Local',
  'DPD UK',
  'DTD Express',
  'DX',
  'Eagle',
  'Estes',
  'Evri',
  'FedEx',
  'First Global Logistics',
  'First Line',
  'FSC',
  'Fulfilla',
  'GLS',
  'Guangdong Weisuyi Information Technology (WSE)',
  'Heppner Internationale Spedition GmbH & Co.',
  'Iceland Post',
  'IDEX',
  'Israel Post',
  'Japan Post (EN)',
  'Japan Post (JA)',
  'La Poste',
  'La Poste Colissimo',
  'Lasership',
  'Latvia Post',
  'Lietuvos Paštas',
  'Logisters',
  'Lone Star Overnight',
  'M3 Logistics',
  'Meteor Space',
  'Mondial Relay',
  'New Zealand Post',
  'NinjaVan',
  'North Russia Supply Chain (Shenzhen) Co.',
  'OnTrac',
  'Packeta',
  'Pago Logistics',
  'Ping An Da Tengfei Express',
  'Pitney Bowes',
  'Portal PostNord',
  'Poste Italiane',
  'PostNL',
  'PostNord DK',
  'PostNord NO',
  'PostNord SE',
  'Purolator',
  'Qxpress',
  'Qyun Express',
  'Royal Mail',
  'Royal Shipments',
  'Sagawa (EN)',
  'Sagawa (JA)',
  'Sendle',
  'SF Express',
  'SFC Fulfillment',
  'SHREE NANDAN COURIER',
  'Singapore Post',
  'Southwest Air Cargo',
  'StarTrack',
  'Step Forward Freight',
  'Swiss Post',
  'TForce Final Mile',
  'Tinghao',
  'TNT',
  'Toll IPEC',
  'United Delivery Service',
  'UPS',
  'USPS',
  'Venipak',
  'We Post',
  'Whistl',
  'Wizmo',
  'WMYC',
  'Xpedigo',
  'XPO Logistics',
  'Yamato (EN)',
  'Yamato (JA)',
  'YiFan Express',
  'YunExpress',
];
const spelling = new Map(companies.map((company) => [company.toLowerCase(), company]));
export const companyNamed = (carrier: string): string => spelling.get(carrier.trim().toLowerCase()) ?? carrier;

/** What the buyer has paid and not got back. */
export const stillPaid = ({ totalReceivedSet, totalRefundedSet }: OrderFulfilment): DecimalText =>
  minus(totalReceivedSet, totalRefundedSet);

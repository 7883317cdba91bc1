import type { Parcel, Shipment, ShipmentLine } from '../../canonical/shipment.ts';
import { IntegrationError } from '../../core/errors.ts';
import { decimal } from '../../core/money.ts';
import { epochMs, type Instant } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import type { EarlierAttempt } from '../connector.ts';
import { type TrackingInput, trackingInput } from './carriers.ts';
import { type Fulfillment, type OrderFulfilment, stands, type Units } from './fulfilment.ts';
import { type Portion, spread, whyNot } from './fulfilment-orders.ts';

/** What is to be done so that an order shows a shipment. Nothing here is written yet. */
export interface ShipmentPlan {
  /** Fulfilments that are ours and stay. */
  keep: string[];
  /** Of those that stay: whose tracking is to be put right. */
  retrack: string[];
  /** Ours, with something in them that did not leave. Plan again when they are gone. */
  cancel: string[];
  /** One call for each. */
  create: Portion[];
  /** What the shop shows when all this is done. */
  lines: ShipmentLine[];
  notes: Wording[];
}

/** @throws IntegrationError ORDER_CANCELLED_AT_CHANNEL, FULFILMENT_ON_HOLD, SHIPMENT_EXCEEDS_ORDER, CHANNEL_REFUSED, SHIPMENT_NOT_UNDERSTOOD */
export function planShipment(order: OrderFulfilment, shipment: Shipment, before: EarlierAttempt): ShipmentPlan {
  const asked = wholeUnits(shipment, order);
  const { keep, cancel, rest } = oursIn(order, shipment, before, asked);
  const kept = unitsOf(keep);
  const tracking = trackingInput(shipment.parcels);
  const plan: ShipmentPlan = {
    keep: keep.map(({ id }) => id),
    retrack: keep.filter((one) => needsTracking(one, tracking, before)).map(({ id }) => id),
    cancel: cancel.map(({ id }) => id),
    create: [],
    lines: linesOf(shipment, kept),
    notes: [],
  };
  if (plan.cancel.length > 0 || rest.size === 0) return plan;
  const slip = { slip: shipment.slip, number: order.name };
  if (order.cancelledAt) throw new IntegrationError('ORDER_CANCELLED_AT_CHANNEL', { facts: slip });
  const { portions, missing } = spread(order.fulfillmentOrders.nodes, rest, shipment.location);
  if (missing.size === 0) return { ...plan, create: portions, lines: shipment.lines };
  const nameOf = (line: string) => shipment.lines.find((one) => one.line === line)?.sku || `line ${line}`;
  const { error, notes } = whyNot(order.fulfillmentOrders.nodes, missing, { ...slip, nameOf });
  if (error.code === 'FULFILMENT_ON_HOLD' || (portions.length === 0 && keep.length === 0)) throw error;
  const shown = new Map([...asked].map(([line, units]) => [line, units - (missing.get(line) ?? 0)]));
  return { ...plan, create: portions, lines: linesOf(shipment, shown), notes };
}

/** Shopify sells whole units only. @throws IntegrationError SHIPMENT_NOT_UNDERSTOOD */
function wholeUnits({ slip, lines }: Shipment, { name }: OrderFulfilment): Units {
  const units: Units = new Map();
  for (const { line, sku, quantity } of lines) {
    const problem = `${quantity} of "${sku}" left, and Shopify takes whole units only.`;
    if (!/^\d{1,9}$/.test(quantity))
      throw new IntegrationError('SHIPMENT_NOT_UNDERSTOOD', { facts: { slip, document: `order ${name}`, problem } });
    if (Number(quantity) > 0) units.set(line, (units.get(line) ?? 0) + Number(quantity));
  }
  return units;
}

interface Ours {
  keep: Fulfillment[];
  cancel: Fulfillment[];
  /** What no fulfilment of ours shows yet. */
  rest: Units;
}

/**
 * Finds what the shop shows of this shipment already: what we told; what an attempt without an answer may have made; and, where the order
 * has too little left, what a person has shipped with the same numbers.
 */
function oursIn(order: OrderFulfilment, { parcels }: Shipment, { told, maybeSince }: EarlierAttempt, asked: Units): Ours {
  const standing = order.fulfillments.filter(stands);
  const ours: Ours = { keep: [], cancel: [], rest: new Map(asked) };
  const numbers = trackingInput(parcels)?.numbers ?? [];
  const take = (candidates: readonly Fulfillment[]) => {
    for (const one of candidates.filter((candidate) => !ours.keep.includes(candidate) && fits(candidate, ours.rest))) {
      ours.keep.push(one);
      ours.rest = without(ours.rest, unitsOf([one]));
    }
  };
  const known = standing.filter(({ id }) => told?.references.includes(id));
  const others = standing.filter((one) => !known.includes(one)).sort((a, b) => epochMs(b.createdAt) - epochMs(a.createdAt));
  take(known);
  ours.cancel = known.filter((one) => !ours.keep.includes(one));
  if (maybeSince) take(others.filter((one) => mayBeLost(one, numbers, maybeSince)));
  const { missing } = spread(order.fulfillmentOrders.nodes, ours.rest);
  if (missing.size > 0 && ours.cancel.length === 0) take(others.filter((one) => numbers.length > 0 && same(numbersOf(one), numbers)));
  return ours;
}

/** Clocks differ a little, and a number tells two shipments apart: it may be looked for a little earlier. */
const clocksDifferMs = 5 * 60_000;

function mayBeLost(one: Fulfillment, numbers: readonly string[], maybeSince: Instant): boolean {
  // Shopify's times have no fractions of a second.
  const since = Math.floor(epochMs(maybeSince) / 1000) * 1000 - (numbers.length > 0 ? clocksDifferMs : 0);
  return same(numbersOf(one), numbers) && epochMs(one.createdAt) >= since;
}

const numbersOf = ({ trackingInfo }: Fulfillment): string[] => trackingInfo.map(({ number }) => number).filter(Boolean);
const same = (some: readonly string[], others: readonly string[]): boolean =>
  JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());

function unitsOf(fulfillments: readonly Fulfillment[]): Units {
  const units: Units = new Map();
  for (const { quantity, lineItem } of fulfillments.flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes))
    units.set(lineItem.id, (units.get(lineItem.id) ?? 0) + quantity);
  return units;
}

const fits = (one: Fulfillment, room: Units): boolean => [...unitsOf([one])].every(([line, units]) => units <= (room.get(line) ?? 0));

const without = (units: Units, less: Units): Units =>
  new Map([...units].map(([line, own]) => [line, own - (less.get(line) ?? 0)] as const).filter(([, left]) => left > 0));

/** The shipment's lines with as many units as there are. */
function linesOf({ lines }: Shipment, units: Units): ShipmentLine[] {
  const left = new Map(units);
  return lines.flatMap((line) => {
    const own = Math.min(Number(line.quantity), left.get(line.line) ?? 0);
    left.set(line.line, (left.get(line.line) ?? 0) - own);
    return own > 0 ? [{ ...line, quantity: decimal(own) }] : [];
  });
}

/** What a person has put right in the shop stays, until Dynamics says something else than before. */
function needsTracking(one: Fulfillment, wanted: TrackingInput | undefined, { told }: EarlierAttempt): boolean {
  if (shows(one, wanted)) return false;
  const isTold = told?.references.includes(one.id) === true;
  return isTold ? !sameInput(trackingInput(told?.parcels ?? []), wanted) : wanted !== undefined && !same(numbersOf(one), wanted.numbers);
}

function shows(one: Fulfillment, { company = '', numbers, urls = [] }: TrackingInput = { numbers: [] }): boolean {
  const links = one.trackingInfo.map(({ url }) => url);
  return same(numbersOf(one), numbers) && (one.trackingInfo[0]?.company ?? '') === company && urls.every((url) => links.includes(url));
}

const sameInput = (one: TrackingInput | undefined, other: TrackingInput | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Whether buyers have heard of these parcels from an earlier telling. */
export const sameParcels = (some: readonly Parcel[], others: readonly Parcel[]): boolean =>
  sameInput(trackingInput(some), trackingInput(others));

import { answers, lineProblems } from '../../canonical/shop-answers.ts';
import { IntegrationError } from '../../core/errors.ts';
import { eachText, inOneText, type Wording, wording } from '../../core/wording.ts';
import type { FulfillmentOrder, Units } from './fulfilment.ts';

/** One `fulfillmentCreate`: Shopify takes fulfilment orders of one location at a time. */
export interface Portion {
  from: { fulfillmentOrder: string; items: { id: string; quantity: number }[] }[];
}

/** Shopify's limit for a list of inputs. */
const mostItems = 250;

/**
 * Spreads units over the fulfilment orders that may be fulfilled: the place that they left first, then the place that has most of them, so
 * that few calls are needed; untouched work before work under way. Pure.
 */
export function spread(
  orders: readonly FulfillmentOrder[],
  wanted: ReadonlyMap<string, number>,
  location?: string,
): { portions: Portion[]; missing: Units } {
  const mine = orders.filter(isMine);
  const reach = new Map([...Map.groupBy(mine, placeOf)].map(([place, own]) => [place, reachOf(own, wanted)]));
  const rank = (one: FulfillmentOrder) => [
    placeOf(one) === location ? 0 : 1,
    -(reach.get(placeOf(one)) ?? 0),
    one.status === 'OPEN' ? 0 : 1,
  ];
  const missing: Units = new Map(wanted);
  const places = new Map<string, Portion['from']>();
  for (const one of [...mine].sort((a, b) => inOrder(rank(a), rank(b)))) {
    const items = one.lineItems.nodes.flatMap(({ id, remainingQuantity, lineItem }) => {
      const left = missing.get(lineItem.id) ?? 0;
      const quantity = Math.min(left, remainingQuantity);
      if (quantity <= 0) return [];
      if (quantity === left) missing.delete(lineItem.id);
      else missing.set(lineItem.id, left - quantity);
      return [{ id, quantity }];
    });
    if (items.length > 0) places.set(placeOf(one), [...(places.get(placeOf(one)) ?? []), { fulfillmentOrder: one.id, items }]);
  }
  return { portions: [...places.values()].flatMap(inPortions), missing };
}

const isService = ({ assignedLocation }: FulfillmentOrder): boolean => assignedLocation.location?.isFulfillmentService === true;
const isMine = (one: FulfillmentOrder): boolean =>
  !isService(one) &&
  ['OPEN', 'IN_PROGRESS'].includes(one.status) &&
  one.supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT');
const placeOf = ({ assignedLocation: { location, name } }: FulfillmentOrder): string => location?.id ?? name;

function reachOf(orders: readonly FulfillmentOrder[], wanted: ReadonlyMap<string, number>): number {
  let units = 0;
  for (const [line, quantity] of wanted) units += Math.min(quantity, remainingOf(orders, line));
  return units;
}

const remainingOf = (orders: readonly FulfillmentOrder[], line: string): number =>
  orders
    .flatMap(({ lineItems }) => lineItems.nodes)
    .filter(({ lineItem }) => lineItem.id === line)
    .reduce((units, { remainingQuantity }) => units + remainingQuantity, 0);

const inOrder = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

/** Cut so that no list in a call is longer than Shopify takes. */
function inPortions(from: Portion['from']): Portion[] {
  const pieces = from.flatMap(({ fulfillmentOrder, items }) =>
    Array.from({ length: Math.ceil(items.length / mostItems) }, (_, index) => ({
      fulfillmentOrder,
      items: items.slice(index * mostItems, (index + 1) * mostItems),
    })),
  );
  const portions: Portion[] = [];
  for (const piece of pieces) {
    // A fulfilment order may be named once in a call.
    const open = portions.find(
      (portion) =>
        portion.from.every((own) => own.fulfillmentOrder !== piece.fulfillmentOrder) &&
        portion.from.reduce((sum, { items }) => sum + items.length, piece.items.length) <= mostItems,
    );
    if (open) open.from.push(piece);
    else portions.push({ from: [piece] });
  }
  return portions;
}

interface About {
  slip: string;
  number: string;
  nameOf(line: string): string;
}

/** Why some units cannot be told, as an error and as notes: a hold first, because it can be released; then work that is not ours. */
export function whyNot(
  orders: readonly FulfillmentOrder[],
  missing: Units,
  { slip, number, nameOf }: About,
): { error: IntegrationError; notes: Wording[] } {
  const waiting = orders.filter((one) => !isMine(one) && [...missing.keys()].some((line) => remainingOf([one], line) > 0));
  const notes = [...missing].map(([line, units]) =>
    eachText(problemOf(waiting, line), (problem) => `${units} × ${nameOf(line)}: ${problem}`),
  );
  const held = waiting.find(({ status }) => status === 'ON_HOLD');
  if (held) return { error: new IntegrationError('FULFILMENT_ON_HOLD', { facts: { slip, number, problem: reasonOf(held) } }), notes };
  const problem = inOneText(notes);
  if (waiting.length === 0) return { error: new IntegrationError('SHIPMENT_EXCEEDS_ORDER', { facts: { slip, number, problem } }), notes };
  return { error: new IntegrationError('CHANNEL_REFUSED', { facts: { what: answers.packingSlip(slip), problem } }), notes };
}

function problemOf(waiting: readonly FulfillmentOrder[], line: string): Wording {
  const one = waiting.find((own) => remainingOf([own], line) > 0);
  if (!one) return lineProblems.noneLeft;
  if (isService(one)) return lineProblems.service(one.assignedLocation.name);
  if (one.status === 'ON_HOLD') return lineProblems.onHold(reasonOf(one));
  return lineProblems.notNow(one.status.toLowerCase());
}

/** In the shop's own words, where it has some. */
function reasonOf({ fulfillmentHolds }: FulfillmentOrder): Wording {
  const given = fulfillmentHolds
    .map(({ displayReason, reasonNotes }) => [displayReason, reasonNotes].filter(Boolean).join(': '))
    .filter(Boolean)
    .join('; ');
  return given ? wording(given, given) : lineProblems.noReason;
}

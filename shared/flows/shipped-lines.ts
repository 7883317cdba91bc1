import type { ShipmentLine } from '../canonical/shipment.ts';
import type { StorePolicies } from '../canonical/store.ts';
import { compare, type DecimalText, dividedBy, isZero, minus, plus, times, wholePart, zero } from '../core/money.ts';
import type { Wording } from '../core/wording.ts';
import type { PackingSlip, SalesOrderProgress } from '../d365/erp-target.ts';
import { reasons } from './sentences.ts';
import type { OrderSnapshot } from './snapshot.ts';

/** What one packing slip means for the shop's order. Pure. */
export interface ShippedLines {
  lines: ShipmentLine[];
  /** Everything of the order that is ever shipped has left with this slip and those before it. */
  completesOrder: boolean;
  /** What is on the slip and not in the shop's order, in words. */
  notes: Wording[];
}

type Kits = StorePolicies['kits'];

/**
 * Lines of the slip in the shop's own line ids. Freight, tax and other lines that the shop has as charges are left out. Parts of a kit
 * that Dynamics ships one by one count as a kit when all parts of it have left, over all slips so far.
 */
export function shippedLines(slip: PackingSlip, progress: SalesOrderProgress, snapshot: OrderSnapshot, kits: Kits): ShippedLines {
  const before = progress.slips.filter((one) => one.id !== slip.id && isEarlier(one, slip));
  const lines = linesOf([slip], progress, snapshot);
  for (const [id, units] of kitsIn([...before, slip], progress, snapshot, kits)) {
    const already = kitsIn(before, progress, snapshot, kits).get(id) ?? zero;
    const now = minus(units, already);
    if (compare(now, zero) > 0) lines.set(id, plus(lines.get(id) ?? zero, now));
  }
  const shipped = [...lines].filter(([, quantity]) => compare(quantity, zero) > 0);
  return {
    lines: shipped.map(([line, quantity]) => ({ line, sku: snapshot.lines[line]?.[0] ?? '', quantity })),
    completesOrder: isComplete([...before, slip], progress, snapshot, kits),
    notes: strangers(slip, progress, snapshot, kits),
  };
}

const isEarlier = (one: PackingSlip, than: PackingSlip): boolean =>
  one.shippedAt === than.shippedAt ? one.id < than.id : one.shippedAt < than.shippedAt;

const externalIds = (progress: SalesOrderProgress) => new Map(progress.lines.map((line) => [line.lot, line.externalId]));

/** Quantities by the shop's line id, of lines that the shop knows as goods. */
function linesOf(slips: readonly PackingSlip[], progress: SalesOrderProgress, snapshot: OrderSnapshot): Map<string, DecimalText> {
  const ids = externalIds(progress);
  const sums = new Map<string, DecimalText>();
  for (const { lot, quantity } of slips.flatMap((one) => one.lines)) {
    const id = ids.get(lot) ?? '';
    if (Object.hasOwn(snapshot.lines, id)) sums.set(id, plus(sums.get(id) ?? zero, quantity));
  }
  return sums;
}

/** Kits that can be made of the parts on these slips, by line id; lines that share a part take it one after the other. */
function kitsIn(
  slips: readonly PackingSlip[],
  progress: SalesOrderProgress,
  snapshot: OrderSnapshot,
  kits: Kits,
): Map<string, DecimalText> {
  const parts = partsOn(slips, progress);
  const made = new Map<string, DecimalText>();
  for (const [id, [sku, ordered]] of Object.entries(snapshot.lines)) {
    const recipe = Object.hasOwn(kits, sku) ? kits[sku] : undefined;
    if (!recipe) continue;
    const possible = recipe.map(({ item, quantity }) => wholePart(dividedBy(parts.get(item) ?? zero, quantity)));
    const units = possible.reduce((least, one) => (compare(one, least) < 0 ? one : least), ordered);
    if (compare(units, zero) <= 0) continue;
    for (const { item, quantity } of recipe) parts.set(item, minus(parts.get(item) ?? zero, times(units, quantity)));
    made.set(id, units);
  }
  return made;
}

/** Quantities by item of lines that the shop does not know: parts of kits, and what people added. */
function partsOn(slips: readonly PackingSlip[], progress: SalesOrderProgress): Map<string, DecimalText> {
  const ids = externalIds(progress);
  const parts = new Map<string, DecimalText>();
  for (const { lot, item, quantity } of slips.flatMap((one) => one.lines))
    if (!ids.get(lot)) parts.set(item, plus(parts.get(item) ?? zero, quantity));
  return parts;
}

function isComplete(slips: readonly PackingSlip[], progress: SalesOrderProgress, snapshot: OrderSnapshot, kits: Kits): boolean {
  const shipped = linesOf(slips, progress, snapshot);
  for (const [id, units] of kitsIn(slips, progress, snapshot, kits)) shipped.set(id, plus(shipped.get(id) ?? zero, units));
  const cancelled = new Set(progress.lines.filter((line) => line.state === 'cancelled').map((line) => line.externalId));
  const digital = new Set(snapshot.digital ?? []);
  return Object.entries(snapshot.lines).every(
    ([id, [, ordered]]) => digital.has(id) || cancelled.has(id) || isZero(ordered) || compare(shipped.get(id) ?? zero, ordered) >= 0,
  );
}

function strangers(slip: PackingSlip, progress: SalesOrderProgress, snapshot: OrderSnapshot, kits: Kits): Wording[] {
  const ids = externalIds(progress);
  const parts = new Set(
    Object.values(snapshot.lines).flatMap(([sku]) => (Object.hasOwn(kits, sku) ? (kits[sku] ?? []) : []).map((part) => String(part.item))),
  );
  return slip.lines
    .filter(({ lot, item, quantity }) => !ids.get(lot) && !parts.has(item) && compare(quantity, zero) > 0)
    .map(({ item, quantity }) => reasons.notInOrder(quantity, item));
}

import type { Articles } from './articles.ts';
import { findLocation } from './locations.ts';
import { numberIn } from './rights.ts';
import type { Level, Stock } from './stock.ts';

export interface StockPorts {
  articles: Articles;
  stock: Stock;
  newId(): string;
  /** Runs changes as one. */
  together<Result>(work: () => Result): Result;
}

interface Row {
  inventoryItemId: string;
  locationId: string;
  quantity: number;
  changeFromQuantity?: number | null;
}

/** The input of `inventorySetQuantities`. */
export interface SetInput {
  name: string;
  reason: string;
  referenceDocumentUri?: string | null;
  quantities: Row[];
}

interface Change {
  itemId: string;
  locationId: string;
  /** The same for what is available and what is on hand. */
  delta: number;
  available: number;
  onHand: number;
}

/** What one call changed. */
export interface Group {
  id: string;
  createdAt: string;
  reason: string;
  referenceDocumentUri: string | null;
  changes: Change[];
}

const reasons = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]);

/** All rows or none. */
export function setQuantities(
  input: SetInput,
  { articles, stock, newId, together }: StockPorts,
): { answer: Group | null } | { wrong: object[] } {
  const heads = headErrors(input);
  const seen = new Set<string>();
  const checked = input.quantities.map((row, index) => {
    const [itemId, locationId] = [numberIn(row.inventoryItemId, 'InventoryItem').number, numberIn(row.locationId, 'Location').number];
    const pair = `${itemId} ${locationId}`;
    const twice = seen.has(pair);
    seen.add(pair);
    const level = stock.at(itemId, locationId);
    const tracked = articles.byItem(itemId)?.variant.tracked;
    return { row, itemId, locationId, level, error: rowError(row, index, input.name, { tracked, locationId, level, twice }) };
  });
  const wrong = [...heads, ...checked.flatMap(({ error }) => error ?? [])];
  if (wrong.length > 0) return { wrong };
  const changes = together(() =>
    checked.flatMap(({ row, itemId, locationId, level }) =>
      level ? change(row.quantity, input.name, { itemId, locationId, level, stock }) : [],
    ),
  );
  if (changes.length === 0) return { answer: null };
  const { reason, referenceDocumentUri = null } = input;
  return { answer: { id: newId(), createdAt: new Date().toISOString(), reason, referenceDocumentUri, changes } };
}

function headErrors({ name, reason, referenceDocumentUri }: SetInput): object[] {
  const wrong = (field: string, code: string, message: string) => [{ field: ['input', field], code, message }];
  return [
    ...(name === 'available' || name === 'on_hand'
      ? []
      : wrong('name', 'INVALID_NAME', "The quantity name must be either 'available' or 'on_hand'.")),
    ...(reasons.has(reason) ? [] : wrong('reason', 'INVALID_REASON', 'The specified reason is invalid.')),
    ...(referenceDocumentUri == null || /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\/\S+$/i.test(referenceDocumentUri)
      ? []
      : wrong('referenceDocumentUri', 'INVALID_REFERENCE_DOCUMENT', 'The specified reference document is invalid.')),
  ];
}

interface Seen {
  /** Undefined = there is no such item. */
  tracked: boolean | undefined;
  locationId: string;
  level: Level | undefined;
  twice: boolean;
}

const most = 1_000_000_000;

function rowError(
  { quantity, changeFromQuantity }: Row,
  index: number,
  name: string,
  { tracked, locationId, level, twice }: Seen,
): object | undefined {
  const wrong = (field: string, code: string, message: string) => ({ field: ['input', 'quantities', String(index), field], code, message });
  if (tracked === undefined) return wrong('inventoryItemId', 'INVALID_INVENTORY_ITEM', 'The specified inventory item could not be found.');
  if (!findLocation(locationId)) return wrong('locationId', 'INVALID_LOCATION', 'The specified location could not be found.');
  if (twice)
    return wrong(
      'locationId',
      'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      'The combination of inventoryItemId and locationId must be unique.',
    );
  if (!tracked)
    return wrong('inventoryItemId', 'NON_MUTABLE_INVENTORY_ITEM', 'The specified inventory item is not allowed to be adjusted via API.');
  if (!level) return wrong('locationId', 'ITEM_NOT_STOCKED_AT_LOCATION', 'The specified inventory item is not stocked at the location.');
  if (quantity > most) return wrong('quantity', 'INVALID_QUANTITY_TOO_HIGH', "The total quantity can't be higher than 1,000,000,000.");
  if (quantity < -most) return wrong('quantity', 'INVALID_QUANTITY_TOO_LOW', "The total quantity can't be lower than -1,000,000,000.");
  const now = name === 'available' ? level.available : level.available + level.committed;
  if (changeFromQuantity != null && changeFromQuantity !== now)
    return wrong('changeFromQuantity', 'CHANGE_FROM_QUANTITY_STALE', 'The changeFromQuantity value does not match persisted value.');
  return undefined;
}

/** A change of what is available changes what is on hand, and the other way round. */
function change(
  quantity: number,
  name: string,
  { itemId, locationId, level, stock }: { itemId: string; locationId: string; level: Level; stock: Stock },
): Change[] {
  const available = name === 'available' ? quantity : quantity - level.committed;
  const delta = available - level.available;
  if (delta === 0) return [];
  stock.set(itemId, locationId, { available });
  return [{ itemId, locationId, delta, available, onHand: available + level.committed }];
}

/** Starts to stock an item at a location. */
export function activate(
  {
    inventoryItemId,
    locationId: location,
    available,
    onHand,
  }: { inventoryItemId: string; locationId: string; available?: number | null; onHand?: number | null },
  articles: Articles,
  stock: Stock,
): { answer: { itemId: string; locationId: string } } | { wrong: object[] } {
  const [itemId, locationId] = [numberIn(inventoryItemId, 'InventoryItem').number, numberIn(location, 'Location').number];
  const wrong = (field: string, message: string) => ({ wrong: [{ field: [field], message }] });
  if (!articles.byItem(itemId)) return wrong('inventoryItemId', 'The product could not be found.');
  if (!findLocation(locationId)) return wrong('locationId', 'The location could not be found.');
  const known = stock.at(itemId, locationId);
  if (known && (available != null || onHand != null))
    return wrong('available', 'Not allowed to set available quantity when the item is already active at the location.');
  if (!known) stock.set(itemId, locationId, { available: available ?? onHand ?? 0 });
  return { answer: { itemId, locationId } };
}

import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import type { ActBody } from './act-body.ts';
import { folded, type Row } from './cells.ts';
import type { Stored } from './table.ts';

/** One line that an act names, and how much of it. */
export interface NamedLine {
  inventoryLotId?: string;
  lineNumber?: number;
  itemNumber?: string;
  quantity: Big;
}

/** `lines` of an act: each names a line by lot, number or item, and a quantity of 0 or more. */
export function linesIn(body: ActBody): NamedLine[] {
  const { lines } = body;
  if (!Array.isArray(lines) || lines.length === 0)
    throw new WrongCall('"lines" must be a list of { inventoryLotId | lineNumber | itemNumber, quantity }.');
  return lines.map((line: unknown) => {
    const { inventoryLotId, lineNumber, itemNumber, quantity } = (typeof line === 'object' && line !== null ? line : {}) as Record<
      string,
      unknown
    >;
    if (inventoryLotId === undefined && lineNumber === undefined && itemNumber === undefined)
      throw new WrongCall('Every line needs an "inventoryLotId", a "lineNumber" or an "itemNumber".');
    if ((typeof quantity !== 'number' && typeof quantity !== 'string') || !/^\d+(\.\d+)?$/.test(String(quantity)))
      throw new WrongCall('Every line needs a "quantity" of 0 or more.');
    return {
      ...(inventoryLotId === undefined ? {} : { inventoryLotId: String(inventoryLotId) }),
      ...(lineNumber === undefined ? {} : { lineNumber: Number(lineNumber) }),
      ...(itemNumber === undefined ? {} : { itemNumber: String(itemNumber) }),
      quantity: new Big(quantity),
    };
  });
}

/** The line that is named; of several with the same item the first that `takes` it. */
export function lineNamed(lines: readonly Stored[], named: Omit<NamedLine, 'quantity'>, takes: (row: Row) => boolean = () => true): Stored {
  const fitting = lines.filter(({ row }) => isNamed(row, named));
  const found = fitting.find(({ row }) => takes(row)) ?? fitting[0];
  if (!found) throw new WrongCall(`There is no line ${named.inventoryLotId ?? named.lineNumber ?? named.itemNumber} in it.`);
  return found;
}

function isNamed(row: Row, { inventoryLotId, lineNumber, itemNumber }: Omit<NamedLine, 'quantity'>): boolean {
  if (inventoryLotId !== undefined) return folded(row.InventoryLotId ?? '') === folded(inventoryLotId);
  if (lineNumber !== undefined) return Number(row.LineNumber) === lineNumber;
  return folded(row.ItemNumber ?? '') === folded(itemNumber ?? '');
}

import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import type { Act, ActBody } from './act-body.ts';
import { lineNamed, linesIn } from './act-lines.ts';
import { decimalText, noonOf, type Row, secondsOnly } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { moveStock } from './inventory.ts';
import { orderLines, settle } from './order-state.ts';
import { slipLines, slipOf } from './packing-slips.ts';
import { amountOf } from './rules/money.ts';
import { progressOf } from './rules/quantities.ts';
import type { Stored } from './table.ts';

/** Posted packing slips are corrected down or taken back; stock and order lines follow, and a version row says when. */
export const slipCorrections: Readonly<Record<string, Act>> = {
  /** `{ packingSlipId, lines: [{ …, quantity }] }`; 0 takes a line off. */
  correct(erp, body) {
    const slip = slipOf(erp, body);
    return correct(erp, slip, wanted(erp, slip.row, body));
  },
  /** `{ packingSlipId }` */
  'cancel-packing-slip'(erp, body) {
    const slip = slipOf(erp, body);
    return correct(erp, slip, new Map(slipLines(erp, slip.row).map((posted) => [posted.id, new Big(0)])));
  },
};

function wanted(erp: Erp, slip: Row, body: ActBody): Map<number, Big> {
  const posted = slipLines(erp, slip);
  const lines = orderLines(erp, orderKey(slip));
  const quantities = new Map<number, Big>();
  for (const named of linesIn(body)) {
    const isOpen = (row: Row) => posted.some((one) => one.row.InventTransId === row.InventoryLotId && !quantities.has(one.id));
    const line = lineNamed(lines, named, isOpen);
    const one = posted.find(({ row }) => row.InventTransId === line.row.InventoryLotId);
    if (!one) throw new WrongCall(`${line.row.ItemNumber} is not on packing slip ${slip.PackingSlipId}.`);
    quantities.set(one.id, named.quantity);
  }
  return quantities;
}

const orderKey = (slip: Row): Row => ({ dataAreaId: slip.dataAreaId ?? '', SalesOrderNumber: slip.SalesId ?? '' });

function correct(erp: Erp, slip: Stored, quantities: ReadonlyMap<number, Big>) {
  const changed = slipLines(erp, slip.row).filter(
    (posted) => !amountOf(posted.row.Qty).eq(quantities.get(posted.id) ?? posted.row.Qty ?? 0),
  );
  if (changed.length === 0) throw new WrongCall(`Packing slip ${slip.row.PackingSlipId} has these quantities already.`);
  for (const posted of changed) lower(erp, posted, quantities.get(posted.id) ?? new Big(0));
  const sum = slipLines(erp, slip.row).reduce((total, { row }) => total.plus(amountOf(row.Qty)), new Big(0));
  erp.store.update('CustPackingSlipJour', slip, { ...slip.row, Qty: decimalText(sum) });
  const versionDateTime = addVersion(erp, slip, sum);
  const order = find(erp, 'SalesTable', orderKey(slip.row)) ?? orderKey(slip.row);
  return {
    company: slip.row.dataAreaId,
    salesOrderNumber: slip.row.SalesId,
    packingSlipId: slip.row.PackingSlipId,
    quantity: decimalText(sum),
    versionDateTime,
    status: settle(erp, order),
  };
}

function lower(erp: Erp, posted: Stored, quantity: Big): void {
  const before = amountOf(posted.row.Qty);
  if (quantity.gt(before)) throw new WrongCall(`A correction can only lower a quantity: ${decimalText(before)} were posted.`);
  const line = orderLines(erp, orderKey({ ...posted.row })).find(({ row }) => row.InventoryLotId === posted.row.InventTransId);
  if (amountOf(posted.row['#invoiced']).gt(quantity))
    throw new WrongCall(`${posted.row.ItemId} on packing slip ${posted.row.PackingSlipId} is invoiced and cannot be corrected.`);
  const text = decimalText(quantity);
  erp.store.update('CustPackingSlipTrans', posted, { ...posted.row, Qty: text, inventQty: text });
  if (!line) return;
  if (posted.row.StockedProduct === 'Yes') moveStock(erp, line.row, posted.row['#warehouse'] ?? '', before.minus(quantity));
  const { remaining } = progressOf(erp, line.row);
  const now = slipTrans(erp, posted);
  erp.store.update('CustPackingSlipTrans', now, { ...now.row, Remain: decimalText(remaining), RemainInvent: decimalText(remaining) });
}

function slipTrans(erp: Erp, { row }: Stored): Stored {
  const stored = erp.store
    .table('CustPackingSlipTrans')
    .byKey({ dataAreaId: row.dataAreaId ?? '', SourceDocumentLine: row.SourceDocumentLine ?? '' });
  if (!stored) throw new Error('the line was just written');
  return stored;
}

/** Versions of one slip never share a second: it is their key. */
function addVersion(erp: Erp, slip: Stored, quantity: Big): string {
  const versions = erp.store.table('CustPackingSlipVersion').equal('CustPackingSlipJour', String(slip.id));
  const after = Math.max(0, ...versions.map(({ row }) => Date.parse(row.VersionDateTime ?? '') + 1000));
  const now = erp.now();
  const at = secondsOnly(new Date(Math.max(now.getTime(), after)));
  const added = erp.store.insert('CustPackingSlipVersion', {
    CustPackingSlipJour: String(slip.id),
    VersionDateTime: at,
    Qty: decimalText(quantity),
    InternalPackingSlipId: `${slip.row.PackingSlipId}-${versions.length + 1}`,
    LedgerVoucher: slip.row.LedgerVoucher ?? '',
    AccountingDate: noonOf(now),
    SysRecVersion: '1',
  });
  erp.store.update('CustPackingSlipVersion', added, { ...added.row, SourceKey: String(added.id) });
  return at;
}

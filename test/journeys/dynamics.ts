import type { OrderAtShop, PlacedOrder } from '../sandbox/parts.ts';
import { mustBeOneSalesOrder, type ShopFloor } from './shop-floor.ts';

/** People in Dynamics, for journeys: each act is a call of the control interface, as a visitor makes it. */

type Row = Record<string, unknown>;

export interface SalesOrder {
  channel: string;
  order: PlacedOrder;
  number: string;
  lines: Row[];
}

export const label = (row: Row | undefined, column: string): string =>
  String(row?.[`${column}@OData.Community.Display.V1.FormattedValue`] ?? row?.[column]);

/** An order at the shop that has become a sales order. */
export async function aSalesOrder(floor: ShopFloor, channel: string, seed: number, shape = 'plain'): Promise<SalesOrder> {
  const [order] = await floor.place(channel, { count: 1, seed, shape });
  if (!order) throw new Error('no order was placed');
  await floor.idle(90_000);
  return asSalesOrder(floor, channel, order);
}

export async function asSalesOrder(floor: ShopFloor, channel: string, order: PlacedOrder): Promise<SalesOrder> {
  const header = await mustBeOneSalesOrder(floor, channel, order);
  const number = String(header.SalesOrderNumber);
  const lines = await floor.erp(`SalesOrderLinesV3?cross-company=true&$filter=SalesOrderNumber eq '${number}'`);
  return { channel, order, number, lines };
}

/** What the shop shows of the order now. */
export const atShop = (floor: ShopFloor, { channel, order }: SalesOrder): Promise<OrderAtShop> =>
  floor.control('GET', `/channels/${channel}/orders/${order.ref}`);

export const inDynamics = <Answer = Row>(floor: ShopFloor, event: string, body: Row): Promise<Answer> =>
  floor.control('POST', `/erp/${event}`, body);

/** Goods of the order, that is not freight, tax or differences. */
export const goods = ({ lines }: SalesOrder): Row[] =>
  lines.filter((line) => /^\d+$/.test(String(line.ExternalItemNumber)) && !serviceItems.test(String(line.ItemNumber)));
const serviceItems = /^(SHIPPING|FEE|TIP|DUTY|ROUNDING|SHOP-TAX|DIFFERENCE)$/;

/** Status rows of what left Dynamics for this order. */
export async function outboundRows(floor: ShopFloor, { number }: SalesOrder, kind: string): Promise<(Row & { state: string })[]> {
  const rows = await floor.dataverse(`cmc_syncstatuses?$filter=cmc_erpdocument eq '${number}' and cmc_documenttype eq '${kind}'`);
  return rows.map((row) => ({ ...row, state: label(row, 'cmc_state') }));
}

export async function openProblems(floor: ShopFloor, kind: string): Promise<Row[]> {
  const rows = await floor.dataverse(`cmc_exceptions?$filter=cmc_documenttype eq '${kind}'`);
  return rows.filter((row) => label(row, 'cmc_state') === 'Open');
}

/** How much of each line the shop shows as shipped, and under which tracking numbers. */
export function shown({ fulfilments }: OrderAtShop): { units: number; trackingNumbers: string[]; parcels: number } {
  return {
    units: fulfilments.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.quantity, 0),
    trackingNumbers: fulfilments.flatMap(({ trackingNumber }) => (trackingNumber ? [trackingNumber] : [])),
    parcels: fulfilments.length,
  };
}

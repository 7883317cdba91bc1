import { aHeader, aLine, changeset, startErp } from './finance-scm-caller.ts';

/** A server that is about to be killed: it writes two orders, loses a changeset, and says what it holds. */
const erp = await startErp({ dataDir: process.argv[2] });
const numbers: unknown[] = [];
for (let count = 0; count < 2; count += 1) {
  const { json } = await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: undefined }));
  numbers.push(json.SalesOrderNumber);
}
await erp.batch([
  '--b',
  ...changeset(
    ['POST', 'SalesOrderLinesV3', aLine({ SalesOrderNumber: '000001' })],
    ['POST', 'SalesOrderLinesV3', aLine({ SalesOrderNumber: 'NONE' })],
  ),
  '--b--',
]);
process.send?.({ numbers });

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WrongCall } from './faults.ts';
import { ServerTime } from './finance-scm/server-time.ts';
import { Table } from './finance-scm/table.ts';
import { aHeader, aLine, type Caller, problemOf, startErp } from './finance-scm-caller.ts';

const running: Caller[] = [];
const start = async (options?: Parameters<typeof startErp>[0]) => {
  const erp = await startErp(options);
  running.push(erp);
  return erp;
};
afterEach(async () => {
  for (const { part } of running.splice(0)) await part.close();
});

describe('state', () => {
  it('survives a kill, with numbers going on where they were, and half a changeset never stays', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'finance-scm-'));
    const child = fork(new URL('./finance-scm-child.ts', import.meta.url), [dataDir], { stdio: 'inherit' });
    const [written] = (await once(child, 'message')) as [{ numbers: string[] }];
    child.kill('SIGKILL');
    await once(child, 'exit');

    const erp = await start({ dataDir });
    const found = (await erp.get('SalesOrderHeadersV4?$select=SalesOrderNumber')).json.value?.map((row) => row.SalesOrderNumber);
    const next = (await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: undefined }))).json;

    expect(found).toEqual(written.numbers);
    expect(next.SalesOrderNumber).toBe('000003');
    expect((await erp.get('SalesOrderLinesV3/$count')).text).toBe('0');
    await erp.part.reset();
    expect((await erp.get('SalesOrderHeadersV4/$count')).text).toBe('0');
    rmSync(dataDir, { recursive: true });
  });

  it('does not look through a table to write or find an order', async () => {
    const erp = await start();
    await erp.post('SalesOrderHeadersV4', aHeader());
    const scans = vi.spyOn(Table.prototype, 'all');

    await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: 'SHP-2', CustomersOrderReference: 'R 2' }));
    await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: 'SHP-2' }));
    const filters = [
      "dataAreaId eq 'usmf' and CustomersOrderReference eq 'R 2'",
      "dataAreaId eq 'usmf' and (SalesOrderNumber eq 'SHP-2' or SalesOrderNumber eq 'SHP-3')",
    ];
    for (const filter of filters) {
      const reply = await erp.get(`SalesOrderHeadersV4?$filter=${filter}&cross-company=true`);
      expect(reply.json.value).toMatchObject([{ SalesOrderNumber: 'SHP-2', OrderTotalAmount: 172.98 }]);
    }

    expect(scans).not.toHaveBeenCalled();
    scans.mockRestore();
  });
});

describe('busy times', () => {
  it('throttles with the published text and Retry-After when the fault board says so', async () => {
    const erp = await start();
    erp.faults.add({ target: 'financeScm', kind: 'throttle', count: 1, retryAfterS: 7, match: 'CustomersV3' });
    const reply = await erp.get('CustomersV3');

    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '7']);
    expect(problemOf(reply)).toBe('This request could not be processed at this time due to system experiencing high resource utilization.');
    expect((await erp.get('CustomersV3')).status).toBe(200);
  });

  it('commits before a call that times out or is reset', async () => {
    const erp = await start();
    erp.faults.add({ target: 'financeScm', kind: 'reset-after-commit', count: 1 });
    await expect(erp.post('SalesOrderHeadersV4', aHeader())).rejects.toThrow();

    expect(problemOf(await erp.post('SalesOrderHeadersV4', aHeader()))).toContain('already exists');
  });

  it('can enforce the former limits per user', async () => {
    const erp = await start({ userLimits: { requests: 3, executionMs: 1_200_000, concurrent: 2 } });
    const together = await Promise.all([1, 2, 3].map(() => erp.batch(['--b--'])));
    const reply = await erp.get('Currencies');
    const late = await erp.get('Currencies');

    expect(together.filter(({ status }) => status !== 429).length).toBeGreaterThanOrEqual(2);
    expect([reply.status, late.status]).toContain(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(200);
    expect(problemOf(late)).toBe('Number of requests exceeded the limit of 3 over the time window of 300 seconds.');
  });

  it('takes a server’s time when told to, eight calls at once', async () => {
    const erp = await start();
    const spent = vi.spyOn(ServerTime.prototype, 'spend');
    const occupied = vi.spyOn(ServerTime.prototype, 'occupy');
    await erp.part.act('latency', { mode: 'realistic' });
    await erp.get('Currencies');
    await erp.post('SalesOrderLinesV3', aLine());
    expect(spent.mock.calls.map(([ms]) => ms)).toEqual([80, 250]);
    expect(occupied).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();

    const time = new ServerTime('realistic');
    let now = 0;
    let most = 0;
    const work = async () => {
      now += 1;
      most = Math.max(most, now);
      await time.spend(1, 0);
      now -= 1;
    };
    await Promise.all(Array.from({ length: 30 }, () => time.occupy(work)));
    expect([most, now]).toEqual([8, 0]);
  });
});

describe('people in Dynamics', () => {
  it('change stock, prices and products', async () => {
    const erp = await start();
    await erp.part.act('stock', { itemNumber: 'TEE', warehouse: '24', color: 'Black', size: 'M', onHand: 7 });
    await erp.part.act('product', { itemNumber: 'P-1', name: 'Brand new', price: 5, barcode: '123', company: 'usmf' });
    await erp.part.act('product', { itemNumber: 'P-1', name: 'Renamed' });

    expect(
      (await erp.get("WarehousesOnHandV2?$filter=ItemNumber eq 'TEE' and ProductColorId eq 'Black' and ProductSizeId eq 'M'")).json.value,
    ).toMatchObject([{ AvailableOnHandQuantity: 7 }]);
    expect((await erp.get("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='P-1')")).json).toMatchObject({
      SalesPrice: 5,
      SalesUnitSymbol: 'ea',
    });
    expect((await erp.get("ProductsV2('P-1')")).json.ProductName).toBe('Renamed');
    expect((await erp.get("ProductBarcodesV3?$filter=Barcode eq '123'")).json.value).toMatchObject([{ ItemNumber: 'P-1' }]);
  });

  it.each([
    ['dance', {}, 'number-sequence, latency, cancel, ship, track'],
    ['toString', {}, 'does not exist'],
    ['cancel', {}, '"salesOrderNumber" must be a text'],
    ['cancel', { salesOrderNumber: 'NONE' }, 'does not exist'],
    ['stock', { itemNumber: 'D0001', warehouse: '99', onHand: 1 }, 'warehouse "99" does not exist'],
    ['stock', { itemNumber: 'TEE', warehouse: '24', onHand: 1 }, 'color'],
    ['stock', { itemNumber: 'D0001', warehouse: '24', onHand: 'many' }, '"onHand" must be a number'],
    ['price', { itemNumber: 'NONE', price: 1 }, 'not released'],
    ['latency', { mode: 'slow' }, '"mode"'],
    ['number-sequence', { company: 'xx', manual: true }, '"company"'],
    ['number-sequence', { company: 'usmf', manual: 'no' }, '"manual"'],
  ])('are told what is wrong with %s %j', async (event, body, text) => {
    const erp = await start();
    const failure = await erp.part.act(event, body).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(WrongCall);
    expect(String(failure)).toContain(text);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { actionsFor } from '../../pcf-controls/SyncStatus/actions.ts';
import { readExplanation } from '../../pcf-controls/SyncStatus/explanation.ts';
import { orderReader } from '../../pcf-controls/SyncStatus/load.ts';
import {
  type AskedApproval,
  agreementOf,
  type OpenProblem,
  readApproval,
  readEvents,
  readProblem,
  readStatus,
  statesInOrder,
  stillToCome,
} from '../../pcf-controls/SyncStatus/rows.ts';
import { commandTable } from '../../shared/canonical/command.ts';
import { syncStates } from '../../shared/canonical/status.ts';
import { decimal, minus } from '../../shared/core/money.ts';
import { syncState } from '../../shared/d365/dataverse/choices.ts';
import { fakePlatform } from './platform-context.ts';

const key = 'shopify-main|order|5001';
const row = {
  cmc_key: key,
  cmc_name: '#10472',
  cmc_store: 'shopify-main',
  cmc_documenttype: 'order',
  cmc_externalid: '5001',
  cmc_externalnumber: '#10472',
  cmc_state: syncState.Synced,
  cmc_erpcompany: 'usmf',
  cmc_erpdocument: 'SHP-010472',
  cmc_channeltotal: 104.9,
  cmc_erptotal: 103.4,
  cmc_currency: 'USD',
  cmc_channelurl: 'https://admin.shop.example/orders/5001',
  cmc_erpurl: 'javascript:alert(1)',
  modifiedon: '2026-11-21T09:58:00Z',
};
const problem = (code: string, change: Partial<OpenProblem> = {}): OpenProblem => ({
  ...readProblem({ cmc_key: code, cmc_code: code }),
  ...change,
});

describe('the row of an order', () => {
  test('is read column by column', () => {
    expect(readStatus(row)).toMatchObject({
      state: 'Synced',
      number: '#10472',
      company: 'USMF',
      shopTotal: '104.9',
      erpTotal: '103.4',
      shopUrl: 'https://admin.shop.example/orders/5001',
      erpUrl: undefined,
      at: Date.parse('2026-11-21T09:58:00Z'),
    });
    expect(statesInOrder).toEqual(syncStates);
  });

  test('may say anything at all', () => {
    const anything = fc.dictionary(fc.constantFrom(...Object.keys(row), '_cmc_assignedto_value', 'cmc_occurredon'), fc.anything());
    fc.assert(
      fc.property(fc.array(anything), (rows) => {
        for (const one of rows) [readStatus(one), readProblem(one), readApproval(one)].forEach((read) => expect(read).toBeDefined());
        expect(readEvents(rows)).toHaveLength(rows.length);
        expect(agreementOf(readStatus(rows[0] ?? {})).kind).toBeTypeOf('string');
      }),
    );
    expect(readStatus({ cmc_state: 'Synced', cmc_nexttryon: 'soon', cmc_channeltotal: 'a lot' })).toMatchObject({
      state: undefined,
      nextTryAt: undefined,
      shopTotal: undefined,
    });
  });
});

describe('the two totals', () => {
  const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  const amount = (value: bigint) => decimal(`${value}e-4`);

  test('agree or differ to the last digit', () => {
    fc.assert(
      fc.property(cents, cents, (shop, erp) => {
        const [shopTotal, erpTotal] = [amount(shop), amount(erp)];
        const found = agreementOf({ shopTotal, erpTotal });
        if (shop === erp) expect(found).toEqual({ kind: 'agree' });
        else if (erp > shop) expect(found).toEqual({ kind: 'differ', dynamics: 'more', by: minus(erpTotal, shopTotal) });
        else expect(found).toEqual({ kind: 'differ', dynamics: 'less', by: minus(shopTotal, erpTotal) });
      }),
    );
  });

  test('are not compared while one is missing', () => {
    expect(agreementOf({ shopTotal: decimal('1') })).toEqual({ kind: 'missing' });
  });
});

describe('the timeline', () => {
  test('is oldest first, and in the order of writing within a moment', () => {
    const at = '2026-11-21T10:00:00Z';
    const events = readEvents([
      { cmc_name: 'tenth', cmc_occurredon: at, cmc_key: `${key}|a|10` },
      { cmc_name: 'second', cmc_occurredon: at, cmc_key: `${key}|a|2` },
      { cmc_name: 'first', cmc_occurredon: '2026-11-21T09:00:00Z', cmc_key: `${key}|b|0` },
    ]);
    expect(events.map(({ title }) => title)).toEqual(['first', 'second', 'tenth']);
  });

  test('says what is still to come of an order in Dynamics', () => {
    const status = readStatus(row);
    const events = (...kinds: string[]) => kinds.map((kind) => ({ kind, title: kind, text: '' }));
    expect(stillToCome(status, events('arrived'))).toEqual(['shipped', 'invoiced']);
    expect(stillToCome(status, events('shipped'))).toEqual(['invoiced']);
    expect(stillToCome(status, events('shipped', 'cancelled'))).toEqual([]);
    expect(stillToCome(readStatus({ ...row, cmc_state: syncState.Held }), [])).toEqual([]);
  });
});

describe('what can be asked for', () => {
  const kinds = (change: object, problems: OpenProblem[] = [], approvals: AskedApproval[] = []) =>
    actionsFor(readStatus({ ...row, ...change }), problems, approvals).map(({ kind }) => kind);

  test('is nothing when all is well', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ cmc_state: syncState.Cancelled })).toEqual([]);
  });

  test('fits to the state and to what is in the way', () => {
    const waiting = { cmc_state: syncState.Waiting, cmc_erpdocument: null };
    const held = { cmc_state: syncState.Held, cmc_erpdocument: null };
    expect(kinds(waiting)).toEqual(['resubmit', 'hold']);
    expect(kinds(held, [problem('ITEM_UNKNOWN')])).toEqual(['resubmit', 'hold']);
    expect(kinds(held, [problem('ORDER_HELD_BY_PERSON')])).toEqual(['release', 'resubmit']);
    expect(kinds(held, [problem('TOTALS_DIFFER')])).toEqual(['ask-approval', 'resubmit', 'hold']);
    expect(kinds({}, [problem('ERP_TOTAL_DIFFERS')])).toEqual(['ask-approval', 'resubmit']);
  });

  test('is not asked of finance twice', () => {
    const asked = { ...readApproval({ cmc_state: 727_000_000 }), exceptionKey: 'TOTALS_DIFFER' };
    const held = { cmc_state: syncState.Held };
    expect(kinds(held, [problem('TOTALS_DIFFER')], [asked])).toEqual(['resubmit']);
    expect(kinds(held, [problem('TOTALS_DIFFER')], [{ ...asked, state: 'Rejected' }])).toContain('ask-approval');
  });

  test('is known to the server', () => {
    const all = actionsFor(
      readStatus({ ...row, cmc_state: syncState.Held, cmc_erpdocument: null }),
      [problem('TOTALS_DIFFER'), problem('ORDER_HELD_BY_RULE')],
      [],
    );
    expect(all.every(({ kind }) => Object.hasOwn(commandTable, kind))).toBe(true);
  });
});

describe('reading an order', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  function platform() {
    const dynamics = fakePlatform();
    dynamics.row('cmc_syncstatus', '1', row);
    dynamics.row('cmc_syncstatus', '2', {
      ...row,
      cmc_key: 'shopify-main|shipment|PS-1',
      cmc_documenttype: 'shipment',
      cmc_parentkey: key,
    });
    dynamics.row('cmc_syncevent', '1', { cmc_statuskey: key, cmc_name: 'Arrived', cmc_kind: 'arrived' });
    dynamics.row('cmc_store', '1', { cmc_key: 'shopify-main', cmc_name: 'Main store' });
    return dynamics;
  }

  test('takes everything that belongs to it', async () => {
    const { host } = platform();
    expect(await orderReader(host, key)()).toMatchObject({
      status: { key },
      storeName: 'Main store',
      events: [{ title: 'Arrived' }],
      documents: [{ kind: 'shipment' }],
      problems: [],
    });
  });

  test('costs one call as long as nothing has changed, and everything when asked to be thorough', async () => {
    const { host, row: write } = platform();
    const read = orderReader(host, key);
    await read();
    const first = host.calls.reads;
    await read();
    expect([first, host.calls.reads]).toEqual([6, 7]);
    write('cmc_syncstatus', '1', { ...row, modifiedon: '2026-11-21T10:00:05Z' });
    await read();
    expect(host.calls.reads).toBe(12);
    await read(true);
    expect(host.calls.reads).toBe(17);
    vi.advanceTimersByTime(30_000);
    await read();
    expect(host.calls.reads).toBe(22);
  });

  test('knows an order that nobody has heard of, and a store that was deleted', async () => {
    const { host, rows } = platform();
    expect(await orderReader(host, 'shopify-main|order|none')()).toBeUndefined();
    rows.delete('cmc_store');
    expect(await orderReader(host, key)()).toMatchObject({ storeName: undefined });
  });
});

describe('an explanation', () => {
  test('is read as far as it can be', () => {
    expect(readExplanation({ fields: [{ part: 'header', target: 'A', words: 'copied' }, 7] })).toEqual([
      { part: 'header', label: 'A', value: '', words: 'copied', problem: '' },
      { part: '', label: '', value: '', words: '', problem: '' },
    ]);
    for (const other of [undefined, null, 'x', [], { fields: 'none' }]) expect(readExplanation(other)).toBeUndefined();
  });
});

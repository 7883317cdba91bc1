import { describe, expect, it } from 'vitest';
import type { CustomerAccount } from '../../shared/core/ids.ts';
import { decimal } from '../../shared/core/money.ts';
import type { CustomerCandidate } from '../../shared/d365/erp-target.ts';
import { checkFlow } from '../../shared/flows/definition.ts';
import { aDraft, aLine, aStore } from '../builders.ts';
import { bench, memoryErp } from '../memory.ts';

const candidate = (account: string, matchedBy: CustomerCandidate['matchedBy'] = 'email'): CustomerCandidate => ({
  account: account as CustomerAccount,
  matchedBy,
  group: '30',
  blocked: false,
});

describe('importing an order', () => {
  it('writes it once when it is told twice', async () => {
    const { run, erp } = bench();

    const first = await run();
    const second = await run({ key: 'k2' });

    expect([first.state, second.state]).toEqual(['Synced', 'Synced']);
    expect(erp.written).toHaveLength(1);
    expect(erp.written[0]?.number).toBe('SHP-5678901234567');
  });

  it('looks the order up before it writes again when the answer was lost', async () => {
    const { run, runNext, erp } = bench();
    erp.loseAnswer();

    const first = await run();
    const second = await runNext();

    expect([first.state, second.state]).toEqual(['Waiting', 'Synced']);
    expect(erp.calls.filter((call) => call === 'createSalesOrder')).toHaveLength(1);
    expect(erp.written).toHaveLength(1);
  });

  it('holds an order with an unknown SKU, says who must act, and lets it through when the item is linked', async () => {
    const { run, erp, rows, notebook } = bench({ draft: aDraft({ lines: [aLine({ sku: 'TEE-XL' })] }) });

    const held = await run();
    expect(held).toMatchObject({
      state: 'Held',
      exceptions: [{ code: 'UNKNOWN_ITEM', team: 'catalogue', title: 'SKU "TEE-XL" is not known in USMF.' }],
    });
    const cause = held.exceptions[0]?.cause ?? '';
    expect(notebook.pages.get(`waiting|${cause}`)?.size).toBe(1);

    rows.productLinks.push({ cmc_store: 'shopify-main', cmc_sku: 'tee-xl', cmc_itemnumber: 'D0002' });
    const freed = await run({ key: 'k2', via: 'resubmit' });
    expect(freed).toMatchObject({ state: 'Synced', exceptions: [], resolved: [{ code: 'UNKNOWN_ITEM', cause }] });
    expect(notebook.pages.get(`waiting|${cause}`)?.size).toBe(0);
    expect(erp.written[0]?.lines[0]?.item.itemNumber).toBe('D0002');
  });

  it('names every unknown SKU of an order at once', async () => {
    const { run } = bench({
      draft: aDraft({ lines: [aLine({ sku: 'X1' }), aLine({ id: '2', sku: 'X2' }), aLine({ id: '3', sku: 'X1' })], total: '30.00' }),
    });
    expect((await run()).exceptions.map((one) => one.title)).toEqual(['SKU "X1" is not known in USMF.', 'SKU "X2" is not known in USMF.']);
  });

  it('holds an order when two customers fit, with the candidates, and does not choose', async () => {
    const { run, erp } = bench({ erp: memoryErp({ customers: [candidate('US-003'), candidate('US-004')] }) });
    expect(await run()).toMatchObject({
      state: 'Held',
      exceptions: [{ code: 'SEVERAL_CUSTOMERS', team: 'sales', detail: { candidates: [{ account: 'US-003' }, { account: 'US-004' }] } }],
    });
    expect(erp.written).toEqual([]);
  });

  it('takes the e-mail match before the phone match', async () => {
    const { run, erp } = bench({ erp: memoryErp({ customers: [candidate('US-009', 'phone'), candidate('US-002')] }) });
    await run();
    expect(erp.written[0]?.customer).toEqual({ account: 'US-002' });
  });

  it('remembers the buyer: the second order asks nobody', async () => {
    const { run, erp, shop } = bench();
    await run();
    shop.set('2', aDraft({ externalId: '2', number: '#1002' }));
    await run({ externalId: '2' as never });
    expect(erp.calls.filter((call) => call === 'findCustomers')).toHaveLength(1);
    expect(erp.written).toHaveLength(2);
  });

  it('creates a guest without e-mail as a customer of this one order', async () => {
    const { run, erp } = bench({ draft: aDraft({ buyer: undefined, shippingAddress: undefined }) });
    expect((await run()).state).toBe('Synced');
    expect(erp.written[0]?.customer).toMatchObject({
      account: expect.stringMatching(/^WEB-[0-9A-Z]{10}$/),
      create: { PartyType: 'Person', CustomerGroupId: '30' },
    });
  });

  it('waits for the payment when the store says so, and goes on when it comes', async () => {
    const { run, shop, erp } = bench({ store: aStore({ importWhen: 'paid' }), draft: aDraft({ payment: { state: 'unpaid' } }) });
    expect(await run()).toMatchObject({ state: 'Waiting', reason: 'It waits until it is paid.' });
    expect(erp.written).toEqual([]);
    shop.set('5678901234567', aDraft({ updatedAt: '2026-11-20T10:05:00Z' }));
    expect((await run({ key: 'k2' })).state).toBe('Synced');
  });

  it.each([
    ['a test order', aDraft({ test: true }), 'Skipped'],
    ['a draft', aDraft({ state: 'draft' }), 'Skipped'],
    ['an order cancelled before import', aDraft({ state: 'cancelled' }), 'Cancelled'],
  ])('does not import %s, and says why', async (_what, draft, state) => {
    const { run, erp } = bench({ draft });
    const update = await run();
    expect([update.state, update.reason.length > 20]).toEqual([state, true]);
    expect(erp.written).toEqual([]);
  });

  it('skips an order that the shop no longer has', async () => {
    const { run } = bench();
    expect(await run({ externalId: '404' as never })).toMatchObject({
      state: 'Skipped',
      reason: expect.stringContaining('no longer has this order'),
    });
  });

  it('holds an order whose parts do not come to what was charged, with both amounts', async () => {
    const { run } = bench({ draft: aDraft({ total: '11.50' }) });
    expect((await run()).exceptions[0]).toMatchObject({
      code: 'TOTALS_DIFFER',
      team: 'finance',
      title: 'The shop charged 11.50 USD, the parts of the order add up to 10.00 USD.',
    });
  });

  it('books a difference within the tolerance as a line', async () => {
    const { run, erp } = bench({ draft: aDraft({ total: '10.01' }) });
    expect((await run()).state).toBe('Synced');
    expect(erp.written[0]?.lines.map((line) => [line.item.itemNumber, line.amount])).toEqual([
      ['D0001', '10'],
      ['DIFFERENCE', '0.01'],
    ]);
  });

  it('holds an order that is changed after import with the differences, and never writes it again', async () => {
    const { run, shop, erp } = bench();
    await run();
    shop.set(
      '5678901234567',
      aDraft({ updatedAt: '2026-11-20T11:00:00Z', lines: [aLine({ quantity: '2', net: '20.00', gross: '20.00' })], total: '20.00' }),
    );
    const changed = await run({ key: 'k2' });
    expect(changed).toMatchObject({
      state: 'Held',
      exceptions: [
        { code: 'ORDER_CHANGED_AFTER_IMPORT', detail: { differences: ['D0001: quantity 1 → 2', 'total 10.00 USD → 20.00 USD'] } },
      ],
    });
    expect(erp.written).toHaveLength(1);
  });

  it('says that a cancelled order is still in Dynamics', async () => {
    const { run, shop } = bench();
    await run();
    shop.set('5678901234567', aDraft({ state: 'cancelled' }));
    expect((await run({ key: 'k2' })).exceptions[0]?.code).toBe('CANCELLED_AFTER_IMPORT');
  });

  it('holds what a rule of the store wants looked at, and a release lets it pass', async () => {
    const { run } = bench({ store: aStore({ holdRules: [{ name: 'large orders', path: 'total', operator: 'above', value: '5' }] }) });
    expect((await run()).exceptions[0]).toMatchObject({
      code: 'ORDER_HELD_BY_RULE',
      title: 'Order #1001 is held by the rule "large orders".',
    });
    expect((await run({ key: 'k2', released: true })).state).toBe('Synced');
  });

  it('keeps two lines of the same SKU two lines', async () => {
    const { run, erp } = bench({ draft: aDraft({ lines: [aLine(), aLine({ id: '2' })], total: '20.00' }) });
    await run();
    expect(erp.written[0]?.lines.map((line) => line.externalId)).toEqual(['1', '2']);
  });

  it('keeps the difference to Dynamics open when the shop says the same order again', async () => {
    const { run, erp } = bench();
    const create = erp.target.createSalesOrder;
    erp.target.createSalesOrder = async (document) => ({ ...(await create(document)), total: decimal('9.00') });
    expect((await run()).exceptions[0]).toMatchObject({ code: 'ERP_TOTAL_DIFFERS', team: 'finance' });
    const again = await run({ key: 'k2' });
    expect([again.state, again.exceptions.map((one) => one.code), again.resolved]).toEqual(['Held', ['ERP_TOTAL_DIFFERS'], []]);
  });

  it('says nothing more about a polled state that it has worked on', async () => {
    const { run, updates, erp } = bench();
    await run();
    await run({ key: 'k2', via: 'poll', occurredAt: '2026-11-20T10:00:00.000Z' as never });
    expect([updates.length, erp.written.length]).toEqual([1, 1]);
  });

  it('leaves a document to the run that has it and comes back', async () => {
    const { run, records, clock, scheduled } = bench();
    await records.take({ store: 'shopify-main', kind: 'order', externalId: '5678901234567' });
    await run();
    expect(scheduled).toMatchObject([{ envelope: { waits: 1, attempt: 0 } }]);
    expect(scheduled[0]?.at.localeCompare(clock.now())).toBe(1);
  });

  it('gives an order a number of at most 20 characters, the same one each time', async () => {
    const long = '98765432109876543210987654321';
    const { run, erp } = bench({ draft: aDraft({ externalId: long }) });
    await run();
    expect(erp.written[0]?.number).toMatch(/^SHP-[0-9A-Z]{13}$/);
  });

  it('asks a person after the last attempt', async () => {
    const { run, erp } = bench();
    erp.loseAnswer();
    expect(await run({ attempt: 44 })).toMatchObject({ state: 'Held', exceptions: [{ code: 'GAVE_UP', team: 'it' }] });
  });
});

describe('a flow definition', () => {
  it('is refused when a step needs what no step before it gives', () => {
    const checked = checkFlow({
      name: 'x',
      version: 1,
      on: 'order',
      steps: [
        { step: 'create-sales-order', settings: {} },
        { step: 'nonsense', settings: {} },
        { step: 'load-order', settings: {} },
        { step: 'skip-if', settings: { any: ['odd'] } },
      ],
    });
    expect(checked).toMatchObject({
      problems: [
        'Step 1 "create-sales-order" needs order, document, which no step before it gives.',
        'Step 2 "nonsense" does not exist.',
        expect.stringContaining('Step 4 "skip-if" has wrong settings'),
      ],
    });
  });
});

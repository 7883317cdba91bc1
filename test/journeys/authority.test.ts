import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../sandbox/dataverse/people.ts';
import type { PlacedOrder } from '../sandbox/parts.ts';
import { clients } from '../sandbox/world.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

type Row = Record<string, unknown>;

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

const requested = 727_000_000;

/** An order whose total its parts do not explain, held, with its open problem. */
async function heldOrder(channel: string, seed: number): Promise<{ order: PlacedOrder; problem: Row }> {
  const [order] = await floor.place(channel, { shape: 'total-off', seed });
  const open = async () => (await floor.exceptions(channel, order?.ref ?? '')).find(({ state }) => state === 'Open');
  let problem = await open();
  for (const until = Date.now() + 30_000; !problem && Date.now() < until; problem = await open())
    await new Promise((done) => setTimeout(done, 200));
  if (!order || !problem) throw new Error('the order is not held');
  expect(problem.cmc_code).toBe('TOTALS_DIFFER');
  return { order, problem };
}

async function asked(channel: string, seed: number, person: 'kim' | 'oscar' = 'kim') {
  const held = await heldOrder(channel, seed);
  const answer = await floor.ask(person, {
    cmc_kind: 'ask-approval',
    cmc_body: JSON.stringify({ exception: held.problem.cmc_key, comment: 'A rounding of the gift card plug-in.' }),
  });
  expect(answer.says).toBe('Finance has been asked.');
  const [approval] = await floor.dataverse(
    `cmc_approvals?$filter=cmc_exceptionkey eq '${encodeURIComponent(String(held.problem.cmc_key))}'`,
  );
  if (!approval) throw new Error('no question');
  return { ...held, approval };
}

const seen = (...approvals: Row[]) =>
  approvals.map(({ cmc_key, cmc_amount, cmc_currency }) => ({ key: cmc_key, amount: String(cmc_amount), currency: cmc_currency }));
const decision = (kind: 'approve' | 'reject', ...approvals: Row[]) => ({
  cmc_kind: kind,
  cmc_body: JSON.stringify({ approvals: seen(...approvals), comment: 'Checked against the payment report.' }),
});
/** What a row says in German. */
const german = ({ cmc_texts }: Row) => (JSON.parse(String(cmc_texts)) as Record<string, Record<string, string>>)['1031'] ?? {};
const audited = (command: Row) => floor.dataverse(`cmc_auditentries?$filter=cmc_commandkey eq '${String(command.cmc_commandid)}'`);

describe('finance accepts a difference', () => {
  it('the order goes through with the difference as a line, the question says who decided why, and all of it is in the audit', async () => {
    const { order, approval } = await asked('shopify', 1);
    expect(approval).toMatchObject({ cmc_kind: 'TOTALS_DIFFER', cmc_currency: order.currency, _cmc_requestedby_value: people.kim.id });
    const evidence = JSON.parse(String(approval.cmc_evidence)) as { left: { rows: Row[] }; right: { rows: Row[] } };
    expect(evidence.left.rows.length).toBeGreaterThan(3);
    expect(german(approval).question).toMatch(
      /^Der Shop .* Soll die Bestellung importiert und die Differenz als eigene Position gebucht werden\?$/,
    );

    const answer = await floor.ask('frank', decision('approve', approval));
    expect(answer).toMatchObject({ state: 'Done', says: '1 question is approved.' });
    expect(german(answer.row).result).toBe('1 Frage ist freigegeben.');
    await floor.idle();
    await expect.poll(async () => (await floor.status('shopify', order.ref))?.state, { timeout: 30_000 }).toBe('Synced');
    const [header] = await floor.salesOrders(order.number);
    expect(String(header?.OrderTotalAmount)).toBe(String(Number(order.total)));
    const [decided] = await floor.dataverse(`cmc_approvals?$filter=cmc_key eq '${String(approval.cmc_key)}'`);
    expect(decided).toMatchObject({ _cmc_decidedby_value: people.frank.id, cmc_decisioncomment: 'Checked against the payment report.' });
    const [entry] = await audited(answer.row);
    expect(entry).toMatchObject({
      cmc_action: 'approve',
      _cmc_userid_value: people.frank.id,
      cmc_externalid: order.ref,
      cmc_reason: 'Checked against the payment report.',
    });
  });

  it('a rejected question leaves the order held; it can be asked again', async () => {
    const { order, problem, approval } = await asked('woocommerce', 2);
    expect((await floor.ask('frank', decision('reject', approval))).says).toBe('1 question is rejected.');
    await floor.idle();
    expect((await floor.status('woocommerce', order.ref))?.state).toBe('Held');
    const again = await floor.ask('kim', {
      cmc_kind: 'ask-approval',
      cmc_body: JSON.stringify({ exception: problem.cmc_key, comment: 'With the receipt.' }),
    });
    expect(again.state).toBe('Done');
  });

  it('several at once, up to the limit, or none of them', async () => {
    const first = await asked('shopify', 3);
    const second = await asked('shopify', 4);
    const both = [first.approval, second.approval];
    const sum = both.reduce((total, row) => total + Number(row.cmc_amount), 0);
    const [limit] = await floor.dataverse(
      `cmc_approvallimits?$filter=_cmc_userid_value eq ${people.fiona.id} and cmc_currency eq '${first.order.currency}'`,
    );
    const change = (amount: number) =>
      floor.as('alex', 'PATCH', `cmc_approvallimits(${String(limit?.cmc_approvallimitid)})`, { cmc_limit: amount });

    expect((await change(Math.floor(sum) - 1)).status).toBeLessThan(300);
    const over = await floor.ask('fiona', decision('approve', ...both));
    expect(over.state).toBe('Refused');
    expect(over.says).toMatch(/^Nothing was decided\. .* is more than the .* that you may approve\.$/);
    expect(await audited(over.row)).toHaveLength(2);
    await floor.idle();
    expect((await floor.status('shopify', first.order.ref))?.state).toBe('Held');

    await change(Math.ceil(sum) + 1);
    expect((await floor.ask('fiona', decision('approve', ...both))).says).toBe('2 questions are approved.');
  });
});

describe.concurrent('a forged, repeated or late request is refused, and audited', () => {
  it('who has not the role cannot ask, and a row made all the same is worth nothing', async ({ expect }) => {
    const viewer = await floor.ask('vera', { cmc_kind: 'resubmit', cmc_causekey: 'x' });
    expect(viewer).toMatchObject({
      state: 'Refused',
      says: 'You may not ask for this. It takes the role Sales Operator or Finance Approver or Commerce Admin.',
    });
    expect(german(viewer.row).result).toBe(
      'Das dürfen Sie nicht anfordern. Dafür ist die Rolle Sales Operator oder Finance Approver oder Commerce Admin nötig.',
    );
    expect((await floor.as('vera', 'POST', 'cmc_approvals', { cmc_name: 'Mine', cmc_key: 'mine' })).status).toBe(403);
    const { approval } = await asked('shopify', 5);
    for (const person of ['kim', 'alex'] as const) {
      const answer = await floor.ask(person, decision('approve', approval));
      expect(answer).toMatchObject({ state: 'Refused', says: 'You may not ask for this. It takes the role Finance Approver.' });
      expect(await audited(answer.row)).toMatchObject([{ _cmc_userid_value: people[person].id }]);
    }
  });

  it('nobody decides what he asked for himself, though he has both roles', async ({ expect }) => {
    const { approval } = await asked('shopify', 6, 'oscar');
    const answer = await floor.ask('oscar', decision('approve', approval));
    expect(answer.state).toBe('Refused');
    expect(answer.says).toContain('yourself: somebody else has to decide it');
  });

  it('an amount that is not the one that was seen is not approved', async ({ expect }) => {
    const { approval } = await asked('shopify', 7);
    const answer = await floor.ask('frank', decision('approve', { ...approval, cmc_amount: Number(approval.cmc_amount) - 1 }));
    expect(answer.says).toContain('is about another amount than you saw');
  });

  it('what is decided stays decided', async ({ expect }) => {
    const { approval } = await asked('shopify', 8);
    await floor.ask('frank', decision('approve', approval));
    expect((await floor.ask('frank', decision('reject', approval))).says).toContain('has been decided already');
  });

  it('a request that is set back to Requested is not carried out again', async ({ expect }) => {
    const { problem } = await heldOrder('shopify', 9);
    const first = await floor.ask('kim', {
      cmc_kind: 'comment',
      cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], text: 'Once.' }),
    });
    expect(first.state).toBe('Done');
    await floor.write('PATCH', `cmc_commands(${String(first.row.cmc_commandid)})`, { cmc_state: requested });
    await expect
      .poll(
        async () => (await floor.dataverse(`cmc_commands?$filter=cmc_commandid eq ${String(first.row.cmc_commandid)}`))[0]?.cmc_result,
        { timeout: 30_000 },
      )
      .toMatch(/^It was carried out already/);
    const [row] = await floor.dataverse(`cmc_exceptions?$filter=cmc_key eq '${encodeURIComponent(String(problem.cmc_key))}'`);
    expect(JSON.parse(String(row?.cmc_comments))).toHaveLength(1);
  });

  it("somebody else's change of a waiting request makes it worthless", async ({ expect }) => {
    const { problem } = await heldOrder('shopify', 10);
    const later = new Date(Date.now() + 600_000).toISOString();
    const made = await floor.as('kim', 'POST', 'cmc_commands', {
      cmc_name: 'Comment',
      cmc_key: crypto.randomUUID(),
      cmc_kind: 'comment',
      cmc_state: requested,
      cmc_startson: later,
      cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], text: 'Mine.' }),
    });
    await floor.write('PATCH', `cmc_commands(${String(made.body.cmc_commandid)})`, {
      cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], text: 'Not hers.' }),
      cmc_startson: new Date().toISOString(),
    });
    await expect
      .poll(
        async () => (await floor.dataverse(`cmc_commands?$filter=cmc_commandid eq ${String(made.body.cmc_commandid)}`))[0]?.cmc_result,
        { timeout: 30_000 },
      )
      .toBe('It was changed after it was made, by somebody else. Ask for it again.');
  });

  it('a request on behalf of somebody else is refused', async ({ expect }) => {
    const { approval } = await asked('shopify', 11);
    const key = crypto.randomUUID();
    const answer = await fetch(`${floor.environment.endpoints.dataverse}/api/data/v9.2/cmc_commands`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${floor.environment.personToken(clients.outside.id)}`,
        MSCRMCallerID: people.frank.id,
      },
      body: JSON.stringify({ cmc_name: 'Approve', cmc_key: key, cmc_state: requested, ...decision('approve', approval) }),
    });
    expect(answer.status).toBeLessThan(300);
    await expect
      .poll(async () => (await floor.dataverse(`cmc_commands?$filter=cmc_key eq '${key}'`))[0]?.cmc_result, { timeout: 30_000 })
      .toContain('on behalf of another person');
  });

  it('a request that has expired is not carried out', async ({ expect }) => {
    const { problem } = await heldOrder('shopify', 12);
    const answer = await floor.ask('kim', {
      cmc_kind: 'dismiss',
      cmc_expireson: new Date(Date.now() - 1000).toISOString(),
      cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], reason: 'Too late.' }),
    });
    expect(answer).toMatchObject({ state: 'Expired' });
    expect(await audited(answer.row)).toHaveLength(1);
  });

  it('a request that is withdrawn in time never happens', async ({ expect }) => {
    const { problem } = await heldOrder('shopify', 13);
    const made = await floor.as('kim', 'POST', 'cmc_commands', {
      cmc_name: 'Dismiss',
      cmc_key: crypto.randomUUID(),
      cmc_kind: 'dismiss',
      cmc_state: requested,
      cmc_startson: new Date(Date.now() + 600_000).toISOString(),
      cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], reason: 'A slip.' }),
    });
    expect(made.status).toBe(201);
    const withdrawn = await floor.as(
      'kim',
      'PATCH',
      `cmc_commands(${String(made.body.cmc_commandid)})`,
      { cmc_state: requested + 4 },
      { 'if-match': '*' },
    );
    expect(withdrawn.status).toBeLessThan(300);
    await floor.write('PATCH', `cmc_commands(${String(made.body.cmc_commandid)})`, { cmc_startson: new Date().toISOString() });
    await new Promise((done) => setTimeout(done, 2500));
    const [row] = await floor.dataverse(`cmc_exceptions?$filter=cmc_key eq '${encodeURIComponent(String(problem.cmc_key))}'`);
    expect(row?.cmc_state).toBe(727_000_000);
  });
});

describe('what a clerk can do about a problem', () => {
  it('holds an order that waits for its payment, and lets it go on', async () => {
    const [order] = await floor.place('woocommerce', { shape: 'unpaid', seed: 21 });
    await floor.idle();
    const about = { cmc_store: 'woocommerce-main', cmc_documenttype: 'order', cmc_externalid: order?.ref };
    expect((await floor.ask('kim', { ...about, cmc_kind: 'hold', cmc_body: '{"reason":"Address looks odd"}' })).state).toBe('Done');
    await floor.control('POST', `/channels/woocommerce/orders/${order?.ref}/pay`);
    await floor.idle();
    await expect
      .poll(async () => (await floor.exceptions('woocommerce', order?.ref ?? ''))[0]?.cmc_code, { timeout: 30_000 })
      .toBe('ORDER_HELD_BY_PERSON');
    expect((await floor.ask('kim', { ...about, cmc_kind: 'release' })).says).toBe('It goes on.');
    await floor.idle();
    await expect.poll(async () => (await floor.status('woocommerce', order?.ref ?? ''))?.state, { timeout: 30_000 }).toBe('Synced');
  });

  it('chooses the item for a SKU once, and every order that waits goes through', async () => {
    const orders = [
      ...(await floor.place('shopify', { shape: 'unknown-sku', seed: 31 })),
      ...(await floor.place('shopify', { shape: 'unknown-sku', seed: 31 })),
    ];
    await floor.idle();
    const problems = (await floor.exceptions('shopify', orders[0]?.ref ?? '')).filter(({ state }) => state === 'Open');
    const items = problems.map((problem) => ({
      sku: (JSON.parse(String(problem.cmc_detail)) as { sku: string }).sku,
      itemNumber: 'D0001',
    }));
    const answer = await floor.ask('kim', { cmc_kind: 'choose-item', cmc_store: 'shopify-main', cmc_body: JSON.stringify({ items }) });
    expect(answer.state).toBe('Done');
    await floor.idle();
    for (const order of orders)
      await expect.poll(async () => (await floor.status('shopify', order.ref))?.state, { timeout: 30_000 }).toBe('Synced');
    const wrong = await floor.ask('kim', {
      cmc_kind: 'choose-item',
      cmc_store: 'shopify-main',
      cmc_body: JSON.stringify({ items: [{ sku: 'X', itemNumber: 'NO-SUCH' }] }),
    });
    expect(wrong.says).toBe('USMF has no released item NO-SUCH.');
  });

  it('assigns, comments, snoozes and dismisses', async () => {
    const { problem } = await heldOrder('shopify', 41);
    const with_ = (kind: string, body: Row) =>
      floor.ask('kim', { cmc_kind: kind, cmc_body: JSON.stringify({ exceptions: [problem.cmc_key], ...body }) });
    expect((await with_('assign', { user: people.fiona.id })).says).toBe('1 problem is assigned.');
    expect((await with_('comment', { text: 'Asked the shop.' })).state).toBe('Done');
    expect((await with_('snooze', { until: new Date(Date.now() + 3_600_000).toISOString() })).state).toBe('Done');
    expect((await with_('snooze', { until: new Date(Date.now() - 3_600_000).toISOString() })).says).toBe(
      'Choose a moment within the next 90 days.',
    );
    const row = async () =>
      (await floor.dataverse(`cmc_exceptions?$filter=cmc_key eq '${encodeURIComponent(String(problem.cmc_key))}'`))[0];
    expect(await row()).toMatchObject({ _cmc_assignedto_value: people.fiona.id, cmc_comments: expect.stringContaining('Asked the shop.') });
    expect((await with_('assign', { user: null })).state).toBe('Done');
    expect((await row())?._cmc_assignedto_value).toBeNull();
    expect((await with_('dismiss', { reason: 'Booked by hand.' })).says).toBe('1 problem is dismissed.');
    expect((await row())?.cmc_closedbecause).toBe('Booked by hand.');
    expect((await with_('dismiss', { reason: 'Twice.' })).says).toBe('None of these problems is open any more.');
  });
});

describe('work can be stopped and resumed', () => {
  it('what arrives while a store is stopped waits, and goes through when it is resumed', async () => {
    expect(
      (await floor.ask('alex', { cmc_kind: 'pause-stores', cmc_body: '{"target":"finance-scm","reason":"Update of Dynamics"}' })).state,
    ).toBe('Done');
    const [order] = await floor.place('shopify', { shape: 'plain', seed: 51 });
    await expect
      .poll(async () => (await floor.status('shopify', order?.ref ?? ''))?.cmc_reason, { timeout: 30_000 })
      .toContain('Update of Dynamics');
    const resumed = await floor.ask('alex', { cmc_kind: 'resume-stores', cmc_body: '{"target":"finance-scm"}' });
    expect(resumed.says).toMatch(/goes? on; 1 document that waited are run|1 document/);
    await floor.idle();
    await expect.poll(async () => (await floor.status('shopify', order?.ref ?? ''))?.state, { timeout: 30_000 }).toBe('Synced');
  });

  it('a time that is run again makes nothing twice', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    const before = await floor.erp('SalesOrderHeadersV4?cross-company=true&$select=SalesOrderNumber');
    const answer = await floor.ask('alex', {
      cmc_kind: 'replay',
      cmc_store: 'shopify-main',
      cmc_body: JSON.stringify({ from, to, lookAgain: true }),
    });
    expect(answer.says).toMatch(/documents are run again\. The shop is asked again/);
    await floor.idle();
    expect(await floor.erp('SalesOrderHeadersV4?cross-company=true&$select=SalesOrderNumber')).toHaveLength(before.length);
  });
});

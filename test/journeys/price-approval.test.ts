import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../sandbox/dataverse/people.ts';
import { inDynamics, label, openProblems } from './dynamics.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

type Row = Record<string, unknown>;

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
  await floor.control('POST', '/host/timers/link-articles');
  await floor.idle(60_000);
  await sweep();
}, 120_000);
afterAll(() => floor?.close());

async function sweep(): Promise<void> {
  await floor.control('POST', '/host/timers/sweep-prices');
  await floor.idle(60_000);
}

const shops = [
  { channel: 'shopify', company: 'usmf', currency: 'USD' },
  { channel: 'woocommerce', company: 'demf', currency: 'EUR' },
];

describe.each(shops)('$channel: a price that leaps', ({ channel, company, currency }) => {
  const store = `${channel}-main`;
  const shown = async (sku: string) => Number((await floor.control('GET', `/channels/${channel}/price?sku=${sku}`)).price);
  const inErp = async (sku: string, price: string) => {
    await inDynamics(floor, 'price', { itemNumber: sku, price, company });
    await sweep();
  };
  const problemOf = async (sku: string) =>
    (await openProblems(floor, 'price')).find((row) => row.cmc_store === store && String(row.cmc_title).includes(`"${sku}"`));
  const byKey = async (set: string, key: unknown): Promise<Row | undefined> =>
    (await floor.dataverse(`${set}?$filter=cmc_key eq '${encodeURIComponent(String(key))}'`))[0];
  const audited = (command: Row) => floor.dataverse(`cmc_auditentries?$filter=cmc_commandkey eq '${String(command.cmc_commandid)}'`);

  /** The price is held, and finance is asked about it. */
  async function asked(sku: string, factor: number) {
    const before = await shown(sku);
    const after = (before * factor).toFixed(2);
    await inErp(sku, after);
    expect(await shown(sku)).toBe(before);
    const problem = await problemOf(sku);
    const question = await floor.ask('kim', {
      cmc_kind: 'ask-approval',
      cmc_body: JSON.stringify({ exception: problem?.cmc_key, comment: 'New season.' }),
    });
    expect(question.says).toBe('Finance has been asked.');
    const [approval] = await floor.dataverse(
      `cmc_approvals?$filter=cmc_exceptionkey eq '${encodeURIComponent(String(problem?.cmc_key))}' and cmc_state eq 727000000`,
    );
    if (!problem || !approval) throw new Error('the price is not held, or nobody was asked');
    return { before, after, problem, question, approval };
  }
  const decide = (kind: 'approve' | 'reject', { cmc_key, cmc_amount, cmc_currency }: Row, comment: string) =>
    floor.ask('frank', {
      cmc_kind: kind,
      cmc_body: JSON.stringify({ approvals: [{ key: cmc_key, amount: String(cmc_amount), currency: cmc_currency }], comment }),
    });

  const inGerman = (was: string, wanted: string) => ({
    left: { title: 'Der Shop zeigt', rows: [{ label: 'Preis', value: was.replace('.', ',') }] },
    right: {
      title: 'Dynamics will',
      rows: [
        { label: 'Preis', value: wanted.replace('.', ',') },
        { label: 'Artikel', value: 'D0001' },
      ],
    },
    notes: [],
  });

  it('goes to the shop when finance approves it', async () => {
    const { before, after, problem, question, approval } = await asked('D0001', 4);
    const [was, wanted] = [`${before.toFixed(2)} ${currency}`, `${after} ${currency}`];
    expect(problem).toMatchObject({
      cmc_code: 'PRICE_CHANGE_HELD',
      cmc_team: 'sales',
      cmc_title: `The price of "D0001" would go from ${was} to ${wanted} in the shop.`,
    });
    expect(approval).toMatchObject({
      cmc_kind: 'PRICE_CHANGE_HELD',
      cmc_store: store,
      cmc_amount: Number(after),
      cmc_currency: currency,
      cmc_question: `The price of "D0001" would go from ${was} to ${wanted} in the shop. Show the new price in the shop?`,
      cmc_requestcomment: 'New season.',
      _cmc_requestedby_value: people.kim.id,
    });
    expect(Number(approval.cmc_difference)).toBeCloseTo(Number(after) - before, 4);
    expect(JSON.parse(String(approval.cmc_evidence))).toEqual({
      texts: { '1031': inGerman(was, wanted) },
      left: { title: 'The shop shows', rows: [{ label: 'Price', value: was }] },
      right: {
        title: 'Dynamics wants',
        rows: [
          { label: 'Price', value: wanted },
          { label: 'Item', value: 'D0001' },
        ],
      },
      notes: [],
    });

    const decided = await decide('approve', approval, 'As in the price list.');
    expect(decided).toMatchObject({ state: 'Done', says: '1 question is approved.' });
    await expect.poll(() => shown('D0001'), { timeout: 30_000 }).toBe(Number(after));
    await floor.idle(60_000);
    expect(label(await byKey('cmc_exceptions', problem.cmc_key), 'cmc_state')).toBe('Resolved');
    expect(label(await byKey('cmc_approvals', approval.cmc_key), 'cmc_state')).toBe('Approved');
    for (const [command, person, action] of [
      [question.row, 'kim', 'ask-approval'],
      [decided.row, 'frank', 'approve'],
    ] as const)
      expect(await audited(command)).toMatchObject([
        { cmc_action: action, _cmc_userid_value: people[person].id, cmc_store: store, cmc_amount: Number(after), cmc_currency: currency },
      ]);
  }, 120_000);

  // What follows is the same for every shop.
  if (channel === 'shopify') return;

  it('stays out of the shop when finance rejects it, and the problem says so to who must act', async () => {
    const { before, problem, approval } = await asked('D0002', 3);
    expect((await decide('reject', approval, 'A slip of the comma.')).says).toBe('1 question is rejected.');
    await sweep();
    expect(await shown('D0002')).toBe(before);
    const held = await byKey('cmc_exceptions', problem.cmc_key);
    expect(label(held, 'cmc_state')).toBe('Open');
    expect(held).toMatchObject({ cmc_team: 'sales', cmc_advice: 'Approve the price, or correct it in Dynamics.' });
    expect(JSON.parse(String(held?.cmc_comments))).toMatchObject([
      {
        by: people.frank.id,
        text: 'Finance rejected it: A slip of the comma.',
        texts: { '1031': { text: 'Die Finanzabteilung hat abgelehnt: A slip of the comma.' } },
      },
    ]);

    await inErp('D0002', before.toFixed(2));
    expect(label(await byKey('cmc_exceptions', problem.cmc_key), 'cmc_state')).toBe('Resolved');
  }, 120_000);

  it('that was asked for is not approved any more when Dynamics wants another by then', async () => {
    const { before, problem, approval } = await asked('D0003', 3);
    const later = (before * 5).toFixed(2);
    await inErp('D0003', later);
    const late = await decide('approve', approval, 'As in the price list.');
    expect(late.state).toBe('Refused');
    expect(late.says).toContain('D0003 does not wait for this price any more');
    expect(await shown('D0003')).toBe(before);

    await decide('reject', approval, 'Outdated.');
    const again = await floor.ask('kim', {
      cmc_kind: 'ask-approval',
      cmc_body: JSON.stringify({ exception: problem.cmc_key, comment: 'The newer one.' }),
    });
    expect(again.says).toBe('Finance has been asked.');
    const questions = await floor.dataverse(
      `cmc_approvals?$filter=cmc_exceptionkey eq '${encodeURIComponent(String(problem.cmc_key))}' and cmc_state eq 727000000`,
    );
    expect(questions).toMatchObject([{ cmc_amount: Number(later), cmc_currency: currency }]);
  }, 120_000);
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreCheck } from '../../../shared/canonical/command.ts';
import { IntegrationError } from '../../../shared/core/errors.ts';
import { wording } from '../../../shared/core/wording.ts';
import { useDataverse } from '../../sandbox/dataverse-caller.ts';
import { desk } from './desk.ts';

const { call, query, product } = useDataverse();
const address = 'https://companion.example.com/api/webhooks/shopify/shopify-main';
const items = ['SHIPPING', 'FEE', 'TIP', 'DUTY', 'ROUNDING', 'SHOP-TAX', 'DIFFERENCE', 'GIFT-CARD'];

let bench: ReturnType<typeof desk>;
beforeEach(() => {
  bench = desk(product(), { items });
  bench.secrets.set('shopify-main-client-id', 'x').set('shopify-main-client-secret', 'y');
  bench.attached.lookAtSubscriptions = async () => [{ topic: 'ORDERS_CREATE', state: 'right' }];
});

const check = async (store = 'shopify-main') => {
  const { says, answer } = await bench.ask('check-store', { store });
  const checks = answer as StoreCheck[];
  return { says, checks, of: (id: string) => checks.find((one) => one.id === id) };
};

describe('checking a store', () => {
  it('finds everything right, and keeps it in the row', async () => {
    const { says, checks } = await check();
    expect(checks.filter(({ state }) => state !== 'right')).toEqual([]);
    expect(says).toBe('Everything is right.');
    const inGerman = ({ texts }: StoreCheck) => texts?.['1031'];
    expect(checks.filter((one) => [one.title, undefined].includes(inGerman(one)?.title))).toEqual([]);
    expect(checks.filter((one) => [one.says, undefined].includes(inGerman(one)?.says))).toEqual([]);
    const [row] = (await query('cmc_stores', { $filter: "cmc_key eq 'shopify-main'" })).body.value;
    expect(JSON.parse(row?.cmc_checks ?? '')).toEqual(checks);
    expect(Date.parse(row?.cmc_checkedon ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('never tells a secret, says which is missing and where to get it, and does not call the shop without', async () => {
    bench.secrets.delete('shopify-main-client-secret');
    bench.attached.access = async () => {
      throw new Error('must not be called');
    };
    const { of, checks } = await check();
    expect(of('secret:client-id')).toMatchObject({ state: 'right' });
    expect(of('secret:client-secret')).toMatchObject({ state: 'missing', advice: expect.stringContaining('shopify-main-client-secret') });
    expect(of('shop')).toMatchObject({ state: 'not-checked' });
    expect(JSON.stringify(checks)).not.toContain('"x"');
  });

  it('says what the shop has against the credentials, and which rights and webhooks are missing', async () => {
    bench.attached.access = async () => ({ shop: 'Main', missing: ['write_orders'], grant: wording('Add it.', 'Ergänzen Sie es.') });
    bench.attached.lookAtSubscriptions = async (at) => [
      { topic: 'ORDERS_CREATE', state: at === address ? 'missing' : 'right' },
      { topic: 'ORDERS_PAID', state: 'elsewhere' },
    ];
    const found = await check();
    expect(found.of('rights')).toMatchObject({
      state: 'missing',
      says: 'Not granted: write_orders.',
      advice: 'Add it.',
      texts: { '1031': { title: 'Rechte im Shop', says: 'Nicht erteilt: write_orders.', advice: 'Ergänzen Sie es.' } },
    });
    expect(found.of('subscriptions')).toMatchObject({
      state: 'wrong',
      says: 'Not registered: ORDERS_CREATE. Delivered to another address: ORDERS_PAID.',
      repair: 'repair-subscriptions',
    });
    bench.attached.access = async () => {
      throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'the shop', problem: 'it is away' } });
    };
    expect((await check()).of('shop')).toMatchObject({ state: 'wrong', says: expect.stringContaining('the shop') });
  });

  it('says what Dynamics does not have, each with its setting', async () => {
    bench = desk(product(), { items: ['SHIPPING'] });
    bench.erp.target.findMasterData = async (_company, wanted) => wanted.filter(({ kind }) => kind !== 'warehouse');
    const { of } = await check();
    expect(of('warehouse:24')).toMatchObject({
      state: 'missing',
      says: expect.stringContaining('"24"'),
      advice: expect.stringContaining('order.warehouse'),
    });
    expect(of('items')).toMatchObject({ state: 'missing', says: expect.stringContaining('FEE (charges.fee)') });
    bench.erp.target.findMasterData = async () => [];
    const lost = await check();
    expect(lost.of('legal-entity')).toMatchObject({ state: 'wrong', says: 'Dynamics has no legal entity USMF.' });
    expect(lost.of('items')).toMatchObject({ state: 'not-checked' });
    bench.erp.target.findMasterData = async () => {
      throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Dynamics', problem: 'it is away' } });
    };
    expect((await check()).of('dynamics')).toMatchObject({ state: 'wrong' });
  });

  it('stands at the part of the row that is wrong, and still looks at the secrets', async () => {
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_policies: '{"importWhen":"whenever"}' }, { 'if-match': '*' });
    const { of } = await check();
    expect(of('policies')).toMatchObject({ state: 'wrong', says: expect.stringMatching(/^Policies: .*importWhen/) });
    expect(of('policies')?.texts?.['1031']?.says).toMatch(/^Regeln: .*importWhen: Möglich ist nur eines von „placed“/);
    expect(of('connection')).toMatchObject({ state: 'right' });
    expect(of('secret:client-id')).toMatchObject({ state: 'right' });
    expect(of('shop')).toMatchObject({ state: 'not-checked' });
  });

  it('says what is wrong with the connection in the words of its connector, in both languages', async () => {
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_connection: '{"shopDomain":"example.com"}' }, { 'if-match': '*' });
    const { of } = await check();
    expect(of('connection')).toMatchObject({
      state: 'wrong',
      says: 'Connection: shopDomain: must be the permanent domain, for example main-store.myshopify.com',
      texts: {
        '1031': { says: 'Verbindung: shopDomain: muss die dauerhafte Domain sein, zum Beispiel main-store.myshopify.com' },
      },
    });
  });

  it.each([
    ['cmc_connection', 'connection', 'Connection is not a JSON object.', 'Die Verbindung ist kein JSON-Objekt.'],
    ['cmc_policies', 'policies', 'Policies is not a JSON object.', 'Die Regeln sind kein JSON-Objekt.'],
  ])('says in both languages that %s holds nothing that can be read', async (column, part, en, de) => {
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { [column]: '[1' }, { 'if-match': '*' });
    const { of } = await check();
    expect(of(part)).toMatchObject({ says: en, texts: { '1031': { says: de } } });
  });

  it('of an empty row answers checks, not an error', async () => {
    await call('POST', 'cmc_stores', { cmc_key: 'new-store', cmc_name: 'New' });
    const { checks, says } = await check('new-store');
    expect(checks.find(({ id }) => id === 'row')).toMatchObject({ state: 'wrong' });
    expect(checks.find(({ id }) => id === 'enabled')).toMatchObject({ state: 'missing' });
    expect(says).toMatch(/^\d+ of \d+ checks need somebody\.$/);
    for (const one of checks) expect(one.state === 'right' || one.advice !== '', one.id).toBe(true);
    expect((await bench.ask('check-store', { store: 'nowhere' })).state).toBe('Refused');
  });

  it('names a published mapping that does not check', async () => {
    await call('POST', 'cmc_mappingsets', {
      cmc_key: 'm1',
      cmc_name: 'm1',
      cmc_store: 'shopify-main',
      cmc_document: 'customer',
      cmc_version: 2,
      cmc_state: 727000001,
      cmc_rules: '[{"id":"a","target":"NoSuchField","kind":"constant","value":"x"}]',
    });
    const { of } = await check();
    expect(of('mapping:customer')).toMatchObject({ state: 'wrong', says: expect.stringContaining('NoSuchField') });
    expect(of('mapping:product')).toMatchObject({ state: 'right' });
  });
});

describe('repairing subscriptions', () => {
  it('says what was done, and nothing twice', async () => {
    const asked: string[] = [];
    bench.attached.ensureSubscriptions = async (at) => {
      asked.push(at);
      return [
        { topic: 'ORDERS_CREATE', change: asked.length > 1 ? 'kept' : 'created' },
        { topic: 'ORDERS_PAID', change: 'kept' },
      ];
    };
    expect(await bench.ask('repair-subscriptions', {}, { store: 'shopify-main' })).toMatchObject({
      state: 'Done',
      says: '1 of 2 webhooks were put right: ORDERS_CREATE: created.',
      audit: [{ store: 'shopify-main', after: ['ORDERS_CREATE: created'] }],
    });
    expect((await bench.ask('repair-subscriptions', { store: 'shopify-main' })).says).toBe('All 2 webhooks were right.');
    expect(asked).toEqual([address, address]);
  });

  it('is refused with the reason where the shop refuses', async () => {
    bench.attached.ensureSubscriptions = async () => {
      throw new IntegrationError('REMOTE_REFUSED_LOGIN', { facts: { remote: 'the shop', problem: 'no' } });
    };
    expect(await bench.ask('repair-subscriptions', { store: 'shopify-main' })).toMatchObject({
      state: 'Refused',
      says: expect.stringContaining('the shop'),
    });
    expect((await bench.ask('repair-subscriptions', { store: 'nowhere' })).state).toBe('Refused');
  });
});

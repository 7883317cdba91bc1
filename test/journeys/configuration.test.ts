import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustBeOneSalesOrder, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

const store = async (key: string) => (await floor.dataverse(`cmc_stores?$filter=cmc_key eq '${key}'`))[0];
const importOne = async (channel: string, seed: number) => {
  const [order] = await floor.place(channel, { shape: 'plain', seed });
  await floor.idle();
  if (!order) throw new Error('no order');
  return mustBeOneSalesOrder(floor, channel, order);
};

describe('what an admin changes in Dataverse', () => {
  it('a wrong store row says what is wrong, and the last good one stays in force', async () => {
    await importOne('shopify', 1);
    const good = String((await store('shopify-main'))?.cmc_policies);
    await floor.write('PATCH', "cmc_stores(cmc_key='shopify-main')", {
      cmc_policies: good.replace('"importWhen": "authorised"', '"importWhen": "whenever"'),
    });
    await expect.poll(async () => (await store('shopify-main'))?.cmc_problem, { timeout: 15_000 }).toMatch(/^Policies: importWhen: /);

    await importOne('shopify', 2);

    await floor.write('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_policies: good });
    await expect.poll(async () => (await store('shopify-main'))?.cmc_problem ?? '', { timeout: 15_000 }).toBe('');
  });

  it('a mapping set of the store overrides the shipped one rule by rule; one that does not check is refused by name', async () => {
    const rules = [{ id: 'own.name', target: 'SalesOrderName', kind: 'template', template: 'Web {{order.number}} for {{store.name}}' }];
    const row = {
      cmc_name: 'Header of the German shop',
      cmc_store: 'woocommerce-main',
      cmc_document: 'sales-order-header',
      cmc_version: 7,
      cmc_state: 727000001,
    };
    await floor.write('POST', 'cmc_mappingsets', { ...row, cmc_key: 'woo.header', cmc_rules: JSON.stringify(rules) });
    // The configuration is read again within seconds, at the latest after its maximum age.
    await expect
      .poll(async () => (await importOne('woocommerce', Math.floor(Math.random() * 1e6))).SalesOrderName, {
        timeout: 40_000,
        interval: 2000,
      })
      .toMatch(/^Web \d+ for Musikladen$/);

    const wrong = [
      ...rules,
      { id: 'own.date', target: 'RequestedShippingDate', kind: 'constant', value: 'soon' },
      { id: 'own.odd', target: 'NoSuchField', kind: 'constant', value: 'x' },
    ];
    await floor.write('PATCH', "cmc_mappingsets(cmc_key='woo.header')", { cmc_rules: JSON.stringify(wrong), cmc_version: 8 });
    const problem = async () => String((await floor.dataverse("cmc_mappingsets?$filter=cmc_key eq 'woo.header'"))[0]?.cmc_problem ?? '');
    await expect.poll(problem, { timeout: 15_000 }).toContain('Dynamics has no field "NoSuchField"');
    expect((await importOne('woocommerce', 4)).SalesOrderName).toMatch(/^Web /);
  }, 90_000);

  it('a command that makes no sense is refused with what it should have been', async () => {
    await floor.write('POST', 'cmc_commands', { cmc_name: 'Odd', cmc_key: 'odd-1', cmc_kind: 'explode', cmc_state: 727000000 });
    const command = async () => (await floor.dataverse("cmc_commands?$filter=cmc_key eq 'odd-1'"))[0];
    await expect.poll(async () => (await command())?.cmc_state, { timeout: 15_000 }).toBe(727000003);
    expect((await command())?.cmc_result).toMatch(/^There is no command "explode"\. There are: resubmit, hold, release, /);
  });

  it('choosing one of several customers sets the order free and is remembered for the buyer', async () => {
    const [held] = await floor.place('woocommerce', { shape: 'two-customers', seed: 11 });
    await floor.idle();
    const [exception] = await floor.exceptions('woocommerce', held?.ref ?? '');
    await floor.write('POST', 'cmc_commands', {
      cmc_name: 'Choose',
      cmc_key: 'choose-1',
      cmc_kind: 'choose-customer',
      cmc_causekey: String(exception?.cmc_causekey),
      cmc_body: JSON.stringify({ customer: 'DE-003' }),
      cmc_state: 727000000,
    });
    await expect.poll(async () => (await floor.status('woocommerce', held?.ref ?? ''))?.state, { timeout: 15_000 }).toBe('Synced');
    const header = held && (await mustBeOneSalesOrder(floor, 'woocommerce', held));
    expect(header?.OrderingCustomerAccountNumber).toBe('DE-003');
  });
});

describe('personal data', () => {
  it('of a buyer is in Finance & SCM where it belongs, and in no log line, message, status, event or exception', async () => {
    await floor.place('shopify', { count: 6, seed: 21 });
    await floor.place('woocommerce', { count: 6, seed: 22 });
    for (const shape of ['known-customer', 'two-customers', 'unknown-sku', 'total-off'])
      for (const channel of ['shopify', 'woocommerce']) await floor.place(channel, { shape, seed: 23 });
    await floor.idle();
    const headers = await floor.erp('SalesOrderHeadersV4?cross-company=true&$select=DeliveryAddressName,DeliveryAddressStreet,Email');
    const told = JSON.stringify([
      (await floor.control<{ invocations: unknown[] }>('GET', '/host/invocations')).invocations,
      ...(await Promise.all(['cmc_syncstatuses', 'cmc_syncevents', 'cmc_exceptions', 'cmc_commands'].map((set) => floor.dataverse(set)))),
    ]);
    const personal = new Set(
      headers
        .flatMap((row) => [row.DeliveryAddressName, row.DeliveryAddressStreet, row.Email].map(String))
        .filter((text) => text.length > 5),
    );
    expect(personal.size).toBeGreaterThan(10);
    expect([...personal].filter((text) => told.includes(text))).toEqual([]);
    const addresses = told.match(/[\w.+-]+@[\w-]+\.[a-z]{2,}/gi) ?? [];
    expect(addresses.filter((one) => !/@(OData|Microsoft)\./.test(one))).toEqual([]);
  });
});

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from './faults.ts';
import { aHeader, aLine, type Caller, startErp } from './finance-scm-caller.ts';
import { securityServiceAudience, serviceAudience } from './inventory-visibility/security-service.ts';
import { type InventoryVisibilityPart, startInventoryVisibility } from './inventory-visibility/start.ts';
import { clients } from './world.ts';

const erp: Caller = await startErp();
const environmentId = 'env-1';
const faults = new FaultBoard(['inventoryVisibility']);
const part: InventoryVisibilityPart = await startInventoryVisibility({
  port: 0,
  faults,
  tokens: erp.tokens,
  environmentId,
  onHandOf: (company, item) => erp.part.onHandOf(company, item),
  itemsOf: (company) => erp.part.itemsOf(company),
});
beforeEach(async () => {
  faults.clear();
  await erp.part.reset();
  await part.reset();
});
afterAll(() => Promise.all([erp.part.close(), part.close()]));

const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-version': '1.0', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, redirected: answer.redirected, headers: answer.headers, json: text ? JSON.parse(text) : undefined };
};

const tokenBody = (overrides: Record<string, unknown> = {}) => ({
  grant_type: 'client_credentials',
  client_assertion_type: 'aad_app',
  client_assertion: erp.tokens.issue(securityServiceAudience, clients.product.id).token,
  scope: 'https://inventoryservice.operations365.dynamics.com/.default',
  context: environmentId,
  context_type: 'finops-env',
  ...overrides,
});

const call = (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const { token } = erp.tokens.issue(serviceAudience, clients.product.id);
  return post(`${part.url}/api/environment/${environmentId}/onhand/${path}`, body, { authorization: `Bearer ${token}`, ...headers });
};
const query = (filters: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  call('indexquery', {
    filters: { organizationId: ['usmf'], productId: ['D0001'], siteId: ['2'], locationId: ['24'], ...filters },
    groupByValues: [],
    returnNegative: true,
    ...more,
  });

describe('the security service', () => {
  it('sends to a regional host, which swaps a token of Entra for one that the service takes', async () => {
    const swapped = await post(part.securityUrl, tokenBody());
    const plain = await fetch(part.securityUrl, { method: 'POST', redirect: 'manual', body: '{}' });

    expect([plain.status, plain.headers.get('location')]).toEqual([307, `${part.url}/security/region/token`]);
    expect([swapped.status, swapped.redirected, swapped.json.expires_in]).toEqual([200, true, 3600]);
    expect((await query({}, {})).status).toBe(200);
    const answer = await call('indexquery', {}, { authorization: `Bearer ${swapped.json.access_token}` });
    expect(answer.status).toBe(400);
  });

  it.each([
    [401, { client_assertion: 'nonsense' }],
    [400, { grant_type: 'password' }],
    [400, { client_assertion_type: 'jwt' }],
    [400, { scope: 'https://example.com/.default' }],
    [400, { context: 'another' }],
    [400, { context_type: undefined }],
  ])('answers %s to %j', async (status, overrides) => {
    expect((await post(part.securityUrl, tokenBody(overrides))).status).toBe(status);
  });

  it('takes no token of Entra at the service itself, and none for another environment', async () => {
    const { token } = erp.tokens.issue(securityServiceAudience, clients.product.id);
    const good = erp.tokens.issue(serviceAudience, clients.product.id).token;

    expect((await call('indexquery', {}, { authorization: `Bearer ${token}` })).status).toBe(401);
    const elsewhere = `${part.url}/api/environment/another/onhand/indexquery`;
    expect((await post(elsewhere, {}, { authorization: `Bearer ${good}` })).status).toBe(403);
  });
});

describe('the index query', () => {
  it('answers what Finance & SCM holds, with sums by what is grouped by', async () => {
    await erp.post('SalesOrderHeadersV4', aHeader());
    await erp.post('SalesOrderLinesV3', aLine({ OrderedSalesQuantity: 3 }));
    await erp.post('SalesOrderLinesV3', aLine({ OrderedSalesQuantity: 5, InventoryReservationMethod: 'Automatic' }));

    const [speaker] = (await query()).json;
    const shirts = (await query({ productId: ['TEE'], colorId: ['black'] }, { groupByValues: ['ColorId'] })).json;
    const sizes = (await query({ productId: ['TEE'] }, { groupByValues: ['colorid', 'sizeid'] })).json;

    expect(speaker).toMatchObject({
      productId: 'D0001',
      dimensions: { siteid: '2', locationid: '24' },
      quantities: { fno: { physicalinvent: 340, reservphysical: 5, onorder: 3, availordered: 335 }, iv: { totalavailable: 335 } },
    });
    expect(shirts).toMatchObject([{ dimensions: { ColorId: 'Black' }, quantities: { fno: { physicalinvent: 104 } } }]);
    expect(shirts[0].quantities.fno).not.toHaveProperty('onorder');
    expect(sizes).toHaveLength(3);
  });

  it('answers all products when none is named, and leaves out what is negative when told to', async () => {
    const all = (await query({ productId: [] })).json as { productId: string }[];
    await erp.part.act('stock', { itemNumber: 'D0001', warehouse: '24', onHand: -2 });

    expect(new Set(all.map(({ productId }) => productId)).size).toBe(9);
    expect((await query()).json).toHaveLength(1);
    expect((await query({}, { returnNegative: false })).json).toEqual([]);
    expect((await query({ productId: ['NONE'] })).json).toEqual([]);
  });

  it('takes 5,000 products and 100 places, and no more', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `X${index}`);

    expect((await query({ productId: many(5000), siteId: many(10), locationId: many(10) })).status).toBe(200);
    expect((await query({ productId: many(5001) })).status).toBe(400);
    expect((await query({ siteId: many(10), locationId: many(11) })).status).toBe(400);
  });

  it.each([
    [{ organizationId: ['usmf', 'demf'] }, {}],
    [{ siteId: undefined }, {}],
    [{ locationId: [] }, {}],
    [{ weather: ['fine'] }, {}],
    [{ productId: 'D0001' }, {}],
    [{}, { groupByValues: ['weather'] }],
    [{}, { dimensionDataSource: 'shop' }],
    [{}, { top: 3 }],
  ])('refuses %j %j', async (filters, more) => {
    const answer = await query(filters, more);
    expect([answer.status, typeof answer.json.error.message]).toEqual([400, 'string']);
  });

  it('wants an API version', async () => {
    expect((await call('indexquery', {}, { 'api-version': '' })).json.error.message).toContain('API version');
  });

  it('throttles when the fault board says so', async () => {
    faults.add({ target: 'inventoryVisibility', kind: 'throttle', count: 1, retryAfterS: 4 });
    const answer = await query();

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '4']);
    expect((await query()).status).toBe(200);
  });
});

describe('a soft reservation', () => {
  const reserve = (overrides: Record<string, unknown> = {}) =>
    call('reserve', {
      id: 'reserve-0',
      organizationId: 'usmf',
      productId: 'D0004',
      quantity: 30,
      quantityDataSource: 'iv',
      modifier: 'softReservOrdered',
      ifCheckAvailForReserv: true,
      dimensions: { siteId: '2', locationId: '24' },
      ...overrides,
    });

  it('takes from what may be reserved, once per id', async () => {
    const first = await reserve();
    const again = await reserve();
    const [row] = (await query({ productId: ['D0004'] })).json;

    expect(first.json).toMatchObject({ id: 'reserve-0', processingStatus: 'success', statusCode: 200 });
    expect(again.json).toEqual(first.json);
    expect(row.quantities).toMatchObject({ fno: { physicalinvent: 40 }, iv: { softreservordered: 30, availabletoreserve: 10 } });
  });

  it('is refused when there is not enough, unless nobody looks', async () => {
    await reserve();

    expect((await reserve({ id: 'reserve-1' })).json).toMatchObject({ processingStatus: 'failed', statusCode: 400 });
    expect((await reserve({ id: 'reserve-1', ifCheckAvailForReserv: false })).json.processingStatus).toBe('success');
  });

  it.each([{ modifier: 'physicalInvent' }, { quantity: 0 }, { dimensions: { siteId: '2' } }, { id: '' }, { quantityDataSource: 'pos' }])(
    'is refused with %j',
    async (overrides) => expect((await reserve(overrides)).status).toBe(400),
  );
});

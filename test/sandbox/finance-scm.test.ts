import { existsSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edmName, entitySets, enumerations } from './finance-scm/metadata.ts';
import { aHeader, type Caller, problemOf, startErp } from './finance-scm-caller.ts';
import { clients } from './world.ts';

let erp: Caller;
beforeAll(async () => {
  erp = await startErp();
  await erp.post('SalesOrderHeadersV4', aHeader({ CustomersOrderReference: 'Shop #1001' }));
  await erp.post(
    'SalesOrderHeadersV4',
    aHeader({ dataAreaId: 'demf', SalesOrderNumber: 'WOO-1', OrderingCustomerAccountNumber: 'DE-001', DefaultShippingWarehouseId: 'DE-1' }),
  );
});
afterAll(() => erp.part.close());

interface Edmx {
  Name: string;
  Type?: string;
  Value?: string;
  EntityType?: string;
  Key?: { PropertyRef: { Name: string }[] };
  Property?: Edmx[];
  Member?: Edmx[];
}

function readEdmx(xml: string) {
  const lists = ['EntityType', 'EnumType', 'Property', 'Member', 'PropertyRef', 'EntitySet', 'NavigationProperty', 'Annotation'];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && lists.includes(name),
  });
  const { Schema } = parser.parse(xml)['edmx:Edmx']['edmx:DataServices'] as {
    Schema: { EntityType: Edmx[]; EnumType: Edmx[]; EntityContainer: { EntitySet: Edmx[] } };
  };
  const types = new Map(Schema.EntityType.map((type) => [type.Name, type]));
  const enums = new Map(
    Schema.EnumType.map((type) => [type.Name, Object.fromEntries((type.Member ?? []).map(({ Name, Value }) => [Name, Number(Value)]))]),
  );
  const sets = new Map(Schema.EntityContainer.EntitySet.map((set) => [set.Name, set.EntityType?.split('.').at(-1) ?? '']));
  return { types, enums, sets };
}

function expectSameMetadata({ types, enums, sets }: ReturnType<typeof readEdmx>, but: readonly string[] = []): void {
  for (const set of [...entitySets.values()].filter(({ name }) => !but.includes(name))) {
    const type = types.get(sets.get(set.name) ?? '');
    if (notInContract.includes(set.name)) continue;
    expect(type?.Name, set.name).toBe(set.type);
    expect(
      type?.Key?.PropertyRef.map(({ Name }) => Name),
      set.name,
    ).toEqual(set.keys);
    const properties = Object.fromEntries([...set.properties.values()].map((property) => [property.name, edmName(property)]));
    expect(properties, set.name).toEqual(Object.fromEntries((type?.Property ?? []).map(({ Name, Type }) => [Name, Type])));
  }
  for (const { name, members } of enumerations.values()) {
    if (!notInContract.includes(name)) expect(Object.fromEntries(members), name).toEqual(enums.get(name));
  }
}

/** The contract's document is trimmed; of these its index has the keys and how many properties there are. */
const notInContract = ['CustPackingSlipTransBiEntities', 'CustPackingSlipVersionBiEntities', 'Ledgers', 'TradeLineDlvType'];
const index = new URL('../../../shared/contracts/d365/fno/entity-set-index.csv', import.meta.url);
/** Sets whose properties come from other published clients of the same metadata. */
const keysOnly = ['CustPackingSlipTransBiEntities', 'CustPackingSlipVersionBiEntities', 'Ledgers'];

const contract = new URL('../../../shared/contracts/d365/fno/metadata-trimmed.edmx.xml', import.meta.url);

describe('metadata', () => {
  it.skipIf(!existsSync(contract))('is the published metadata: names, types, keys, enum members with their numbers', () => {
    expectSameMetadata(readEdmx(readFileSync(contract, 'utf8')), keysOnly);
  });

  it.skipIf(!existsSync(contract))('has the published keys where no more than the keys is in the extract', () => {
    const index = readFileSync(new URL('entity-set-index.csv', contract), 'utf8').split('\n');
    for (const name of keysOnly) expect(index).toContainEqual(expect.stringContaining(`${name},${entitySets.get(name)?.keys.join('|')},`));
  });

  it.skipIf(!existsSync(index))('has the keys and as many properties as the index says where the contract is trimmed', () => {
    const lines = readFileSync(index, 'utf8').split(/\r?\n/);
    for (const name of notInContract) {
      const set = entitySets.get(name);
      if (set) expect(lines).toContain(`${name},${set.keys.join('|')},${set.properties.size}`);
    }
  });

  it('serves CSDL of exactly what it serves, and a list of sets', async () => {
    const metadata = await erp.get('$metadata');
    const document = await erp.get('');

    expect(metadata.headers.get('content-type')).toContain('application/xml');
    expectSameMetadata(readEdmx(metadata.text));
    expect(document.json.value?.map(({ name }) => name)).toEqual([...entitySets.keys()]);
  });
});

describe('signing in', () => {
  const tryWith = async (authorization?: string) => {
    const answer = await fetch(`${erp.part.url}/data/Currencies`, authorization ? { headers: { authorization } } : {});
    return { status: answer.status, body: await answer.text(), challenge: answer.headers.get('www-authenticate') };
  };
  const bearer = (audience: string, client: string, lifeS?: number) => `Bearer ${erp.tokens.issue(audience, client, lifeS).token}`;

  it('answers 401 without a body to no token, a foreign audience, an expired one and an unregistered client', async () => {
    const known = clients.product.id;
    const tries = [
      undefined,
      'Bearer nonsense',
      bearer('https://elsewhere.example', known),
      bearer(erp.part.url, known, -1),
      bearer(erp.part.url, 'c0ffee00-0000-4000-8000-00000000ffff'),
    ];

    for (const authorization of tries) {
      expect(await tryWith(authorization)).toEqual({ status: 401, body: '', challenge: expect.stringContaining('Bearer') });
    }
  });

  it('lets both registered clients in', async () => {
    expect((await tryWith(bearer(erp.part.url, clients.product.id))).status).toBe(200);
    expect((await tryWith(bearer(`${erp.part.url}/`, clients.outside.id))).status).toBe(200);
  });
});

describe('addresses', () => {
  it.each([
    'SalesOrders',
    'salesorderheadersv4',
    'Products',
    'InventOnHand',
    "SalesOrderHeadersV4(SalesOrderNumber='SHP-1')",
    "SalesOrderHeadersV4('SHP-1')",
    "SalesOrderHeadersV4(dataAreaId='usmf',SalesId='SHP-1')",
    "SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='NONE')",
    "SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='SHP-1')/OrderTotalAmount",
  ])('answers 404 to %s', async (path) => {
    expect((await erp.get(path)).status).toBe(404);
  });

  it('reads by the full key in any order, with quotes doubled, without regard to case of the values', async () => {
    expect((await erp.get("SalesOrderHeadersV4(SalesOrderNumber='shp-1',dataAreaId='USMF')")).json.SalesOrderNumber).toBe('SHP-1');
    expect((await erp.get("Currencies('USD')")).status).toBe(200);
    expect((await erp.get("Currencies('O''Brien')")).status).toBe(404);
  });

  it('shows other companies only with cross-company=true', async () => {
    const own = await erp.get('SalesOrderHeadersV4?$select=SalesOrderNumber');
    const all = await erp.get('SalesOrderHeadersV4?$select=SalesOrderNumber&cross-company=true');
    const filtered = await erp.get("SalesOrderHeadersV4?$filter=dataAreaId eq 'demf'");

    expect(own.json.value?.map((row) => row.SalesOrderNumber)).toEqual(['SHP-1']);
    expect(all.json.value?.map((row) => row.SalesOrderNumber)).toEqual(['SHP-1', 'WOO-1']);
    expect(filtered.json.value).toEqual([]);
    expect((await erp.get("SalesOrderHeadersV4(dataAreaId='demf',SalesOrderNumber='WOO-1')")).status).toBe(404);
    expect((await erp.get("SalesOrderHeadersV4(dataAreaId='demf',SalesOrderNumber='WOO-1')?cross-company=true")).status).toBe(200);
  });

  it('refuses PATCH and DELETE elsewhere or of nothing with the published text', async () => {
    const elsewhere = "SalesOrderHeadersV4(dataAreaId='demf',SalesOrderNumber='WOO-1')";
    const replies = [
      await erp.patch(elsewhere, { Email: 'a@b.example' }),
      await erp.send({ method: 'DELETE', path: elsewhere }),
      await erp.patch("SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='NONE')", {}),
    ];

    for (const reply of replies) {
      expect(reply.status).toBe(400);
      expect(problemOf(reply)).toBe('No resources were found when selecting for update.');
    }
    expect((await erp.patch(`${elsewhere}?cross-company=true`, { Email: 'a@b.example' })).status).toBe(204);
  });
});

describe('rows', () => {
  it('never has null: empty text, empty date, member names, an etag', async () => {
    const { json, text } = await erp.get("SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='SHP-1')");

    expect(text).not.toContain('null');
    expect(json).toMatchObject({
      CampaignId: '',
      ConfirmedShippingDate: '1900-01-01T12:00:00Z',
      SalesOrderStatus: 'Backorder',
      RetailChannelTable: 0,
    });
    expect(json.RequestedShippingDate).toMatch(/T12:00:00Z$/);
    expect(json['@odata.etag']).toMatch(/^W\/"[A-Za-z0-9+/=]+"$/);
    expect(Buffer.from(String(json['@odata.etag']).slice(3, -1), 'base64').toString()).toMatch(/^\d+,\d+;$/);
  });

  it('keeps every digit of decimals and of Int64', async () => {
    const body =
      '{"SalesOrderNumber":"SHP-D","OrderingCustomerAccountNumber":"US-001","RetailChannelTable":9007199254740993,"FixedExchangeRate":123456789012345.678901}';
    await erp.send({ method: 'POST', path: 'SalesOrderHeadersV4', body });

    const { text } = await erp.get(
      'SalesOrderHeadersV4?$filter=FixedExchangeRate eq 123456789012345.678901&$select=RetailChannelTable,FixedExchangeRate',
    );

    expect(text).toContain('"RetailChannelTable":9007199254740993,"FixedExchangeRate":123456789012345.678901');
    expect((await erp.get('SalesOrderHeadersV4?$filter=RetailChannelTable eq 9007199254740992')).json.value).toEqual([]);
  });
});

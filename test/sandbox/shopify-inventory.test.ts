import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startShopify } from './channels/shopify/start.ts';
import { FaultBoard } from './faults.ts';
import { type Ask, aShop, heardBy, quiet, type UserError } from './shopify-caller.ts';

const main = 'gid://shopify/Location/61000000001';
const second = 'gid://shopify/Location/61000000002';
const levelsQuery = `query($q: String) { productVariants(first: 250, query: $q, sortKey: ID) { nodes { id sku inventoryItem { id tracked
  inventoryLevels(first: 10) { nodes { location { id } quantities(names: ["available", "committed", "on_hand"]) { name quantity } } } } } } }`;
const setMutation = `mutation($in: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $in) @idempotent(key: $key) {
  inventoryAdjustmentGroup { id reason referenceDocumentUri changes { name delta quantityAfterChange } } userErrors { code field message } } }`;

interface Row {
  inventoryItemId: string;
  locationId: string;
  quantity: number;
  changeFromQuantity?: number | null;
}

async function itemOf(ask: Ask, sku: string): Promise<{ id: string; levels: Record<string, number[]> }> {
  const { data } = await ask(levelsQuery, { q: `sku:${sku}` });
  const { inventoryItem } = data.productVariants.nodes[0];
  interface Level {
    location: { id: string };
    quantities: { quantity: number }[];
  }
  const levels = inventoryItem.inventoryLevels.nodes.map(({ location, quantities }: Level) => [
    location.id,
    quantities.map(({ quantity }) => quantity),
  ]);
  return { id: inventoryItem.id, levels: Object.fromEntries(levels) };
}

const setting =
  (ask: Ask) =>
  async (quantities: Row[], key: string, more: object = {}) => {
    const input = { name: 'available', reason: 'correction', referenceDocumentUri: 'gid://companion/OnHand/1', quantities, ...more };
    const answer = await ask(setMutation, { in: input, key });
    return { ...answer, ...answer.data?.inventorySetQuantities } as typeof answer & {
      inventoryAdjustmentGroup: object | null;
      userErrors: UserError[];
    };
  };

describe('stock', () => {
  it('is promised by orders, leaves with parcels and comes back with cancellations', async () => {
    const { shop, ask } = await aShop();
    const levels = async () => (await itemOf(ask, 'D0003')).levels;

    expect(await levels()).toEqual({ [main]: [512, 0, 512], [second]: [0, 0, 0] });
    const [a, b] = await shop.place({ count: 2, seed: 1, shape: 'two-locations' });
    expect(await levels()).toEqual({ [main]: [512, 0, 512], [second]: [-6, 6, 0] });
    await shop.act(a?.ref ?? '', 'fulfil', { sku: 'D0003' });
    expect(await levels()).toEqual({ [main]: [512, 0, 512], [second]: [-6, 3, -3] });
    await shop.act(b?.ref ?? '', 'cancel', {});
    expect(await levels()).toEqual({ [main]: [512, 0, 512], [second]: [-3, 0, -3] });
    expect(shop.stock('D0003')).toEqual({ sku: 'D0003', available: 509 });
  });

  it('is set, told, remembered and outlives a kill', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'shopify-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    const { shop, ask } = await aShop({ dataDir });
    const heard = await heardBy(ask, 'INVENTORY_LEVELS_UPDATE');
    const { id } = await itemOf(ask, 'D0001');

    const { inventoryAdjustmentGroup, userErrors } = await setting(ask)(
      [{ inventoryItemId: id, locationId: main, quantity: 12, changeFromQuantity: 340 }],
      'k1',
    );
    await quiet(shop);

    expect(userErrors).toEqual([]);
    expect(inventoryAdjustmentGroup).toMatchObject({
      reason: 'correction',
      changes: [
        { name: 'available', delta: -328 },
        { name: 'on_hand', delta: -328 },
      ],
    });
    expect(heard.map(({ body }) => body)).toMatchObject([{ available: 12, inventory_item_id: Number(id.split('/').at(-1)) }]);
    const again = await startShopify({ port: 0, faults: new FaultBoard(['shopify']), dataDir });
    expect(again.stock('D0001')).toEqual({ sku: 'D0001', available: 12 });
    await again.reset();
    expect(again.stock('D0001')?.available).toBe(340);
    await again.close();
  });
});

describe('setting quantities', () => {
  it('needs a key, a from-quantity in each row, and at most 250 rows', async () => {
    const { ask } = await aShop();
    const { id } = await itemOf(ask, 'D0001');
    const row = { inventoryItemId: id, locationId: main, quantity: 1, changeFromQuantity: null };
    const input = { name: 'available', reason: 'correction', quantities: [row] };

    const keyless = await ask(
      'mutation($in: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $in) { userErrors { code } } }',
      { in: input },
    );
    const blank = await setting(ask)([row], ' ');
    const unsaid = await setting(ask)([{ inventoryItemId: id, locationId: main, quantity: 1 }], 'a');
    const many = await setting(ask)(Array(251).fill(row), 'b');

    expect(keyless.errors?.[0]?.message).toMatch('@idempotent');
    expect(blank.errors?.[0]?.message).toMatch('empty');
    expect(unsaid.errors?.[0]?.message).toMatch('changeFromQuantity');
    expect(many.errors?.[0]?.extensions?.code).toBe('MAX_INPUT_SIZE_EXCEEDED');
  });

  it('is all or nothing, and every bad row is named', async () => {
    const { shop, ask } = await aShop();
    const [good, gift] = [await itemOf(ask, 'D0001'), await itemOf(ask, 'GIFT-CARD')];
    const row = (inventoryItemId: string, locationId: string, changeFromQuantity: number | null = null, quantity = 5) => ({
      inventoryItemId,
      locationId,
      quantity,
      changeFromQuantity,
    });

    const { userErrors, inventoryAdjustmentGroup } = await setting(ask)(
      [
        row(good.id, main),
        row('gid://shopify/InventoryItem/1', main),
        row(good.id, 'gid://shopify/Location/1'),
        row(good.id, second, 7),
        row(good.id, 'gid://shopify/Location/61000000003'),
        row(gift.id, main),
        row(good.id, main),
        row((await itemOf(ask, 'D0002')).id, main, null, 1_000_000_001),
      ],
      'k',
    );

    expect(inventoryAdjustmentGroup).toBeNull();
    expect(userErrors.map(({ code, field }) => `${field?.slice(1).join('.')} ${code}`)).toEqual([
      'quantities.1.inventoryItemId INVALID_INVENTORY_ITEM',
      'quantities.2.locationId INVALID_LOCATION',
      'quantities.3.changeFromQuantity CHANGE_FROM_QUANTITY_STALE',
      'quantities.4.locationId ITEM_NOT_STOCKED_AT_LOCATION',
      'quantities.5.inventoryItemId NON_MUTABLE_INVENTORY_ITEM',
      'quantities.6.locationId NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      'quantities.7.quantity INVALID_QUANTITY_TOO_HIGH',
    ]);
    expect(shop.stock('D0001')?.available).toBe(340);
  });

  it.each([
    [{ name: 'sold' }, 'INVALID_NAME'],
    [{ reason: 'because' }, 'INVALID_REASON'],
    [{ referenceDocumentUri: 'journal 7' }, 'INVALID_REFERENCE_DOCUMENT'],
  ])('refuses %j', async (change, code) => {
    const { ask } = await aShop();
    const { id } = await itemOf(ask, 'D0001');

    const { userErrors } = await setting(ask)(
      [{ inventoryItemId: id, locationId: main, quantity: 1, changeFromQuantity: null }],
      'k',
      change,
    );

    expect(userErrors.map((one) => one.code)).toEqual([code]);
  });

  it('answers the same key once: again with the same input, not with another', async () => {
    const { shop, ask } = await aShop();
    const set = setting(ask);
    const { id } = await itemOf(ask, 'D0001');
    const row = (quantity: number, changeFromQuantity: number | null = null) => [
      { inventoryItemId: id, locationId: main, quantity, changeFromQuantity },
    ];

    const first = await set(row(10), 'once');
    await set(row(20), 'other');
    const again = await set(row(10), 'once');
    const mismatch = await set(row(11), 'once');
    const stale = await set(row(5, 999), 'stale');
    const staleAgain = await set(row(5, 999), 'stale');

    expect(again.inventoryAdjustmentGroup).toEqual(first.inventoryAdjustmentGroup);
    expect(shop.stock('D0001')?.available).toBe(20);
    expect(mismatch.userErrors[0]?.code).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
    expect([stale.userErrors[0]?.code, staleAgain.userErrors[0]?.code]).toEqual([
      'CHANGE_FROM_QUANTITY_STALE',
      'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
    ]);
  });

  it('of on hand leaves what is promised promised', async () => {
    const { shop, ask } = await aShop();
    const { id } = await itemOf(ask, 'D0001');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -50, max: 500 }),
        fc.constantFrom('available', 'on_hand'),
        fc.uuid(),
        async (quantity, name, key) => {
          await shop.place({ count: 1, seed: 1, shape: 'two-locations' });
          const { userErrors } = await setting(ask)([{ inventoryItemId: id, locationId: main, quantity, changeFromQuantity: null }], key, {
            name,
          });
          const [available = 0, committed = 0, onHand = 0] = (await itemOf(ask, 'D0001')).levels[main] ?? [];
          expect(userErrors).toEqual([]);
          expect([name === 'available' ? available : onHand, available + committed]).toEqual([quantity, onHand]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('starts at a location by activating the item there', async () => {
    const { ask } = await aShop();
    const { id } = await itemOf(ask, 'D0001');
    const activate = async (key: string, available?: number) =>
      (
        await ask(
          'mutation($i: ID!, $l: ID!, $a: Int, $k: String!) { inventoryActivate(inventoryItemId: $i, locationId: $l, available: $a) @idempotent(key: $k) { inventoryLevel { quantities(names: ["available"]) { quantity } } userErrors { message } } }',
          { i: id, l: 'gid://shopify/Location/61000000003', a: available, k: key },
        )
      ).data.inventoryActivate;

    expect(await activate('a', 4)).toEqual({ inventoryLevel: { quantities: [{ quantity: 4 }] }, userErrors: [] });
    expect((await activate('b', 9)).userErrors[0].message).toMatch('already active');
    expect((await itemOf(ask, 'D0001')).levels['gid://shopify/Location/61000000003']).toEqual([4, 0, 4]);
  });

  it('costs ten points and is counted by its name', async () => {
    const { shop, ask } = await aShop();
    shop.seedArticles(500, 'X');
    const { data, extensions } = await ask('{ productVariants(first: 250, query: "sku:X*") { nodes { id sku inventoryItem { id } } } }');
    const rows = data.productVariants.nodes.map(({ inventoryItem }: { inventoryItem: { id: string } }) => ({
      inventoryItemId: inventoryItem.id,
      locationId: main,
      quantity: 3,
      changeFromQuantity: 100,
    }));
    shop.resetCalls();

    const { extensions: spent, userErrors } = await setting(ask)(rows, 'many');

    expect([userErrors, rows.length, extensions.cost.actualQueryCost]).toEqual([[], 250, 24]);
    expect(spent.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 });
    expect(shop.calls().operations).toEqual([{ name: 'inventorySetQuantities', count: 1, cost: 10 }]);
  });
});

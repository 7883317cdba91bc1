import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemNumber, LegalEntityId } from '../../shared/core/ids.ts';
import { createInventoryVisibility } from '../../shared/d365/inventory-visibility.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { type InventoryVisibilityPart, startInventoryVisibility } from '../sandbox/inventory-visibility/start.ts';
import { TokenIssuer } from '../sandbox/tokens.ts';
import { clients } from '../sandbox/world.ts';

const tokens = new TokenIssuer();
const environmentId = 'env-1';
let service: InventoryVisibilityPart;

beforeAll(async () => {
  service = await startInventoryVisibility({
    port: 0,
    faults: new FaultBoard(['inventoryVisibility']),
    tokens,
    environmentId,
    onHandOf: (_company, item) =>
      item.startsWith('NONE')
        ? []
        : [
            {
              InventoryWarehouseId: '24',
              ProductColorId: 'Red',
              OnHandQuantity: '7',
              AvailableOnHandQuantity: '5',
              ReservedOnHandQuantity: '2',
              OnOrderQuantity: '1',
            },
            { InventoryWarehouseId: '99', OnHandQuantity: '100' },
          ],
  });
});
afterAll(() => service.close());

const source = (environment = environmentId) =>
  createInventoryVisibility({
    serviceUrl: service.url,
    securityUrl: service.securityUrl,
    environmentId: environment,
    token: async () => tokens.issue('0cdb527f-a8d1-4bf8-9436-b352c68682b2', clients.product.id).token,
    sitesOf: async () => ['2'],
  });
const ask = (items: string[], from = source()) => from.onHand('usmf' as LegalEntityId, ['24'], items as ItemNumber[]);

describe('stock of the Inventory Visibility service', () => {
  it('is read with a token of its own, which the service of the region gives', async () => {
    expect(await ask(['A'])).toEqual([
      { item: 'A', dimensions: { color: 'Red' }, warehouse: '24', physical: '7', available: '5', onOrder: '1' },
    ]);
    expect(await ask(['NONE-1'])).toEqual([]);
  });
  it('costs one call for five thousand items, and one token for many calls', async () => {
    service.resetCalls();
    const from = source();
    const items = Array.from({ length: 7500 }, (_, index) => `NONE-${index}`);
    await ask(items, from);
    await ask(['A'], from);
    expect(service.calls().operations).toEqual([
      { name: 'token', count: 2 },
      { name: 'indexquery', count: 3 },
    ]);
  });
  it('that knows no such environment is for a person', async () => {
    await expect(ask(['A'], source('env-2'))).rejects.toMatchObject({ code: 'REMOTE_REFUSED_LOGIN' });
    await expect(source('env-2').reach()).rejects.toMatchObject({ code: 'REMOTE_REFUSED_LOGIN' });
  });
  it('answers a question for what nobody has', async () => {
    await expect(source().reach()).resolves.toBeUndefined();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpTarget } from '../../../shared/d365/erp-target.ts';
import { createFinanceScm } from '../../../shared/d365/finance-scm/target.ts';
import { type Caller, startErp } from '../../sandbox/finance-scm-caller.ts';
import { clients } from '../../sandbox/world.ts';

let erp: Caller;
let target: ErpTarget;
const usmf = 'usmf' as Parameters<ErpTarget['readProducts']>[0];
const account = (text: string) => text as Parameters<ErpTarget['describeCustomers']>[1][number];

beforeAll(async () => {
  erp = await startErp();
  target = createFinanceScm({ environmentUrl: erp.part.url, token: async () => erp.tokens.issue(erp.part.url, clients.product.id).token });
});
afterAll(() => erp.part.close());

const found = async (search: Parameters<ErpTarget['searchProducts']>[1]) =>
  (await target.searchProducts(usmf, search)).map(({ item }) => String(item)).sort();

describe('what people look for in Finance & SCM', () => {
  it('products by a part of a code or of a name, in any letters', async () => {
    expect(await found({ codes: ['d000'], words: [] })).toContain('D0001');
    const speakers = await found({ codes: [], words: ['SPEAKER'] });
    expect(speakers).toEqual(expect.arrayContaining(['D0001', 'D0003']));
    expect(speakers).not.toContain('D0002');
    expect(await found({ codes: ['333948'], words: [] })).toEqual(['D0002']);
  });

  it('nothing for nothing, and an asterisk is no wildcard of theirs', async () => {
    expect(await found({ codes: [], words: [] })).toEqual([]);
    expect(await found({ codes: ['*'], words: ['**', 'ab'] })).toEqual([]);
    expect(await found({ codes: ["O'Neill"], words: ['no such thing'] })).toEqual([]);
  });

  it('customers with their names, those that exist', async () => {
    const cards = await target.describeCustomers(usmf, [account('US-SHOP'), account('NOBODY'), account('*')]);
    expect(cards).toEqual([{ account: 'US-SHOP', name: 'Web shop customers', group: '30', blocked: false }]);
  });

  it('master data that settings name', async () => {
    const wanted = [
      { kind: 'legal-entity', code: 'USMF' },
      { kind: 'warehouse', code: '24' },
      { kind: 'warehouse', code: 'DE-1' },
      { kind: 'site', code: '2' },
      { kind: 'delivery-mode', code: 'standard' },
      { kind: 'customer-group', code: '30' },
      { kind: 'payment-method', code: 'SHOP' },
      { kind: 'tax-group', code: '*' },
      { kind: 'order-origin', code: 'shopify-main' },
    ] as const;
    const codes = (await target.findMasterData(usmf, wanted)).map(({ kind, code }) => `${kind} ${code}`);
    expect(codes).toEqual([
      'legal-entity USMF',
      'warehouse 24',
      'site 2',
      'delivery-mode standard',
      'customer-group 30',
      'payment-method SHOP',
      'order-origin shopify-main',
    ]);
  });
});

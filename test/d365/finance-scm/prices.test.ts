import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LegalEntityId } from '../../../shared/core/ids.ts';
import type { CurrencyCode } from '../../../shared/core/money.ts';
import type { ErpTarget, PriceQuery } from '../../../shared/d365/erp-target.ts';
import { itemKey } from '../../../shared/d365/erp-target.ts';
import { createFinanceScm } from '../../../shared/d365/finance-scm/target.ts';
import { type Caller, startErp } from '../../sandbox/finance-scm-caller.ts';
import { clients } from '../../sandbox/world.ts';

let erp: Caller;
let target: ErpTarget;
const item = 'D0001' as Parameters<ErpTarget['prices']>[1][number];

beforeAll(async () => {
  erp = await startErp();
});
beforeEach(async () => {
  await erp.part.reset();
  target = createFinanceScm({ environmentUrl: erp.part.url, token: async () => erp.tokens.issue(erp.part.url, clients.product.id).token });
});
afterAll(() => erp.part.close());

const priced = (price: number, more: Record<string, unknown> = {}) =>
  erp.part.act('price', { itemNumber: item, company: 'usmf', price, ...more });
const found = async (query: Partial<Omit<PriceQuery, 'currency'>> & { currency?: string } = {}, company = 'usmf') => {
  const wanted = { on: '2026-03-01' as PriceQuery['on'], ...query, currency: query.currency as CurrencyCode | undefined };
  return (await target.prices(company as LegalEntityId, [item], wanted)).get(itemKey(item, {}));
};

describe('the price of an item in Finance & SCM', () => {
  it('is its own sales price also when the store names the currency that its legal entity keeps its books in', async () => {
    await priced(95.88);
    expect(await found({ currency: 'USD' })).toEqual({ price: '95.88', currency: 'USD' });
  });

  it('says its currency when the store names none', async () => {
    await priced(95.88);
    expect(await found()).toEqual({ price: '95.88', currency: 'USD' });
    expect(await found({}, 'demf')).toMatchObject({ currency: 'EUR' });
  });

  it('is nothing in a currency in which nobody has agreed one: no amount is shown under another currency', async () => {
    expect(await found({ currency: 'GBP' })).toBeUndefined();
  });

  it('is the agreement in the currency that is asked for, and no cheaper one in another', async () => {
    await priced(90);
    await priced(60, { currency: 'EUR' });
    await priced(85, { currency: 'USD' });
    expect(await found()).toEqual({ price: '85', currency: 'USD' });
    expect(await found({ currency: 'USD' })).toEqual({ price: '85', currency: 'USD' });
    expect(await found({ currency: 'EUR' })).toEqual({ price: '60', currency: 'EUR' });
  });

  it('is the usual one with the sale of its group beside it', async () => {
    await priced(90);
    await priced(70, { priceGroup: 'SALE' });
    expect(await found({ currency: 'USD', salePriceGroup: 'SALE' })).toEqual({ price: '90', sale: '70', currency: 'USD' });
  });

  it('is nothing in a legal entity without a ledger: its currency is not guessed', async () => {
    expect(await found({}, 'none')).toBeUndefined();
  });

  it('asks once in which currency a ledger is kept, not for every price', async () => {
    erp.part.resetCalls();
    for (const query of [{}, { currency: 'USD' }, {}]) await found(query);
    const ledgers = erp.part.calls().operations.filter(({ name }) => name.includes('Ledgers'));
    expect(ledgers.map(({ count }) => count)).toEqual([1]);
  });
});

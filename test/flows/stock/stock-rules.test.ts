import { describe, expect, it } from 'vitest';
import { readStockRules } from '../../../shared/flows/stock/stock-rules.ts';

describe('stock rules in rows', () => {
  it('the narrowest comes first: item and place, item, place, all; a store before all stores', () => {
    const rules = readStockRules([
      { cmc_key: '1', cmc_store: '', cmc_buffer: 1 },
      { cmc_key: '2', cmc_store: 'a', cmc_location: 'outlet', cmc_buffer: 2 },
      { cmc_key: '3', cmc_store: '', cmc_item: 'TEE', cmc_buffer: 3 },
      { cmc_key: '4', cmc_store: 'a', cmc_item: 'TEE', cmc_buffer: 4 },
      { cmc_key: '5', cmc_store: 'a', cmc_item: 'TEE', cmc_location: 'outlet', cmc_buffer: 5 },
      { cmc_key: '6', cmc_store: 'b', cmc_item: 'TEE', cmc_buffer: 6 },
    ]);
    expect(rules.of('a').map(({ buffer }) => buffer)).toEqual([5, 4, 3, 2, 1]);
    expect(rules.problems).toEqual([]);
  });

  it('a wrong row says what is wrong, and the others count', () => {
    const rules = readStockRules([
      { cmc_key: 'bad', cmc_store: '', cmc_percentage: 120 },
      { cmc_key: 'good', cmc_store: '', cmc_percentage: 80 },
    ]);
    expect(rules.problems).toMatchObject([{ key: 'bad', problem: expect.stringContaining('must be 0 to 100') }]);
    expect(rules.of('a')).toMatchObject([{ percentage: 80 }]);
  });
});

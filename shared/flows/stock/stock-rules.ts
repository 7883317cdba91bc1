import * as z from 'zod';
import type { StorePolicies } from '../../canonical/store.ts';
import { type Json, textOf } from '../../core/json.ts';

type RawRow = Record<string, Json>;
type Exception = StorePolicies['stock']['exceptions'][number];

const whole = z.number().int().min(0).nullish();
const StockRuleRow = z.object({
  cmc_item: z.string().nullish(),
  cmc_location: z.string().nullish(),
  cmc_buffer: whole,
  cmc_percentage: whole.refine((value) => (value ?? 0) <= 100, 'must be 0 to 100'),
  cmc_minimum: whole,
  cmc_maximum: whole,
  cmc_discontinued: z.boolean().nullish(),
});

/** Rules as people keep them in rows, narrowest first: item and place, item, place, whole store. A row without a store is for all. */
export function readStockRules(rows: readonly RawRow[]): { of(store: string): Exception[]; problems: { key: string; problem: string }[] } {
  const rules: { store: string; exception: Exception }[] = [];
  const problems: { key: string; problem: string }[] = [];
  for (const row of rows) {
    const parsed = StockRuleRow.safeParse(row);
    if (!parsed.success) problems.push({ key: textOf(row.cmc_key), problem: z.prettifyError(parsed.error) });
    else rules.push({ store: textOf(row.cmc_store), exception: toException(parsed.data) });
  }
  rules.sort((a, b) => narrowness(b.exception) - narrowness(a.exception) || Number(a.store === '') - Number(b.store === ''));
  return { of: (store) => rules.filter((rule) => ['', store].includes(rule.store)).map(({ exception }) => exception), problems };
}

const toException = (row: z.output<typeof StockRuleRow>): Exception => ({
  items: row.cmc_item ? [row.cmc_item] : [],
  location: row.cmc_location || undefined,
  buffer: row.cmc_buffer ?? undefined,
  percentage: row.cmc_percentage ?? undefined,
  minimum: row.cmc_minimum ?? undefined,
  maximum: row.cmc_maximum ?? undefined,
  discontinued: row.cmc_discontinued || undefined,
});

const narrowness = ({ items, location }: Exception): number => (items.length > 0 ? 2 : 0) + (location === undefined ? 0 : 1);

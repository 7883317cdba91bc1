import type { StockRule, StorePolicies } from '../../canonical/store.ts';
import { allocate, compare, type DecimalText, decimal, dividedBy, minus, plus, times, wholePart, zero } from '../../core/money.ts';
import { itemKey } from '../../d365/erp-target.ts';
import type { OnHand } from '../../d365/stock-source.ts';
import type { LinkedArticle } from '../../ports.ts';

type StockPolicies = StorePolicies['stock'];

/** A store that sells from a warehouse. */
export interface Sharer {
  store: string;
  weight: number;
  pool: StockPolicies['pool'];
  warehouses: readonly string[];
}

/** Everything that decides what a store may sell of an item. */
export interface StockView {
  policies: StorePolicies;
  store: string;
  onHand: readonly OnHand[];
  /** Quantities by `itemKey` of orders that were placed and are not in Dynamics yet, for the store's warehouses. */
  promised: ReadonlyMap<string, DecimalText>;
  /** All stores of the legal entity that sell stock, this one among them. */
  sharers: readonly Sharer[];
}

/** Whole units of the article that the shop may show at a place that these warehouses stand behind. */
export function availableAt({ location, warehouses }: StorePolicies['places'][number], article: LinkedArticle, view: StockView): number {
  const rule = ruleFor(article, view.policies.stock, location);
  if (rule.discontinued) return 0;
  const units = unitsOf(warehouses, article, view);
  return applyRule(units, rule);
}

/** The rule of the store, with what an exception for this item, SKU or place says otherwise. */
export function ruleFor({ item, article }: Pick<LinkedArticle, 'item' | 'article'>, stock: StockPolicies, location = ''): StockRule {
  const own = stock.exceptions.find(
    (rule) =>
      (rule.location === undefined || rule.location === location) &&
      (rule.items.length === 0 || rule.items.some((one) => same(one, item) || same(one, article.sku))),
  );
  const { buffer, percentage, minimum, maximum, discontinued } = { ...stock, ...defined(own ?? {}) };
  return { buffer, percentage, minimum, maximum, discontinued };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const defined = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;

/** Buffer first, then the percentage of what is left, rounded down; then minimum and maximum. Never negative. */
export function applyRule(units: number, { buffer, percentage, minimum, maximum }: StockRule): number {
  const left = Math.max(0, units - buffer);
  const part = Number(wholePart(dividedBy(times(decimal(left), decimal(percentage)), decimal(100))));
  if (part < minimum) return 0;
  return maximum === undefined ? part : Math.min(part, maximum);
}

function unitsOf(warehouses: readonly string[], article: LinkedArticle, view: StockView): number {
  const recipe = kitOf(article, view.policies.kits);
  if (!recipe) return whole(dividedBy(share(warehouses, itemKey(article.item, article.dimensions), view), article.units ?? decimal(1)));
  const possible = recipe.map(({ item, quantity }) => whole(dividedBy(share(warehouses, itemKey(item, {}), view), quantity)));
  return Math.min(...possible);
}

function kitOf({ item, article }: LinkedArticle, kits: StorePolicies['kits']): StorePolicies['kits'][string] | undefined {
  if (Object.hasOwn(kits, article.sku)) return kits[article.sku];
  return Object.hasOwn(kits, item) ? kits[item] : undefined;
}

/** The items whose stock an article hangs on: its own, or the parts of the kit that it is. */
export const itemsBehind = (article: LinkedArticle, kits: StorePolicies['kits']): LinkedArticle['item'][] =>
  kitOf(article, kits)?.map((part) => part.item) ?? [article.item];

const whole = (quantity: DecimalText): number => Math.max(0, Number(wholePart(quantity)));

/** This store's part of what may be sold from the warehouses. What orders were promised is taken from the first warehouses that have it. */
function share(warehouses: readonly string[], key: string, view: StockView): DecimalText {
  let promised = view.promised.get(key) ?? zero;
  let sum = zero;
  for (const warehouse of warehouses) {
    const there = sellableIn(warehouse, key, view);
    const taken = compare(promised, there) < 0 ? promised : there;
    promised = minus(promised, taken);
    sum = plus(sum, partOf(minus(there, taken), warehouse, view));
  }
  return sum;
}

function sellableIn(warehouse: string, key: string, { onHand, policies: { stock } }: StockView): DecimalText {
  const rows = onHand.filter((row) => same(row.warehouse, warehouse) && itemKey(row.item, row.dimensions) === key);
  const sum = rows.reduce((total, row) => {
    const there = stock.quantity === 'physical' ? row.physical : row.available;
    return plus(total, stock.lessOnOrder ? minus(there, row.onOrder) : there);
  }, zero);
  return compare(sum, zero) < 0 ? zero : sum;
}

/** Stores that split a warehouse get whole units that add up to no more than lies there; the rest of a division goes round by name. */
function partOf(quantity: DecimalText, warehouse: string, { store, sharers }: StockView): DecimalText {
  const splitting = sharers
    .filter((one) => one.pool === 'split' && one.warehouses.some((name) => same(name, warehouse)))
    .sort((a, b) => (a.store < b.store ? -1 : 1));
  const own = splitting.findIndex((one) => one.store === store);
  if (own < 0 || splitting.length === 1) return quantity;
  const parts = allocate(
    wholePart(quantity),
    splitting.map(({ weight }) => decimal(weight)),
    0,
  );
  return parts[own] ?? zero;
}

import { compare, type DecimalText, decimal, fixed, minus, parseDecimal, plus, wholePart, zero } from '../../../shared/core/money.ts';
import { exceptionState, syncState } from '../../../shared/d365/dataverse/choices.ts';
import { items, type WorldItem, type WorldStore, warehouses } from '../world.ts';
import { heldPriceOf } from './causes.ts';
import { type Dynamics, literal, type Row, text } from './dynamics.ts';
import { type DynamicsArticle, keyOf, readArticles } from './dynamics-articles.ts';
import type { Agreement, ArticleView, Shelf } from './model.ts';

/** One article as the shop shows it now. */
export interface ShopArticle {
  sku: string;
  available?: number;
  price?: string;
}

export interface ShelfSources {
  dynamics: Dynamics;
  /** Everything of these SKUs that the shop sells. */
  atShop(store: WorldStore, skus: readonly string[]): Promise<ShopArticle[]>;
}

const priceDigits = 2;

/** What a shop sells: as Dynamics has it, as the shop shows it, and whether the two agree. */
export async function readShelf({ dynamics, atShop }: ShelfSources, store: WorldStore): Promise<Shelf> {
  const skus = items.map(({ sku }) => sku);
  const [inDynamics, inShop, problems, waiting] = await Promise.allSettled([
    readArticles(dynamics, store.legalEntity),
    atShop(store, skus),
    readProblems(dynamics, store.id),
    countWaiting(dynamics, store.id),
  ]);
  const failed = [inDynamics, inShop, problems, waiting].find((one) => one.status === 'rejected');
  const shown = new Map(inShop.status === 'fulfilled' ? inShop.value.map((one) => [one.sku, one]) : []);
  const known: Known = {
    dynamics: inDynamics.status === 'fulfilled' ? inDynamics.value : new Map(),
    problems: problems.status === 'fulfilled' ? problems.value : [],
    someWait: waiting.status === 'fulfilled' && waiting.value > 0,
  };
  return {
    at: new Date().toISOString(),
    store: store.id,
    currency: store.currency,
    warehouse: warehouses[store.legalEntity][0].id,
    articles: items
      .filter(({ sku }) => shown.has(sku) || inShop.status === 'rejected')
      .map((item) => toView(item, shown.get(item.sku), known)),
    trouble: failed ? String(failed.reason instanceof Error ? failed.reason.message : failed.reason) : undefined,
  };
}

interface Known {
  dynamics: ReadonlyMap<string, DynamicsArticle>;
  problems: readonly Row[];
  someWait: boolean;
}

function toView(item: WorldItem, shop: ShopArticle | undefined, { dynamics, problems, someWait }: Known): ArticleView {
  const article = dynamics.get(keyOf(item.itemNumber, item.variant ?? {}));
  const open = problems.filter((row) => row.cmc_externalnumber === item.sku);
  const held = open.map(heldPriceOf).find((one) => one !== undefined);
  const price = article?.price && fixed(article.price, priceDigits);
  const shopPrice = asPrice(shop?.price);
  return {
    sku: item.sku,
    item: item.itemNumber,
    name: item.name,
    onHand: item.service ? undefined : article?.onHand,
    elsewhere: article && compare(article.elsewhere, zero) > 0 ? article.elsewhere : undefined,
    promised: article && compare(article.promised, zero) > 0 ? article.promised : undefined,
    price,
    sharesPriceWith: items.filter((other) => other.itemNumber === item.itemNumber).length - 1,
    shopStock: item.service || shop?.available === undefined ? undefined : String(shop.available),
    shopPrice,
    keptBack: article && shop?.available !== undefined ? minus(article.sellable, decimal(shop.available)) : undefined,
    stockMark: item.service ? 'unknown' : stockMark(article?.sellable, shop?.available, hasProblem(open, 'stock'), someWait),
    priceMark: held ? 'held' : priceMark(price, shopPrice, hasProblem(open, 'price')),
    held,
  };
}

const hasProblem = (open: readonly Row[], kind: string): boolean => open.some((row) => row.cmc_documenttype === kind);

/** Orders that wait on their way into Dynamics were sold already: the shop shows fewer than Dynamics has, and rightly so. */
function stockMark(sellable: DecimalText | undefined, shows: number | undefined, stopped: boolean, someWait: boolean): Agreement {
  if (sellable === undefined || shows === undefined) return 'unknown';
  const order = compare(decimal(shows), wholePart(sellable));
  if (order === 0) return 'agrees';
  if (stopped) return 'stopped';
  return order < 0 && someWait ? 'kept-back' : 'on-its-way';
}

function priceMark(price: string | undefined, shows: string | undefined, stopped: boolean): Agreement {
  if (price === undefined || shows === undefined) return 'unknown';
  if (price === shows) return 'agrees';
  return stopped ? 'stopped' : 'on-its-way';
}

function asPrice(value: string | undefined): string | undefined {
  const price = value === undefined ? undefined : parseDecimal(value);
  return price && fixed(plus(price), priceDigits);
}

async function readProblems(dynamics: Dynamics, store: string): Promise<Row[]> {
  const { rows } = await dynamics.read(
    'dataverse',
    `cmc_exceptions?$filter=cmc_state eq ${exceptionState.Open} and cmc_store eq ${literal(store)} and (cmc_documenttype eq 'stock' or cmc_documenttype eq 'price')&$top=200`,
  );
  return rows.filter((row) => text(row.cmc_externalnumber));
}

async function countWaiting(dynamics: Dynamics, store: string): Promise<number> {
  const states = `(cmc_state eq ${syncState.Held} or cmc_state eq ${syncState.Waiting})`;
  const filter = `cmc_documenttype eq 'order' and cmc_store eq ${literal(store)} and ${states}`;
  return (await dynamics.read('dataverse', `cmc_syncstatuses?$filter=${filter}&$select=cmc_key&$top=1&$count=true`)).count;
}

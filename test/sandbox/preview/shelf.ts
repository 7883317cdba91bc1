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

/** A difference that has stayed as it is for so long is not on its way. */
const steadyAfterMs = 30_000;

/** What shops sell: as Dynamics has it, as the shop shows it, and whether the two agree. */
export function openShelves(sources: ShelfSources): (store: WorldStore) => Promise<Shelf> {
  const differences = new Map<string, { is: string; since: number }>();
  /** Remembers what differs how, and says whether that is old. */
  const isSteady = (key: string, is: string): boolean => {
    const known = differences.get(key);
    if (known?.is === is) return Date.now() - known.since > steadyAfterMs;
    differences.set(key, { is, since: Date.now() });
    return false;
  };
  return (store) => readShelf(sources, store, isSteady);
}

type IsSteady = (key: string, is: string) => boolean;

async function readShelf({ dynamics, atShop }: ShelfSources, store: WorldStore, isSteady: IsSteady): Promise<Shelf> {
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
    isSteady: (key, is) => isSteady(`${store.id} ${key}`, is),
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
  isSteady: IsSteady;
}

function toView(item: WorldItem, shop: ShopArticle | undefined, known: Known): ArticleView {
  const { dynamics, problems } = known;
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
    stockMark: item.service ? 'unknown' : stockMark(item.sku, { sellable: article?.sellable, shows: shop?.available, open }, known),
    priceMark: held ? 'held' : priceMark(item.sku, { price, shows: shopPrice, open }, known),
    held,
  };
}

const hasProblem = (open: readonly Row[], kind: string): boolean => open.some((row) => row.cmc_documenttype === kind);

interface StockHalves {
  sellable?: DecimalText;
  shows?: number;
  open: readonly Row[];
}

/** Orders that wait on their way into Dynamics were sold already: the shop shows fewer than Dynamics has, and rightly so. */
function stockMark(sku: string, { sellable, shows, open }: StockHalves, { someWait, isSteady }: Known): Agreement {
  if (sellable === undefined || shows === undefined) return 'unknown';
  const order = compare(decimal(shows), wholePart(sellable));
  const old = isSteady(`${sku} stock`, `${sellable} ${shows}`);
  if (order === 0) return 'agrees';
  if (hasProblem(open, 'stock')) return 'stopped';
  if (order < 0 && someWait) return 'kept-back';
  return old ? 'changed-there' : 'on-its-way';
}

interface PriceHalves {
  price?: string;
  shows?: string;
  open: readonly Row[];
}

function priceMark(sku: string, { price, shows, open }: PriceHalves, { isSteady }: Known): Agreement {
  if (price === undefined || shows === undefined) return 'unknown';
  const old = isSteady(`${sku} price`, `${price} ${shows}`);
  if (price === shows) return 'agrees';
  if (hasProblem(open, 'price')) return 'stopped';
  return old ? 'changed-there' : 'on-its-way';
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

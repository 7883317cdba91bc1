import type { ArticlePage, LineOutcome, PriceLevel, StockLevel } from '../../canonical/article.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { chunks } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import type { BatchPublisher } from '../connector.ts';
import type { ShopifyClient } from './client.ts';
import { gidOf } from './schema.ts';

/** What Shopify says of one line of a call. */
export interface UserError {
  code?: string | null;
  field?: string[] | null;
  message: string;
}

const mostRows = 250;

/** By id and not by cursor: a run may go on in another process. */
export const articles = (client: ShopifyClient, after?: string): Promise<ArticlePage> => client.productVariants(`id:>${after ?? '0'}`);

/** One call for 250 rows, written only where the shop still shows what we believe. */
export const stock: BatchPublisher<ShopifyClient, StockLevel> = {
  batches: (lines) => chunks(lines, mostRows),
  async send(client, batch, key) {
    const outcomes = new Map<StockLevel, LineOutcome>();
    for (const line of batch) {
      const problem = unfit(line);
      if (problem) outcomes.set(line, { is: 'refused', problem });
    }
    // Shopify turns the whole call down for one bad row and names it: the others go again without it.
    for (let rest = batch.filter((line) => !outcomes.has(line)); rest.length > 0; rest = rest.filter((line) => !outcomes.has(line))) {
      const errors = await setQuantities(client, rest, key);
      const judged = errors.length === 0 ? new Map(rest.map((line) => [line, done])) : await judge(client, rest, errors, key);
      if (judged.size === 0) throw refusedWhole('stock', errors);
      for (const [line, outcome] of judged) outcomes.set(line, outcome);
    }
    return batch.map((line) => outcomes.get(line) ?? { is: 'refused', problem: 'Shopify did not say what became of it.' });
  },
};

const done: LineOutcome = { is: 'done' };

/** Why a row cannot be sent at all: a malformed id would fail the whole call, again and again. */
function unfit({ article, location }: StockLevel): string | undefined {
  if (!/^\d+$/.test(article.inventoryId ?? '')) return 'The shop keeps no stock of it.';
  return /^\d+$/.test(location) ? undefined : `"${location}" is not the id of a location of the shop.`;
}

const mostKeys = 10;

/**
 * The key follows from the rows, so that the same call has the same key in every attempt. A key whose call was refused is used up: the
 * attempt that comes after it takes the next one.
 */
async function setQuantities(client: ShopifyClient, rows: readonly StockLevel[], key: string): Promise<UserError[]> {
  const own = shortHash(key + JSON.stringify(rows));
  for (let used = 0; ; used += 1) {
    const errors = await client.inventorySetQuantities(rows, used === 0 ? own : `${own}-${used}`);
    if (used === mostKeys || !errors.some(({ code }) => code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')) return errors;
  }
}

/** The row that an error is about: `["input", "quantities", "3", "inventoryItemId"]`. */
const rowOf = ({ field }: UserError): number | undefined => {
  const place = field?.find((part) => /^\d+$/.test(part));
  return place === undefined ? undefined : Number(place);
};

const refusedWhole = (what: string, errors: readonly UserError[]): IntegrationError =>
  new IntegrationError('BATCH_REFUSED', { facts: { what, problem: errors.map(({ message }) => masked(message)).join(' ') } });

async function judge(
  client: ShopifyClient,
  rows: readonly StockLevel[],
  errors: readonly UserError[],
  key: string,
): Promise<Map<StockLevel, LineOutcome>> {
  const found = new Map<StockLevel, LineOutcome>();
  for (const error of errors) {
    const line = rows[rowOf(error) ?? -1];
    if (line && !found.has(line)) found.set(line, await outcomeOf(client, line, error, key));
  }
  const stale = [...found].filter(([, { is }]) => is === 'stale').map(([line]) => line);
  if (stale.length === 0) return found;
  const now = await client.inventoryNow([...new Set(stale.map(({ article }) => article.inventoryId ?? ''))]);
  for (const line of stale) {
    const shows = now.get(`${line.article.inventoryId} ${line.location}`);
    // An attempt whose outcome was lost may have written it.
    found.set(line, shows === line.quantity ? done : { is: 'stale', shows });
  }
  return found;
}

async function outcomeOf(client: ShopifyClient, line: StockLevel, { code, message }: UserError, key: string): Promise<LineOutcome> {
  if (code === 'CHANGE_FROM_QUANTITY_STALE') return { is: 'stale' };
  if (code === 'INVALID_INVENTORY_ITEM') return { is: 'gone' };
  if (code !== 'ITEM_NOT_STOCKED_AT_LOCATION') return { is: 'refused', problem: masked(message) };
  // Dynamics keeps it there, so the shop shall: from now on it is stocked at this location.
  const problems = await client.inventoryActivate(line, shortHash(key + JSON.stringify(line)));
  return problems.length === 0 ? done : { is: 'refused', problem: problems.map((one) => masked(one.message)).join(' ') };
}

/** One call for each product: Shopify takes prices by product. Sending one again writes the same and does no harm. */
export const prices: BatchPublisher<ShopifyClient, PriceLevel> = {
  batches: (lines) => [...Map.groupBy(lines, ({ article }) => article.productId).values()].flatMap((some) => chunks(some, mostRows)),
  async send(client, batch) {
    const productId = gidOf('Product', batch[0]?.article.productId ?? '');
    const variants = batch.map(({ article, price, compareAt }) => ({
      id: gidOf('ProductVariant', article.variantId),
      price,
      ...(compareAt === undefined ? {} : { compareAtPrice: compareAt }),
    }));
    const errors = await client.productVariantsBulkUpdate(productId, variants);
    if (errors.some(({ code }) => code === 'PRODUCT_DOES_NOT_EXIST')) return batch.map(() => ({ is: 'gone' }));
    const general = errors.filter((error) => rowOf(error) === undefined);
    if (general.length > 0) throw refusedWhole('prices', general);
    return batch.map((_, index): LineOutcome => {
      const own = errors.filter((error) => rowOf(error) === index);
      if (own.length === 0) return done;
      if (own.some(({ code }) => code === 'PRODUCT_VARIANT_DOES_NOT_EXIST')) return { is: 'gone' };
      return { is: 'refused', problem: own.map(({ message }) => masked(message)).join(' ') };
    });
  },
};

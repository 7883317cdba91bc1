import * as z from 'zod';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { atMost } from '../../core/lists.ts';
import type { Log } from '../../core/log.ts';
import { epochMs, Instant } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import type { ErpProduct, ErpTarget } from '../../d365/erp-target.ts';
import type { ArticleBook, EnvelopeQueue, LinkedArticle, Notebook } from '../../ports.ts';
import { linking, catalogue as says } from '../articles/sentences.ts';
import { forgetTrouble, troubleOver } from '../articles/trouble.ts';
import type { MappingBook } from '../mapping-book.ts';
import { sentencesOf } from '../outcome.ts';
import { itemId, productEnvelope } from './export-product.ts';
import { whyNotForShop } from './selection.ts';
import { productUpdate, type UnlinkedPorts } from './unlinked.ts';

const mostAtOnce = 16;

export interface CataloguePorts extends UnlinkedPorts {
  erp: Pick<ErpTarget, 'readProducts'>;
  articles: Pick<ArticleBook, 'ofItems'>;
  mappings: Pick<MappingBook, 'set' | 'valueMaps'>;
  queue: EnvelopeQueue;
}

const Pass = z.object({ began: Instant, at: Instant, after: z.string().optional(), pages: z.number(), sent: z.number() });
type Pass = z.output<typeof Pass>;

const passPage = 'catalogue';
const missingPage = (store: string): string => `missing|${store}`;
/** What of each item an export was asked for: a product that the shop refused is not asked for again before something has changed. */
const askedPage = (store: string): string => `product-asked|${store}`;
const budgetMs = 60_000;
const longestSilenceMs = 15 * 60_000;

/** Whether Dynamics' products are looked through for this store at all. */
export const wantsCatalogue = ({ policies: { products } }: Store): boolean => products.mode !== 'link-only' || products.showMissing;

/** How a look through stands. `stopped`: nothing has been heard of it for long. */
export async function catalogueOf(
  store: string,
  { notebook, clock }: Pick<CataloguePorts, 'notebook' | 'clock'>,
): Promise<'under way' | 'stopped' | 'done'> {
  const pass = await recall(store, notebook);
  if (!pass) return 'done';
  return epochMs(clock.now()) - epochMs(pass.at) < longestSilenceMs ? 'under way' : 'stopped';
}

/**
 * Looks through the released products for what is new or has changed, and has it exported; makes visible what the shop has not. Goes on where
 * the last call has stopped. Answers a name for the place where it stopped, undefined at the end.
 */
export async function exportCatalogue(store: Store, ports: CataloguePorts, log: Log): Promise<string | undefined> {
  const { clock, notebook } = ports;
  const pass: Pass = (await recall(store.id, notebook)) ?? { began: clock.now(), at: clock.now(), pages: 0, sent: 0 };
  const missing = new Set<string>();
  for await (const { key } of notebook.list(missingPage(store.id))) missing.add(key);
  const rules = rulesOf(store, ports);
  const until = epochMs(clock.now()) + budgetMs;
  do {
    const { products, next } = await ports.erp.readProducts(store.legalEntity, { after: pass.after });
    const sent = await lookThrough(products, { store, missing, rules, ports });
    Object.assign(pass, { after: next, at: clock.now(), pages: pass.pages + 1, sent: pass.sent + sent });
    if (next !== undefined) await notebook.write(passPage, store.id, JSON.stringify(pass));
  } while (pass.after !== undefined && epochMs(clock.now()) < until);
  if (pass.after !== undefined) return `${pass.began}|${pass.pages}`;
  await notebook.remove(passPage, store.id);
  await tellThatTroubleIsOver(store, ports);
  log.info('catalogue looked through', { store: store.id, pages: pass.pages, sent: pass.sent, missing: missing.size });
  return undefined;
}

async function tellThatTroubleIsOver(store: Store, { notebook, status, clock }: CataloguePorts): Promise<void> {
  const of = { store: store.id, kind: 'product', work: 'catalogue' } as const;
  const resolved = await troubleOver(of, notebook);
  if (!resolved) return;
  await status.send([{ ...productUpdate(store, { externalId: 'all', state: 'Synced', reason: says.lookedThrough }, clock), resolved }]);
  await forgetTrouble(of, notebook);
}

/** What besides the product decides what the shop gets of it. */
const rulesOf = (store: Store, { mappings }: CataloguePorts): string =>
  shortHash(JSON.stringify([mappings.set(store.id, 'product').version, mappings.valueMaps(store.id), store.policies.products]));

async function lookThrough(
  products: readonly ErpProduct[],
  { store, missing, rules, ports }: { store: Store; missing: Set<string>; rules: string; ports: CataloguePorts },
): Promise<number> {
  const { mode, showMissing } = store.policies.products;
  const articles = new Map<string, LinkedArticle[]>();
  const items = products.map(({ item }) => item);
  for (const linked of await ports.articles.ofItems(store.id, items)) {
    const key = linked.item.toLowerCase();
    articles.set(key, [...(articles.get(key) ?? []), linked]);
  }
  const inShop = ({ item }: ErpProduct) => articles.get(item.toLowerCase()) ?? [];
  const wanted = products.filter((product) => whyNotForShop(product, store) === undefined);
  const shows = mode === 'update' || (mode === 'link-only' && showMissing);
  await noteMissing(shows ? wanted.filter((product) => inShop(product).length === 0) : [], products, { store, missing, ports });
  if (mode === 'link-only') return 0;
  return sendChanged(
    wanted.filter((product) => mode === 'create' || inShop(product).length > 0).map((product) => ({ product, linked: inShop(product) })),
    { store, rules, ports },
  );
}

async function sendChanged(
  candidates: readonly { product: ErpProduct; linked: readonly LinkedArticle[] }[],
  { store, rules, ports: { notebook, queue, clock } }: { store: Store; rules: string; ports: CataloguePorts },
): Promise<number> {
  const now = candidates.map(({ product, linked }) => ({
    item: product.item,
    hash: shortHash(
      JSON.stringify([product, linked.map(({ article, units }) => [article.variantId, article.productId, units]).sort(), rules]),
    ),
  }));
  const asked = await atMost(mostAtOnce, now, ({ item }) => notebook.read(askedPage(store.id), item));
  const changed = now.filter(({ hash }, index) => hash !== asked[index]);
  await queue.send(
    changed.map(({ item, hash }) => productEnvelope(store, item, { key: `product|${item}|${hash}`, topic: 'sweep', via: 'timer' }, clock)),
  );
  // Only now: a crash before this line asks again, and what was sent already is not sent to the shop again.
  await atMost(mostAtOnce, changed, ({ item, hash }) => notebook.write(askedPage(store.id), item, hash));
  return changed.length;
}

/** Rows for what the shop has not; they change when it has it, or when it is not meant to have it any more. */
async function noteMissing(
  absent: readonly ErpProduct[],
  looked: readonly ErpProduct[],
  { store, missing, ports }: { store: Store; missing: Set<string>; ports: CataloguePorts },
): Promise<void> {
  const { notebook, status, clock } = ports;
  const absentItems = new Set<string>(absent.map(({ item }) => item));
  const added = absent.map(({ item }) => item).filter((item) => !missing.has(item));
  const over = looked.map(({ item }) => item).filter((item) => missing.has(item) && !absentItems.has(item));
  const row = (item: string, state: 'Skipped' | 'Synced', reason: Wording) =>
    productUpdate(store, { externalId: itemId(item), number: item, document: item, state, reason }, clock);
  const updates = [
    ...added.map((item) => row(item, 'Skipped', whyMissing(item))),
    ...over.map((item) => row(item, 'Synced', linking.notMissing)),
  ];
  if (updates.length > 0) await status.send(updates);
  await atMost(mostAtOnce, added, (item) => notebook.write(missingPage(store.id), item, '1'));
  await atMost(mostAtOnce, over, (item) => notebook.remove(missingPage(store.id), item));
  for (const item of added) missing.add(item);
  for (const item of over) missing.delete(item);
}

const whyMissing = (item: string): Wording => sentencesOf(new IntegrationError('NOT_IN_SHOP', { facts: { item } }));

async function recall(store: string, notebook: Notebook): Promise<Pass | undefined> {
  const saved = await notebook.read(passPage, store);
  return saved === undefined ? undefined : Pass.parse(JSON.parse(saved));
}

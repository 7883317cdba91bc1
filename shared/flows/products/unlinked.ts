import * as z from 'zod';
import type { ArticleRef, ChannelArticle } from '../../canonical/article.ts';
import type { StatusUpdate, SyncState } from '../../canonical/status.ts';
import type { Store } from '../../canonical/store.ts';
import { explainError, IntegrationError, titleOf } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { atMost } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import type { Clock } from '../../core/time.ts';
import { eachText, inOneText, type Wording, wording } from '../../core/wording.ts';
import type { ErpItem } from '../../d365/erp-target.ts';
import type { Notebook, StatusQueue } from '../../ports.ts';
import { linking } from '../articles/sentences.ts';
import { reasonColumns } from '../outcome.ts';

const mostAtOnce = 16;

/** What of an article is needed to find its item. */
export const Wanting = z.object({
  variantId: z.string(),
  productId: z.string(),
  inventoryId: z.string().optional(),
  sku: z.string(),
  barcode: z.string(),
  title: z.string(),
});
export type Wanting = z.output<typeof Wanting>;

/** What was kept before it was kept in both languages is English alone. */
const Reason = z.union([z.object({ en: z.string(), de: z.string() }), z.string().transform((text) => wording(text, text))]);
const Note = Wanting.extend({ reason: Reason });

export const refOf = ({ variantId, productId, inventoryId, sku }: Wanting | ChannelArticle): ArticleRef => ({
  variantId,
  productId,
  ...(inventoryId === undefined ? {} : { inventoryId }),
  sku,
});

export interface UnlinkedPorts {
  notebook: Notebook;
  status: StatusQueue;
  clock: Clock;
}

/** The articles of a store that have no item, each with a row that people see. A row is written when something about it changes. */
export interface Unlinked {
  all(): IterableIterator<Wanting>;
  get(variantId: string): Wanting | undefined;
  /** These have no item, for this reason. */
  add(articles: readonly { article: Wanting; reason: Wording }[]): Promise<void>;
  /** These are no longer among them. */
  remove(variantIds: readonly string[], state: SyncState, because: (variantId: string) => Wording): Promise<void>;
}

const page = (store: string): string => `unlinked|${store}`;

/** Reads them all: shops may have thousands, and each is looked at again on every pass. */
export async function openUnlinked(store: Store, { notebook, status, clock }: UnlinkedPorts): Promise<Unlinked> {
  const notes = new Map<string, z.output<typeof Note>>();
  for await (const { key, value } of notebook.list(page(store.id))) notes.set(key, Note.parse(JSON.parse(value)));
  const row = (article: Pick<Wanting, 'variantId' | 'sku'>, state: SyncState, reason: Wording): StatusUpdate =>
    productUpdate(store, { externalId: article.variantId, number: article.sku || undefined, state, reason }, clock);

  return {
    all: () => notes.values(),
    get: (variantId) => notes.get(variantId),
    async add(articles) {
      const news = articles
        .map(({ article, reason }) => Note.parse({ ...article, reason }))
        .filter((note) => JSON.stringify(notes.get(note.variantId)) !== JSON.stringify(note));
      const said = news.filter((note) => JSON.stringify(notes.get(note.variantId)?.reason) !== JSON.stringify(note.reason));
      if (said.length > 0) await status.send(said.map((note) => row(note, 'Waiting', note.reason)));
      await atMost(mostAtOnce, news, (note) => notebook.write(page(store.id), note.variantId, JSON.stringify(note)));
      for (const note of news) notes.set(note.variantId, note);
    },
    async remove(variantIds, state, because) {
      const known = variantIds.flatMap((id) => notes.get(id) ?? []);
      if (known.length > 0) await status.send(known.map((note) => row(note, state, because(note.variantId))));
      await atMost(mostAtOnce, known, ({ variantId }) => notebook.remove(page(store.id), variantId));
      for (const { variantId } of known) notes.delete(variantId);
    },
  };
}

/** Why an article has no item, and what to do. */
export function whyUnlinked({ sku, barcode, title }: Wanting, candidates: readonly ErpItem[], store: Store): Wording {
  const company = store.legalEntity.toUpperCase();
  const names = candidates.map(({ itemNumber, dimensions }) => [itemNumber, ...Object.values(dimensions).filter(Boolean)].join(' '));
  if (names.length > 1)
    return sentences(new IntegrationError('ITEM_AMBIGUOUS', { facts: { sku: sku || barcode, company, candidates: names.join(', ') } }));
  if (!sku.trim() && !barcode.trim()) return linking.nameless(title);
  return sentences(new IntegrationError('PRODUCT_NOT_LINKED', { facts: { sku: sku || barcode, company } }));
}

function sentences(error: IntegrationError): Wording {
  const advice = wording(explainError(error).advice, explainError(error, 'de').advice);
  return inOneText([titleOf(error), linking.notInStep, advice]);
}

/** A status row about one article or item, or about all of them together (`all`). */
export const productUpdate = (
  store: Store,
  said: { externalId: string; state: SyncState; reason: Wording; number?: string; document?: string; operationId?: string },
  clock: Clock,
): StatusUpdate => ({
  schema: 1,
  store: store.id,
  channel: store.channel,
  kind: 'product',
  externalId: said.externalId as ExternalId,
  at: clock.now(),
  state: said.state,
  ...reasonColumns(eachText(said.reason, masked)),
  number: said.number,
  company: store.legalEntity,
  document: said.document,
  attempt: 0,
  operationId: said.operationId ?? '',
  events: [],
  exceptions: [],
  resolved: [],
});

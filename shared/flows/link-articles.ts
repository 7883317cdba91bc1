import * as z from 'zod';
import type { Store } from '../canonical/store.ts';
import type { AttachedStore } from '../connectors/channel.ts';
import type { Log } from '../core/log.ts';
import { epochMs, Instant } from '../core/time.ts';
import type { Notebook } from '../ports.ts';
import { linking } from './articles/sentences.ts';
import { forgetTrouble, troubleOver } from './articles/trouble.ts';
import { type LinkingPorts, linkSome } from './products/linking.ts';
import { noteSeen, readSeen } from './products/seen.ts';
import { openUnlinked, productUpdate, type Unlinked } from './products/unlinked.ts';

export interface LinkPorts extends LinkingPorts {
  attached: Pick<AttachedStore, 'articles'>;
}

/** Where a pass through all articles of a store has got to. */
const Pass = z.object({
  began: Instant,
  /** When its last page was done. */
  at: Instant,
  after: z.string().optional(),
  pages: z.number().default(0),
  linked: z.number().default(0),
  unlinked: z.number().default(0),
  /** Whether every article is looked up, also those that are linked. */
  full: z.boolean(),
});
type Pass = z.output<typeof Pass>;

const Remembered = z.object({
  pass: Pass.optional(),
  ended: Instant.optional(),
  lookedUpAll: Instant.optional(),
  said: z.string().default(''),
});
type Remembered = z.output<typeof Remembered>;

const page = 'link-articles';
/** So long one message may go on with the pages of a shop. */
const budgetMs = 60_000;
/** So often articles that are linked are looked up again: somebody may have moved a barcode or taken a product link away. */
const lookUpAllEveryMs = 20 * 3_600_000;
const longestSilenceMs = 15 * 60_000;

/**
 * Reads the shop's articles page by page and links them to items; goes on where the last call has stopped. At the end of a pass, articles
 * that the shop no longer has are unlinked. Answers a name for the place where it stopped, undefined at the end.
 */
export async function linkArticles(store: Store, ports: LinkPorts, log: Log): Promise<string | undefined> {
  const { attached, notebook, clock } = ports;
  if (!attached.articles) return undefined;
  const known = await recall(store.id, notebook);
  const pass = known.pass ?? beginning(known, clock.now());
  const unlinked = await openUnlinked(store, ports);
  const until = epochMs(clock.now()) + budgetMs;
  do {
    const { articles, next } = await attached.articles(pass.after);
    const tally = await linkSome(articles, { store, unlinked, trustBook: !pass.full, ports });
    await noteSeen(
      store.id,
      articles.map(({ variantId }) => variantId),
      notebook,
      `${pass.began}|${pass.pages}`,
    );
    Object.assign(pass, {
      after: next,
      pages: pass.pages + 1,
      at: clock.now(),
      linked: pass.linked + tally.linked,
      unlinked: pass.unlinked + tally.unlinked,
    });
    // A crash before this line reads the page again, which changes nothing.
    if (next !== undefined) await remember(store.id, { ...known, pass }, notebook);
  } while (pass.after !== undefined && epochMs(clock.now()) < until);
  if (pass.after !== undefined) return `${pass.began}|${pass.pages}`;

  const gone = await unlinkGone(store, unlinked, ports, log);
  log.info('articles linked', { store: store.id, pages: pass.pages, linked: pass.linked, unlinked: pass.unlinked, gone });
  const reason = linking.linked(pass.linked, pass.unlinked);
  const said = reason.en;
  const of = { store: store.id, kind: 'product', work: 'link' } as const;
  const over = await troubleOver(of, notebook);
  if (said !== known.said || over)
    await ports.status.send([{ ...productUpdate(store, { externalId: 'all', state: 'Synced', reason }, clock), resolved: over ?? [] }]);
  if (over) await forgetTrouble(of, notebook);
  await remember(store.id, { ended: clock.now(), lookedUpAll: pass.full ? pass.began : known.lookedUpAll, said }, notebook);
  return undefined;
}

/** How the linking of a store's articles stands. `stopped`: a pass was begun, and nothing has been heard of it for long. */
export async function linkingOf(store: string, { notebook, clock }: Pick<LinkPorts, 'notebook' | 'clock'>): Promise<LinkingState> {
  const { pass, ended } = await recall(store, notebook);
  if (pass) return epochMs(clock.now()) - epochMs(pass.at) < longestSilenceMs ? 'under way' : 'stopped';
  return ended === undefined ? 'never' : 'done';
}
export type LinkingState = 'never' | 'under way' | 'stopped' | 'done';

function beginning({ lookedUpAll }: Remembered, now: Instant): Pass {
  const full = lookedUpAll === undefined || epochMs(now) - epochMs(lookedUpAll) >= lookUpAllEveryMs;
  return { began: now, at: now, pages: 0, linked: 0, unlinked: 0, full };
}

/** What the whole pass has not met is gone. A shop that shows nothing at all is more likely in trouble than empty: nothing is unlinked then. */
async function unlinkGone(store: Store, unlinked: Unlinked, { articles, notebook }: LinkPorts, log: Log): Promise<number> {
  const { seen, forget } = await readSeen(store.id, notebook);
  let count = 0;
  if (seen.size === 0) log.warn('the shop shows no articles', { store: store.id });
  else {
    let after: string | undefined;
    do {
      const stretch = await articles.walk(store.id, after, 1000);
      const gone = stretch.articles.map(({ article }) => article.variantId).filter((id) => !seen.has(id));
      await articles.unlink(store.id, gone);
      count += gone.length;
      after = stretch.next;
    } while (after !== undefined);
    const rows = [...unlinked.all()].map(({ variantId }) => variantId).filter((id) => !seen.has(id));
    await unlinked.remove(rows, 'Skipped', () => linking.gone);
  }
  await forget();
  return count;
}

async function recall(store: string, notebook: Notebook): Promise<Remembered> {
  const saved = await notebook.read(page, store);
  return saved === undefined ? Remembered.parse({}) : Remembered.parse(JSON.parse(saved));
}

const remember = (store: string, remembered: Remembered, notebook: Notebook): Promise<void> =>
  notebook.write(page, store, JSON.stringify(remembered));

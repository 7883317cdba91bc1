import type { Envelope } from '../../canonical/envelope.ts';
import type { Store } from '../../canonical/store.ts';
import type { AttachedStore } from '../../connectors/channel.ts';
import type { Log } from '../../core/log.ts';
import { epochMs } from '../../core/time.ts';
import type { EnvelopeQueue } from '../../ports.ts';
import { lineOf, outcomeOf, pauseCause, reasonColumns } from '../outcome.ts';
import { mostAttempts, nextTry } from '../retry.ts';
import { joinWaiting } from '../waiting.ts';
import type { Aspect } from './aspect.ts';
import { type ArticleWork, articleEnvelope, articleWorks, markDue } from './due.ts';
import {
  emptyTally,
  type InStepPorts,
  keepDueInStep,
  type Stretch,
  type StretchResult,
  sweep,
  type Tally,
  trueUp,
} from './keep-in-step.ts';
import { liftQuarantine } from './quarantine.ts';
import { runUpdate } from './report.ts';
import { articleRun } from './sentences.ts';
import { forgetTrouble, noteTrouble, troubleOver } from './trouble.ts';

export interface ArticlesPorts extends Omit<InStepPorts, 'attached'> {
  store(id: string): Promise<Store | undefined>;
  attach(store: Store): AttachedStore;
  queue: EnvelopeQueue;
}

const works: Record<ArticleWork, <Line>(stretch: Stretch<Line>) => Promise<StretchResult>> = {
  due: keepDueInStep,
  sweep,
  'true-up': trueUp,
};

/** Works one stretch of a store's stock or prices, and sees to the next one. Catches as the runner of documents does. */
export async function runArticles<Line>(aspect: Aspect<Line>, envelope: Envelope, ports: ArticlesPorts, log: Log): Promise<void> {
  const { kind } = aspect;
  const store = await ports.store(envelope.store);
  if (!store) return;
  const isAsked = envelope.externalId !== 'all';
  const work = articleWorks.find((one) => one === envelope.topic) ?? 'due';
  if (!store.enabled || store.paused || !isOn(kind, store)) {
    if (isAsked && store.paused) await joinWaiting(pauseCause(store.id), envelope, ports.notebook);
    else await endWork(kind, work, store, ports);
    return;
  }
  if (isAsked) return sendAgain(kind, envelope, store, ports);
  try {
    await workStretch({ aspect, work, store }, envelope, ports, log);
  } catch (error) {
    await failed(kind, work, error, envelope, store, ports);
  }
}

async function workStretch<Line>(
  { aspect, work, store }: { aspect: Aspect<Line>; work: ArticleWork; store: Store },
  envelope: Envelope,
  ports: ArticlesPorts,
  log: Log,
): Promise<void> {
  const { kind } = aspect;
  const { queue, clock, attach, ...rest } = ports;
  const { key, attempt, after } = envelope;
  const result = await works[work]({ aspect, store, key, attempt, after, ports: { ...rest, clock, attached: attach(store) } });
  const tally = await addUp(kind, work, envelope, result, ports);
  if (result.next) return queue.send([{ ...articleEnvelope(store, kind, work, followKey(key, result.next), clock), after: result.next }]);
  await endWork(kind, work, store, ports);
  await summarise(kind, work, tally, envelope, store, ports);
  // A sweep that found all as it should be is no news; it comes every minute.
  const isNews = work !== 'sweep' || tally.sent + tally.refused + tally.held > 0;
  log[isNews ? 'info' : 'debug']('articles in step', { store: store.id, kind, work, ...tally, drift: JSON.stringify(tally.drift) });
}

/** Begins with the work's own key: the same stretch of an earlier sweep is another message. `due` has no place, so it counts. */
export function followKey(key: string, next: string): string {
  const [work = '', count = '0'] = key.split('#');
  return `${work}#${next === 'more' ? Number(count) + 1 : next}`;
}

/** Stretches of a sweep that are under way, so that the next one does not begin on top of it. */
const underWayPage = 'articles-under-way';
const underWayKey = ({ id }: Pick<Store, 'id'>, kind: string, work: ArticleWork): string => `${id}|${kind}|${work}`;

/** The next one need not wait until this one counts as dead. */
async function endWork(kind: 'stock' | 'price', work: ArticleWork, store: Store, { notebook }: ArticlesPorts): Promise<void> {
  if (work !== 'due') await notebook.remove(underWayPage, underWayKey(store, kind, work));
}

export const isOn = (kind: 'stock' | 'price', { policies }: Store): boolean =>
  (kind === 'stock' ? policies.stock : policies.prices).enabled;

/** A person asks for one article that was refused. */
async function sendAgain(kind: 'stock' | 'price', envelope: Envelope, store: Store, ports: ArticlesPorts): Promise<void> {
  await liftQuarantine(store.id, kind, envelope.externalId, ports.notebook);
  const article = await ports.articles.ofVariant(store.id, envelope.externalId.split('@')[0] ?? '');
  if (article) await markDue(store, kind, [article.item], ports);
}

/** Long work is many messages: what they came to is added up on the way. */
async function addUp(
  kind: string,
  work: ArticleWork,
  envelope: Envelope,
  { tally, next }: StretchResult,
  { notebook }: ArticlesPorts,
): Promise<Tally> {
  const key = `${envelope.store}|${kind}|${work}`;
  const before = envelope.after ? await notebook.read('articles-tally', key) : undefined;
  const sum = before ? plusTally(JSON.parse(before) as Tally, tally) : tally;
  if (next) await notebook.write('articles-tally', key, JSON.stringify(sum));
  else if (before) await notebook.remove('articles-tally', key);
  return sum;
}

function plusTally(a: Tally, b: Tally): Tally {
  const drift = { ...a.drift };
  for (const [cause, count] of Object.entries(b.drift)) drift[cause] = (drift[cause] ?? 0) + count;
  return { compared: a.compared + b.compared, sent: a.sent + b.sent, refused: a.refused + b.refused, held: a.held + b.held, drift };
}

async function summarise(
  kind: 'stock' | 'price',
  work: ArticleWork,
  tally: Tally,
  envelope: Envelope,
  store: Store,
  ports: ArticlesPorts,
): Promise<void> {
  const quiet = JSON.stringify(tally) === JSON.stringify({ ...emptyTally(), compared: tally.compared, held: tally.held });
  const of = { store: store.id, kind, work };
  const over = await troubleOver(of, ports.notebook);
  if (quiet && work !== 'true-up' && !over) return;
  const at = ports.clock.now();
  const run = { kind, store, at, attempt: envelope.attempt, operationId: envelope.key };
  const reason = articleRun.says(kind, work, tally);
  const events = [lineOf(work, articleRun.tells(work, reason), at)];
  await ports.status.send([{ ...runUpdate(run), ...reasonColumns(reason), events, resolved: over ?? [] }]);
  if (over) await forgetTrouble(of, ports.notebook);
}

async function failed(
  kind: 'stock' | 'price',
  work: ArticleWork,
  error: unknown,
  envelope: Envelope,
  store: Store,
  { queue, status, clock, notebook }: ArticlesPorts,
): Promise<void> {
  const outcome = outcomeOf(error, envelope, envelope.attempt + 1 < mostAttempts);
  const at = clock.now();
  const nextTryAt = outcome.retries ? nextTry(at, envelope.attempt, outcome.retryAfterMs) : undefined;
  if (nextTryAt) await queue.schedule({ ...envelope, attempt: envelope.attempt + 1 }, nextTryAt);
  const run = { kind, store, at, attempt: envelope.attempt, operationId: envelope.key };
  await noteTrouble({ store: store.id, kind, work }, outcome, notebook);
  await status.send([
    { ...runUpdate(run), state: outcome.state, ...reasonColumns(outcome.reason), nextTryAt, exceptions: outcome.exceptions },
  ]);
}

/** Begins a sweep or true-up unless one is under way. */
export async function beginWork(
  kind: 'stock' | 'price',
  work: 'sweep' | 'true-up',
  store: Store,
  { notebook, queue, clock }: Pick<ArticlesPorts, 'notebook' | 'queue' | 'clock'>,
): Promise<boolean> {
  const key = underWayKey(store, kind, work);
  const since = await notebook.read(underWayPage, key);
  // After this long it has died on the way; what it left undone is found by the one that begins now.
  if (since && epochMs(clock.now()) - Date.parse(since) < longestMs) return false;
  await notebook.write(underWayPage, key, clock.now());
  try {
    await queue.send([articleEnvelope(store, kind, work, `${work}|${kind}|${clock.now()}`, clock)]);
  } catch (error) {
    await notebook.remove(underWayPage, key);
    throw error;
  }
  return true;
}

const longestMs = 30 * 60_000;

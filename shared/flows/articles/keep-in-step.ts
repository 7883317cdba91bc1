import type { ChannelArticle, LineOutcome } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import type { AttachedStore } from '../../connectors/channel.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { atMost } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import type { Clock } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import type { ArticleBook, DueItems, LinkedArticle, Notebook, ShownChange, StatusQueue } from '../../ports.ts';
import { problems } from '../sentences.ts';
import { type Aspect, needsSending, type Publisher, type WantedLine } from './aspect.ts';
import { lineId, openQuarantine, type Quarantine } from './quarantine.ts';
import { heldUpdate, type ReportedRun, releasedUpdate } from './report.ts';
import { sendLines } from './send-lines.ts';
import { articleRun } from './sentences.ts';

export interface InStepPorts {
  attached: AttachedStore;
  articles: ArticleBook;
  due: DueItems;
  notebook: Notebook;
  status: StatusQueue;
  clock: Clock;
}

/** What one stretch of work has come to. */
export interface Tally {
  compared: number;
  sent: number;
  refused: number;
  held: number;
  /** Repairs by why they were needed; true-up only. */
  drift: Record<string, number>;
}

export const emptyTally = (): Tally => ({ compared: 0, sent: 0, refused: 0, held: 0, drift: {} });

/** So many items or articles are worked on in one message. */
const mostDue = 5000;
const mostPerStretch = 1000;
const mostRounds = 3;
const mostAtOnce = 16;

/** One stretch of work on one store. `key` names it: the same work repeated has the same key. */
export interface Stretch<Line> {
  aspect: Aspect<Line>;
  store: Store;
  key: string;
  attempt: number;
  after?: string;
  ports: InStepPorts;
}

export interface StretchResult {
  tally: Tally;
  /** Where the next stretch begins; undefined at the end. */
  next?: string;
}

/** Items that were marked: works out anew what the shop should show of them, and sends what differs. */
export async function keepDueInStep<Line>(stretch: Stretch<Line>): Promise<StretchResult> {
  const { aspect, store, ports } = stretch;
  const marks = await ports.due.read(store.id, aspect.kind, mostDue);
  const articles = await ports.articles.ofItems(
    store.id,
    marks.map(({ item }) => item),
  );
  const tally = emptyTally();
  for (let start = 0; start < articles.length; start += mostPerStretch)
    await new InStep(stretch, tally).bring(articles.slice(start, start + mostPerStretch));
  // Only now: what was marked again in the meantime stays marked.
  await ports.due.clear(store.id, aspect.kind, marks);
  return { tally, next: marks.length === mostDue ? 'more' : undefined };
}

/** A stretch of all linked articles: finds what no event has told of. */
export async function sweep<Line>(stretch: Stretch<Line>): Promise<StretchResult> {
  const { articles, next } = await stretch.ports.articles.walk(stretch.store.id, stretch.after, mostPerStretch);
  const tally = emptyTally();
  await new InStep(stretch, tally).bring(articles);
  return { tally, next };
}

/** As the sweep, but the shop itself is asked what it shows: finds what somebody changed there, and what never arrived. */
export async function trueUp<Line>(stretch: Stretch<Line>): Promise<StretchResult> {
  const { aspect, store, ports } = stretch;
  const tally = emptyTally();
  const page = await ports.attached.articles?.(stretch.after);
  if (!page) return { tally };
  const known = await atMost(mostAtOnce, page.articles, (said) => ports.articles.ofVariant(store.id, said.variantId));
  const pairs = known.flatMap((article, index): [LinkedArticle, ChannelArticle][] => {
    const said = page.articles[index];
    return article && said ? [[article, said]] : [];
  });
  const believed = new Map(pairs.map(([article]) => [article.article.variantId, article]));
  const inStep = new InStep(stretch, tally, believed);
  await inStep.bring(pairs.map(([article, said]) => aspect.asShown(article, said)));
  return { tally, next: page.next };
}

/** Brings some articles in step with Dynamics. */
class InStep<Line> {
  readonly #stretch: Stretch<Line>;
  readonly #tally: Tally;
  /** What the book said before the shop was asked, by variant. */
  readonly #believed: ReadonlyMap<string, LinkedArticle> | undefined;

  constructor(stretch: Stretch<Line>, tally: Tally, believed?: ReadonlyMap<string, LinkedArticle>) {
    this.#stretch = stretch;
    this.#tally = tally;
    this.#believed = believed;
  }

  async bring(articles: readonly LinkedArticle[]): Promise<void> {
    const { aspect, store, ports } = this.#stretch;
    const publisher = aspect.publisher(ports.attached.publishes);
    if (!publisher || articles.length === 0) return;
    this.#tally.compared += articles.length;
    const quarantine = await openQuarantine(store.id, aspect.kind, ports.notebook);
    const wanted = await aspect.wanted(store, articles);
    let round: WantedLine<Line>[] = [];
    const agreed: ShownChange[] = [];
    for (const line of wanted) {
      if (needsSending(line)) {
        if (await this.#mayGo(line, quarantine)) round.push(line);
      } else {
        if (this.#believed) agreed.push(line.change);
        await this.#release(line, quarantine, articleRun.agree);
      }
    }
    if (this.#believed) {
      await this.#countDrift(round, this.#believed);
      await ports.articles.noteShown(store.id, together(wanted, agreed));
    }
    for (let rounds = 0; round.length > 0 && rounds < mostRounds; rounds += 1)
      round = await this.#send(round, publisher, quarantine, rounds);
  }

  /** A line that a person or the shop has stopped does not go out again before something about it changes. */
  async #mayGo(line: WantedLine<Line>, quarantine: Quarantine): Promise<boolean> {
    const { aspect, store, ports } = this.#stretch;
    const stopped = quarantine.of(line);
    const error = await aspect.hold?.(line, store);
    if (!error) return stopped === undefined || stopped.value !== line.value || stopped.code !== 'CHANNEL_REFUSED';
    this.#tally.held += 1;
    if (stopped?.value === line.value && stopped.code === error.code) return false;
    await this.#report(line, error, quarantine);
    if (stopped && stopped.code !== error.code)
      await ports.status.send([releasedUpdate(line, stopped, articleRun.otherProblem, this.#run())]);
    return false;
  }

  /** Answers the lines that are to be sent again because the shop showed something else than we thought. */
  async #send(
    round: readonly WantedLine<Line>[],
    publisher: Publisher<Line>,
    quarantine: Quarantine,
    rounds: number,
  ): Promise<WantedLine<Line>[]> {
    const { store, ports, aspect, key } = this.#stretch;
    const byLine = new Map(round.map((one) => [one.line, one]));
    const again: WantedLine<Line>[] = [];
    await sendLines([...byLine.keys()], publisher, `${store.id}|${aspect.kind}|${key}|${rounds}`, async (outcomes) => {
      const shown: ShownChange[] = [];
      for (const [line, outcome] of outcomes) {
        const one = byLine.get(line);
        if (one) await this.#take(one, outcome, { shown, again, quarantine });
      }
      await ports.articles.noteShown(store.id, together(round, shown));
    });
    return again;
  }

  async #take(
    line: WantedLine<Line>,
    outcome: LineOutcome,
    { shown, again, quarantine }: { shown: ShownChange[]; again: WantedLine<Line>[]; quarantine: Quarantine },
  ): Promise<void> {
    if (outcome.is === 'done') {
      this.#tally.sent += 1;
      shown.push(line.change);
      await this.#release(line, quarantine, articleRun.taken);
    } else if (outcome.is === 'stale') {
      const next = this.#stretch.aspect.again?.(line, outcome);
      if (next) shown.push(next.shown);
      if (next?.wanted) again.push(next.wanted);
    } else {
      this.#tally.refused += 1;
      const problem = outcome.is === 'gone' ? problems.noArticle : masked(outcome.problem);
      const what = articleRun.what(this.#stretch.aspect.kind, line.article.article.sku || line.article.article.variantId);
      await this.#report(line, new IntegrationError('CHANNEL_REFUSED', { facts: { what, problem } }), quarantine);
    }
  }

  async #report(line: WantedLine<Line>, error: IntegrationError, quarantine: Quarantine): Promise<void> {
    const { aspect, store, ports } = this.#stretch;
    const cause = error.details.cause ?? rowKey(error.code, store.id, aspect.kind, lineId(line));
    await ports.status.send([heldUpdate(line, error, this.#run())]);
    await quarantine.put(line, { code: error.code, cause });
  }

  async #release(line: WantedLine<Line>, quarantine: Quarantine, because: Wording): Promise<void> {
    const stopped = quarantine.of(line);
    if (!stopped) return;
    await this.#stretch.ports.status.send([releasedUpdate(line, stopped, because, this.#run())]);
    await quarantine.release(line);
  }

  #run(): ReportedRun {
    const { aspect, store, attempt, key, ports } = this.#stretch;
    return { kind: aspect.kind, store, at: ports.clock.now(), attempt, operationId: key };
  }

  /** Why the shop showed something else: it was never told, was not told yet, or somebody changed it there. */
  async #countDrift(lines: readonly WantedLine<Line>[], believed: ReadonlyMap<string, LinkedArticle>): Promise<void> {
    const { aspect, store } = this.#stretch;
    const drifted = lines.flatMap((line) => believed.get(line.article.article.variantId) ?? []);
    if (drifted.length === 0) return;
    const before = new Map((await aspect.wanted(store, drifted)).map((line) => [lineId(line), line.shown]));
    for (const line of lines) {
      const told = before.get(lineId(line));
      const cause = told === undefined ? 'never told' : told === line.shown ? 'not told yet' : 'changed in the shop';
      this.#tally.drift[cause] = (this.#tally.drift[cause] ?? 0) + 1;
    }
  }
}

/** One change for each article: what its places show now, over what they showed before. */
function together(lines: readonly WantedLine<unknown>[], changes: readonly ShownChange[]): ShownChange[] {
  const before = new Map(lines.map(({ article }) => [article.article.variantId, article.stock]));
  const merged = new Map<string, ShownChange>();
  for (const change of changes) {
    const id = change.article.variantId;
    const known = merged.get(id) ?? { ...change, stock: before.get(id) };
    merged.set(id, { ...known, ...change, stock: change.stock && { ...known.stock, ...change.stock } });
  }
  return [...merged.values()];
}

import { type DocumentKind, documentKinds } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import type { Cursor, NoticePage } from '../connectors/connector.ts';
import { atMost } from '../core/lists.ts';
import type { Log } from '../core/log.ts';
import { type Clock, type Instant, instant, isAfter, later } from '../core/time.ts';
import type { EnvelopeQueue, Notebook } from '../ports.ts';
import { failureFields } from './failure-fields.ts';
import { toEnvelope } from './receive.ts';
import { longestWorkMs } from './time-limit.ts';

export interface PollPorts {
  stores(): Promise<readonly Store[]>;
  /** The channel's polls by kind; undefined where it has none. */
  poll(store: Store, kind: DocumentKind): ((since: Cursor, overlapMs: number) => AsyncIterable<NoticePage>) | undefined;
  inbound: EnvelopeQueue;
  notebook: Notebook;
  clock: Clock;
}

const page = 'cursor';
/** From when on people want the shop to be asked again: a page of its own, because a look that is under way writes its cursor. */
const againPage = 'look again';
/** A store that is polled for the first time begins here when its policies do not say a day. */
const firstLookBackMs = 60 * 60_000;
const storesAtOnce = 8;

const keyOf = (store: Pick<Store, 'id'>, kind: DocumentKind): string => `${store.id}|${kind}`;

/** The next look asks the shop for everything since `from` once more. */
export const lookAgain = (store: Pick<Store, 'id'>, kind: DocumentKind, from: Instant, notebook: Pick<Notebook, 'write'>): Promise<void> =>
  notebook.write(againPage, keyOf(store, kind), from);

/** Looks at every store for what its webhooks may have lost. One store's trouble does not stop the others. */
export async function pollStores(ports: PollPorts, log: Log): Promise<void> {
  const until = later(ports.clock.now(), longestWorkMs);
  const stores = (await ports.stores()).filter((one) => one.enabled && !one.paused);
  await atMost(storesAtOnce, stores, async (store) => {
    for (const kind of documentKinds) {
      const poll = ports.poll(store, kind);
      if (!poll || isAfter(ports.clock.now(), until)) continue;
      try {
        await pollStore(store, kind, { poll, until }, ports);
      } catch (error) {
        log.warn('poll failed', { store: store.id, kind, ...failureFields(error) });
      }
    }
  });
}

/** The cursor moves only after the queue has the page: a crash repeats it, and repeated notices are dropped by duplicate detection or seen as known. */
async function pollStore(
  store: Store,
  kind: DocumentKind,
  { poll, until }: { poll: NonNullable<ReturnType<PollPorts['poll']>>; until: Instant },
  { inbound, notebook, clock }: PollPorts,
): Promise<void> {
  const since = await cursorOf(store, kind, notebook, clock);
  for await (const { notices, next } of poll(since, store.policies.pollOverlapSeconds * 1000)) {
    await inbound.send(notices.map((notice) => toEnvelope(notice, store, 'poll', clock)));
    await notebook.write(page, keyOf(store, kind), JSON.stringify(next));
    if (isAfter(clock.now(), until)) return;
  }
}

/** Where this look begins: what people ask for moves it back, never forward. */
async function cursorOf(store: Store, kind: DocumentKind, notebook: Notebook, clock: Clock): Promise<Cursor> {
  const { importFrom } = store.policies;
  const saved = await notebook.read(page, keyOf(store, kind));
  const since: Cursor = saved
    ? (JSON.parse(saved) as Cursor)
    : { at: importFrom ? instant(importFrom) : later(clock.now(), -firstLookBackMs) };
  const again = await notebook.read(againPage, keyOf(store, kind));
  if (!again) return since;
  const from = isAfter(since.at, instant(again)) ? { at: instant(again) } : since;
  await notebook.write(page, keyOf(store, kind), JSON.stringify(from));
  await notebook.remove(againPage, keyOf(store, kind));
  return from;
}

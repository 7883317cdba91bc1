import { type DocumentKind, documentKinds } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import type { Cursor, NoticePage } from '../connectors/connector.ts';
import type { Log } from '../core/log.ts';
import { type Clock, instant, later } from '../core/time.ts';
import type { EnvelopeQueue, Notebook } from '../ports.ts';
import { failureFields } from './failure-fields.ts';
import { toEnvelope } from './receive.ts';

export interface PollPorts {
  stores(): Promise<Store[]>;
  /** The channel's polls by kind; undefined where it has none. */
  poll(store: Store, kind: DocumentKind): ((since: Cursor, overlapMs: number) => AsyncIterable<NoticePage>) | undefined;
  inbound: EnvelopeQueue;
  notebook: Notebook;
  clock: Clock;
}

const page = 'cursor';
/** A store that is polled for the first time begins here when its policies do not say a day. */
const firstLookBackMs = 60 * 60_000;

/** Looks at every store for what its webhooks may have lost. One store's trouble does not stop the others. */
export async function pollStores(ports: PollPorts, log: Log): Promise<void> {
  for (const store of (await ports.stores()).filter((one) => one.enabled && !one.paused)) {
    for (const kind of documentKinds) {
      const poll = ports.poll(store, kind);
      if (!poll) continue;
      try {
        await pollStore(store, kind, poll, ports);
      } catch (error) {
        log.warn('poll failed', { store: store.id, kind, ...failureFields(error) });
      }
    }
  }
}

/** The cursor moves only after the queue has the page: a crash repeats it, and repeated notices are dropped by duplicate detection or seen as known. */
async function pollStore(
  store: Store,
  kind: DocumentKind,
  poll: (since: Cursor, overlapMs: number) => AsyncIterable<NoticePage>,
  { inbound, notebook, clock }: PollPorts,
): Promise<void> {
  const key = `${store.id}|${kind}`;
  const saved = await notebook.read(page, key);
  const since: Cursor = saved
    ? (JSON.parse(saved) as Cursor)
    : { at: store.policies.importFrom ? instant(store.policies.importFrom) : later(clock.now(), -firstLookBackMs) };
  for await (const { notices, next } of poll(since, store.policies.pollOverlapSeconds * 1000)) {
    await inbound.send(notices.map((notice) => toEnvelope(notice, store, 'poll', clock)));
    await notebook.write(page, key, JSON.stringify(next));
  }
}

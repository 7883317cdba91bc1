import type { ErpNotice } from '../canonical/erp-notice.ts';
import type { Store } from '../canonical/store.ts';
import type { LegalEntityId } from '../core/ids.ts';
import { atMost } from '../core/lists.ts';
import type { Log } from '../core/log.ts';
import { type Clock, type Instant, instant, isAfter, later } from '../core/time.ts';
import { type ErpTarget, type OrderChange, type OrderChangeSource, orderChangeSources } from '../d365/erp-target.ts';
import type { Notebook, NoticeQueue } from '../ports.ts';
import { failureFields } from './failure-fields.ts';
import { longestWorkMs } from './time-limit.ts';

export interface PollDynamicsPorts {
  stores(): Promise<readonly Store[]>;
  erp(store: Store): ErpTarget;
  notebook: Notebook;
  notices: NoticeQueue;
  clock: Clock;
}

const cursorPage = 'cursor';
const firstLookBackMs = 60 * 60_000;
const notesAtOnce = 16;

/** These say the same rows each time they are looked at: what was heard is remembered. The others move on with their cursor. */
const repeating: readonly OrderChangeSource[] = ['invoices', 'cancellations'];

/** Looks in every legal entity that has a store at work for what Dynamics tells nobody, and for what its events may have lost. */
export async function pollDynamics(ports: PollDynamicsPorts, log: Log): Promise<void> {
  const until = later(ports.clock.now(), longestWorkMs);
  const stores = (await ports.stores()).filter((store) => store.enabled && !store.paused);
  const places = new Map(stores.map((one) => [`${one.erpTarget}|${one.legalEntity}`, one]));
  for (const store of places.values()) {
    for (const source of orderChangeSources) {
      if (isAfter(ports.clock.now(), until)) return;
      try {
        await look(store, source, ports);
      } catch (error) {
        log.warn('looking in Dynamics failed', { company: store.legalEntity, source, ...failureFields(error) });
      }
    }
  }
}

/** The cursor moves only after the queue has the page. */
async function look(store: Store, source: OrderChangeSource, { erp, notebook, notices, clock }: PollDynamicsPorts): Promise<void> {
  const { erpTarget, legalEntity: company } = store;
  const key = `${erpTarget}|${company}|${source}`;
  const saved = await notebook.read(cursorPage, key);
  const from = saved === undefined ? later(clock.now(), -firstLookBackMs) : instant(saved);
  const heard = repeating.includes(source) ? await openHeard(heardPage(key), notebook) : undefined;
  for await (const { changes, next } of erp(store).orderChanges(company, source, from)) {
    const news = heard ? changes.filter((change) => heard.isNew(change.key)) : changes;
    await notices.send(news.map((change) => toNotice(change, company, source, clock.now())));
    await heard?.note(news, clock.now());
    await notebook.write(cursorPage, key, next);
  }
  await heard?.forget();
}

const heardPage = (key: string): string => `heard|${key}`;

/** What earlier looks have told of. What a whole look did not show again lies behind what any look will show, and is forgotten. */
async function openHeard(page: string, notebook: Notebook) {
  const gone = new Set<string>();
  const known = new Set<string>();
  for await (const { key } of notebook.list(page)) {
    known.add(key);
    gone.add(key);
  }
  return {
    isNew(key: string): boolean {
      gone.delete(key);
      return !known.has(key);
    },
    note: (changes: readonly OrderChange[], at: Instant) => atMost(notesAtOnce, changes, ({ key }) => notebook.write(page, key, at)),
    forget: () => atMost(notesAtOnce, [...gone], (key) => notebook.remove(page, key)),
  };
}

const toNotice = (
  { about, salesOrder, document, key, occurredAt }: OrderChange,
  company: LegalEntityId,
  source: string,
  seenAt: Instant,
): ErpNotice => ({
  schema: 1,
  company,
  about,
  salesOrder,
  document,
  key,
  topic: source,
  via: 'poll',
  occurredAt,
  seenAt,
  attempt: 0,
});

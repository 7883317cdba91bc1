import type { ErpNotice } from '../canonical/erp-notice.ts';
import type { Store } from '../canonical/store.ts';
import type { LegalEntityId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { type Clock, epochMs, type Instant, instant, later } from '../core/time.ts';
import { type ErpTarget, type OrderChange, type OrderChangeSource, orderChangeSources } from '../d365/erp-target.ts';
import type { Notebook, NoticeQueue } from '../ports.ts';
import { failureFields } from './failure-fields.ts';

export interface PollDynamicsPorts {
  stores(): Promise<readonly Store[]>;
  erp(store: Store): ErpTarget;
  notebook: Notebook;
  notices: NoticeQueue;
  clock: Clock;
}

const cursorPage = 'cursor';
const firstLookBackMs = 60 * 60_000;
/** Longer than Dynamics is looked back into, see `orderChanges`. */
const rememberedDays = 150;

/** These say the same rows each time they are looked at: what was heard is remembered. The others move on with their cursor. */
const repeating: readonly OrderChangeSource[] = ['invoices', 'cancellations'];

/** Looks in every legal entity for what Dynamics tells nobody, and for what its events may have lost. */
export async function pollDynamics(ports: PollDynamicsPorts, log: Log): Promise<void> {
  const stores = (await ports.stores()).filter((store) => store.enabled);
  for (const [company, store] of new Map(stores.map((one) => [one.legalEntity, one]))) {
    for (const source of orderChangeSources) {
      try {
        await look(company, source, ports.erp(store), ports);
      } catch (error) {
        log.warn('looking in Dynamics failed', { company, source, ...failureFields(error) });
      }
    }
  }
}

/** The cursor moves only after the queue has the page. */
async function look(
  company: LegalEntityId,
  source: OrderChangeSource,
  erp: ErpTarget,
  { notebook, notices, clock }: PollDynamicsPorts,
): Promise<void> {
  const key = `dynamics|${company}|${source}`;
  const saved = await notebook.read(cursorPage, key);
  const from = saved === undefined ? later(clock.now(), -firstLookBackMs) : instant(saved);
  const heard = repeating.includes(source) ? await readHeard(notebook, key, clock.now()) : undefined;
  for await (const { changes, next } of erp.orderChanges(company, source, from)) {
    const news = changes.filter((change) => !heard?.has(change.key));
    await notices.send(news.map((change) => toNotice(change, company, source, clock.now())));
    if (heard) for (const change of news) await notebook.write(heardPage(key), change.key, clock.now());
    await notebook.write(cursorPage, key, next);
  }
}

const heardPage = (key: string): string => `heard|${key}`;

async function readHeard(notebook: Notebook, key: string, now: Instant): Promise<Set<string>> {
  const heard = new Set<string>();
  const forgotten = epochMs(now) - rememberedDays * 86_400_000;
  for await (const entry of notebook.list(heardPage(key))) {
    if (Date.parse(entry.value) < forgotten) await notebook.remove(heardPage(key), entry.key);
    else heard.add(entry.key);
  }
  return heard;
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

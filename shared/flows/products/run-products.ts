import type { Envelope } from '../../canonical/envelope.ts';
import type { Store } from '../../canonical/store.ts';
import type { AttachedStore } from '../../connectors/channel.ts';
import type { ExternalId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Clock } from '../../core/time.ts';
import type { ErpTarget } from '../../d365/erp-target.ts';
import type { EnvelopeQueue, Notebook } from '../../ports.ts';
import { noteTrouble } from '../articles/trouble.ts';
import { linkArticles, linkingOf } from '../link-articles.ts';
import { outcomeOf, pauseCause } from '../outcome.ts';
import { mostAttempts, nextTry } from '../retry.ts';
import type { RunConfiguration } from '../run.ts';
import { joinWaiting } from '../waiting.ts';
import { catalogueOf, exportCatalogue, wantsCatalogue } from './catalogue.ts';
import type { LinkingPorts } from './linking.ts';
import { relinkArticles } from './relink.ts';
import { productUpdate } from './unlinked.ts';

export interface ProductsPorts extends Omit<LinkingPorts, 'erp' | 'links'> {
  configuration(): Promise<Pick<RunConfiguration, 'store' | 'links' | 'mappings'>>;
  attach(store: Store): Pick<AttachedStore, 'articles' | 'publishes'>;
  erp(store: Store): ErpTarget;
}

/** `link`: the shop's articles to items; then `catalogue`: Dynamics' items into the shop. */
type ProductWork = 'link' | 'catalogue';

/** All of it goes through one session of the store, one part after the other. */
const workEnvelope = (store: Store, work: ProductWork, key: string, clock: Clock, after?: string): Envelope => ({
  schema: 1,
  store: store.id,
  channel: store.channel,
  kind: 'product',
  externalId: 'all' as ExternalId,
  key: `${work}|${key}`,
  topic: work,
  via: 'timer',
  receivedAt: clock.now(),
  attempt: 0,
  waits: 0,
  released: false,
  ...(after === undefined ? {} : { after }),
});

/**
 * Has the articles of these stores gone through. A pass that is under way is left to itself. `onlyNew`: only stores whose articles were
 * never gone through, as when a store has just been switched on.
 */
export async function beginLinking(
  stores: readonly Store[],
  { queue, notebook, clock }: { queue: EnvelopeQueue; notebook: Notebook; clock: Clock },
  { onlyNew = false } = {},
): Promise<void> {
  for (const store of stores.filter((one) => one.enabled)) {
    const state = await linkingOf(store.id, { notebook, clock });
    if (state === 'never' || (!onlyNew && state !== 'under way')) await queue.send([workEnvelope(store, 'link', clock.now(), clock)]);
  }
}

/** Works an envelope about the links of a store, or about one article that a person wants to have looked at again. Catches as the runner does. */
export async function runProducts(envelope: Envelope, ports: ProductsPorts, log: Log): Promise<void> {
  const { store: storeOf, links, mappings } = await ports.configuration();
  const store = storeOf(envelope.store);
  if (!store?.enabled) return;
  const isAsked = envelope.externalId !== 'all';
  if (store.paused) return isAsked ? joinWaiting(pauseCause(store.id), envelope, ports.notebook) : undefined;
  try {
    const linking: LinkingPorts = { ...ports, links, erp: ports.erp(store) };
    if (isAsked) return void (await relinkArticles(store, [{ externalId: envelope.externalId }], linking, { lookUp: true }));
    const work: ProductWork = envelope.topic === 'catalogue' ? 'catalogue' : 'link';
    // A message that goes on with a pass which has ended in the meantime does not begin another one.
    if (envelope.after !== undefined && !(await isUnderWay(work, store.id, ports))) return;
    const stopped =
      work === 'link'
        ? await linkArticles(store, { ...linking, attached: ports.attach(store) }, log)
        : await exportCatalogue(store, { ...linking, erp: ports.erp(store), mappings }, log);
    if (stopped !== undefined) await ports.queue.send([workEnvelope(store, work, stopped, ports.clock, stopped)]);
    else if (work === 'link' && wantsCatalogue(store) && (await catalogueOf(store.id, ports)) !== 'under way')
      await ports.queue.send([workEnvelope(store, 'catalogue', envelope.key, ports.clock)]);
  } catch (error) {
    await failed(error, envelope, store, ports);
  }
}

const isUnderWay = async (work: ProductWork, store: string, ports: ProductsPorts): Promise<boolean> =>
  work === 'catalogue' ? (await catalogueOf(store, ports)) !== 'done' : ['under way', 'stopped'].includes(await linkingOf(store, ports));

async function failed(error: unknown, envelope: Envelope, store: Store, { queue, status, clock, notebook }: ProductsPorts): Promise<void> {
  const outcome = outcomeOf(error, envelope, envelope.attempt + 1 < mostAttempts);
  const nextTryAt = outcome.retries ? nextTry(clock.now(), envelope.attempt, outcome.retryAfterMs) : undefined;
  if (nextTryAt) await queue.schedule({ ...envelope, attempt: envelope.attempt + 1 }, nextTryAt);
  const { state, reason, exceptions } = outcome;
  const work: ProductWork = envelope.topic === 'catalogue' ? 'catalogue' : 'link';
  if (envelope.externalId === 'all') await noteTrouble({ store: store.id, kind: 'product', work }, outcome, notebook);
  const update = productUpdate(store, { externalId: envelope.externalId, state, reason }, clock);
  await status.send([{ ...update, attempt: envelope.attempt, nextTryAt, exceptions }]);
}

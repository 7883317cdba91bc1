import { type Envelope, isOutbound, sessionOf } from '../canonical/envelope.ts';
import type { OrderDraft } from '../canonical/order.ts';
import type { StatusUpdate, TimelineEvent } from '../canonical/status.ts';
import type { Store } from '../canonical/store.ts';
import type { Published } from '../connectors/channel.ts';
import type { Gone } from '../connectors/connector.ts';
import { IntegrationError } from '../core/errors.ts';
import { rowKey } from '../core/hash.ts';
import type { Log } from '../core/log.ts';
import { type Clock, type Instant, isAfter, later } from '../core/time.ts';
import type { ErpTarget } from '../d365/erp-target.ts';
import {
  type ArticleBook,
  type BodyStore,
  type DocumentRecord,
  type DocumentRecords,
  type EnvelopeQueue,
  type Lease,
  LeaseLost,
  type LinkedArticle,
  type Notebook,
  type StatusQueue,
} from '../ports.ts';
import type { CheckedFlow } from './definition.ts';
import type { MappingBook } from './mapping-book.ts';
import { type FlowOutcome, lineOf, outcomeOf, paused, storePaused, synced, toStatusUpdate } from './outcome.ts';
import type { ProductLinks } from './product-links.ts';
import { resubmission } from './resubmit.ts';
import { mostAttempts, nextTry } from './retry.ts';
import { problems, reasons, say, type Told } from './sentences.ts';
import { isPause, type RunFacts, type StepPorts } from './step.ts';
import { notePromise } from './stock/promised.ts';
import { freedSince, joinWaiting, Waiter, waitingPage } from './waiting.ts';

/** What is configured at the moment of a run. */
export interface RunConfiguration {
  store(id: string): Store | undefined;
  mappings: MappingBook;
  links: ProductLinks;
  /** When reading it began; later changes may be missing. */
  readAt?: Instant;
}

export interface RunPorts {
  /** Not older than the moment given, if any. */
  configuration(notOlderThan?: Instant): Promise<RunConfiguration>;
  loadOrder(store: Store, id: Envelope['externalId']): Promise<OrderDraft | Gone>;
  publishes(store: Store): Published;
  erp(store: Store): ErpTarget;
  records: DocumentRecords;
  notebook: Notebook;
  articles: Pick<ArticleBook, 'ofVariant' | 'ofItems'>;
  /** Where corrected addresses lie. */
  bodies: Pick<BodyStore, 'get'>;
  /** Links articles that were made in the shop just now. */
  linkMade(store: Store, articles: readonly LinkedArticle[]): Promise<void>;
  /** Takes an envelope of any kind to where it is worked on. */
  queue: EnvelopeQueue;
  status: StatusQueue;
  clock: Clock;
}

const renewEveryMs = 4000;
const surelyReadMs = 5000;

/** Works one envelope to its end. The only place that catches. Resolves when the message may be completed; rejects for bugs, so that the queue redelivers. */
export async function processEnvelope(
  flow: CheckedFlow,
  envelope: Envelope,
  ports: RunPorts,
  { log, operationId, about }: { log: Log; operationId: string; about(ids: { salesOrder?: string }): void },
): Promise<void> {
  const taken = await takeDocument(envelope, ports);
  if (!taken) return;
  const renew = () =>
    taken.renew().catch((error: unknown) => {
      // Storage that is away for a moment is asked again before the lease ends.
      if (error instanceof LeaseLost) clearInterval(renewing);
    });
  const renewing = setInterval(() => void renew(), renewEveryMs);
  try {
    const run = new Run(flow, envelope, ports, taken, operationId);
    const update = await run.work();
    if (!update) return;
    about({ salesOrder: update.document });
    log[update.exceptions.length > 0 ? 'warn' : 'info']('run ended', {
      store: envelope.store,
      kind: envelope.kind,
      document: envelope.externalId,
      salesOrder: update.document,
      state: update.state,
      attempt: envelope.attempt,
      codes: update.exceptions.map((one) => one.code).join(' '),
    });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    log.warn('lease lost', { store: envelope.store, document: envelope.externalId });
  } finally {
    clearInterval(renewing);
  }
}

/** Others who find the document taken look again soon, then less often, at the latest when the lease has ended. */
const firstLookAgainMs = 500;

/** The document's lease, or a later try when somebody else has it. */
async function takeDocument(envelope: Envelope, { records, queue, clock }: RunPorts): Promise<Lease | undefined> {
  const taken = await records.take(envelope);
  if (!('heldUntil' in taken)) return taken;
  const soon = later(clock.now(), firstLookAgainMs * 2 ** Math.min(envelope.waits, 10));
  const ended = later(taken.heldUntil, 100);
  await queue.schedule({ ...envelope, waits: envelope.waits + 1 }, isAfter(ended, soon) ? soon : ended);
  return undefined;
}

class Run {
  readonly #flow: CheckedFlow;
  readonly #envelope: Envelope;
  readonly #ports: RunPorts;
  readonly #lease: Lease;
  readonly #operationId: string;
  readonly #events: TimelineEvent[] = [];
  readonly #facts: Partial<RunFacts>;
  #record: DocumentRecord;
  #rulesVersion: number | undefined;
  #configuredAt: Instant | undefined;
  readonly #beganAt: Instant;

  constructor(flow: CheckedFlow, envelope: Envelope, ports: RunPorts, lease: Lease, operationId: string) {
    this.#flow = flow;
    this.#envelope = envelope;
    this.#ports = ports;
    this.#lease = lease;
    this.#operationId = operationId;
    this.#beganAt = ports.clock.now();
    const known = Object.fromEntries(Object.entries({ order: envelope.order, source: envelope.source }).filter(([, value]) => value));
    this.#record = { firstReceivedAt: envelope.receivedAt, ...lease.record, ...known };
    this.#facts = { envelope, record: this.#record };
    if (!isOutbound(envelope.kind) && !lease.record.firstReceivedAt) this.#tell('arrived', say.arrived(envelope.via));
  }

  /** Undefined when there was nothing to do and nothing is to be said. */
  async work(): Promise<StatusUpdate | undefined> {
    if (this.#hasSeen(this.#envelope)) {
      await this.#lease.release(this.#lease.record);
      return undefined;
    }
    const outcome = await this.#outcome().catch((error: unknown) =>
      outcomeOf(error, this.#envelope, this.#envelope.attempt + 1 < mostAttempts),
    );
    return this.#finish(outcome);
  }

  async #outcome(): Promise<FlowOutcome> {
    const envelope = this.#envelope;
    const configuration = await this.#ports.configuration(envelope.needsConfigurationOf);
    this.#configuredAt = configuration.readAt;
    const store = configuration.store(envelope.store);
    if (!store)
      throw new IntegrationError('CONFIGURATION_WRONG', {
        facts: { store: envelope.store, problem: problems.noRow },
        cause: rowKey('CONFIGURATION_WRONG', envelope.store),
      });
    if (!store.enabled) throw new IntegrationError('STORE_SWITCHED_OFF');
    if (store.paused) return storePaused(store);
    if (envelope.kind === 'delivery')
      throw new IntegrationError('UNREADABLE_DELIVERY', {
        facts: { store: store.name, problem: envelope.problem ?? problems.notAnnounced },
        detail: { kept: envelope.bodyRef ?? '' },
      });

    this.#rulesVersion = configuration.mappings.version(store.id);
    this.#facts.store = store;
    for (const step of this.#flow.steps) {
      const given = await step.run(this.#facts as RunFacts, this.#stepPorts(store, configuration));
      if (isPause(given)) return paused(given);
      Object.assign(this.#facts, given);
    }
    return synced(reasons.isDocument(this.#record.link));
  }

  /**
   * What happened before the state that an earlier run has finished needs no second look. Shops date in whole seconds and by their own
   * clock: only a state that was read a while after the event surely holds it.
   */
  #hasSeen({ occurredAt }: Envelope): boolean {
    const { seenVersion, seenAt, link } = this.#record;
    if (!link || !occurredAt || !seenVersion || !seenAt) return false;
    return !isAfter(occurredAt, seenVersion) && isAfter(seenAt, later(occurredAt, surelyReadMs));
  }

  #stepPorts(store: Store, { mappings, links }: RunConfiguration): StepPorts {
    return {
      erp: this.#ports.erp(store),
      loadOrder: () => this.#ports.loadOrder(store, this.#envelope.externalId),
      correction: async (name) => {
        const body = await this.#ports.bodies.get(name);
        return body && (JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>);
      },
      publishes: this.#ports.publishes(store),
      recall: (kind, externalId) => this.#ports.records.read({ store: store.id, kind, externalId }),
      notebook: this.#ports.notebook,
      articles: this.#ports.articles,
      linkMade: (articles) => this.#ports.linkMade(store, articles),
      clock: this.#ports.clock,
      mappings,
      links,
      tell: (kind, told) => this.#tell(kind, told),
      remember: (change) => void Object.assign(this.#record, change),
      rememberNow: async (change) => {
        Object.assign(this.#record, change);
        await this.#lease.save(this.#record);
      },
    };
  }

  #tell(kind: string, told: Told): void {
    this.#events.push(lineOf(kind, told, this.#ports.clock.now()));
  }

  /** Another delivery that ends at the problems that are known already has nothing to tell. A person who asked is answered. */
  #isOldNews({ state, exceptions }: FlowOutcome): boolean {
    const known = new Set((this.#lease.record.open ?? []).map(({ code, cause }) => `${code} ${cause}`));
    if (state !== 'Held' || exceptions.length === 0 || this.#envelope.via === 'resubmit') return false;
    return exceptions.length === known.size && exceptions.every(({ code, cause }) => known.has(`${code} ${cause}`));
  }

  /** Queues first, record last: a crash in between repeats the run, and every part of it may be repeated. */
  async #finish(outcome: FlowOutcome): Promise<StatusUpdate> {
    const { clock, queue, notebook, status } = this.#ports;
    const envelope = this.#envelope;
    const at = clock.now();
    // A run that was stopped for long may have lost its document: then nothing is to be told.
    if (isAfter(at, later(this.#beganAt, renewEveryMs))) await this.#lease.renew();
    const nextTryAt = outcome.retries ? nextTry(at, envelope.attempt, outcome.retryAfterMs) : undefined;
    if (outcome.state !== 'Synced') this.#tell(outcome.state.toLowerCase(), say.ended(outcome.state, outcome.reason));
    const { order, store, imported, readAt } = this.#facts;
    await notePromise({ order, store, state: outcome.state, record: this.#record }, notebook, this.#ports.articles);
    if (outcome.state === 'Synced' && this.#record.link && envelope.kind === 'order') this.#record.syncedAt ??= at;
    const update = toStatusUpdate({
      envelope,
      at,
      operationId: this.#operationId,
      outcome,
      record: this.#record,
      events: this.#isOldNews(outcome) ? [] : this.#events,
      order,
      imported,
      rulesVersion: this.#rulesVersion,
      nextTryAt,
    });

    await this.#noteWaiting(outcome);
    if (nextTryAt) await queue.schedule({ ...envelope, attempt: envelope.attempt + 1 }, nextTryAt);
    else if (outcome.againAfterMs !== undefined)
      await queue.schedule({ ...envelope, attempt: 0, waits: envelope.waits + 1 }, later(at, outcome.againAfterMs));
    await status.send([update]);
    for (const { cause } of update.resolved) await notebook.remove(waitingPage(cause), sessionOf(envelope));
    await this.#lease.release({
      ...this.#record,
      open: outcome.retries ? this.#record.open : outcome.exceptions.map(({ code, cause }) => ({ code, cause })),
      ...(outcome.retries ? {} : { seenVersion: order?.updatedAt, seenAt: readAt }),
    });
    return update;
  }

  /** Notes what the document waits for. Where a cause went away meanwhile, those who wait were called without it: it is run once more. */
  async #noteWaiting({ exceptions, waitsFor }: FlowOutcome): Promise<void> {
    const { notebook, queue, clock } = this.#ports;
    const causes = [...exceptions.map(({ cause }) => cause), ...(waitsFor ? [waitsFor] : [])];
    if (causes.length === 0) return;
    for (const cause of causes) await joinWaiting(cause, this.#envelope, notebook);
    const freedAt = await freedSince(this.#configuredAt, notebook);
    if (freedAt) await queue.send([resubmission(Waiter.parse(this.#envelope), `freed ${freedAt}`, clock, this.#envelope.released)]);
  }
}

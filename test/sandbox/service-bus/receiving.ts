import { answer, type Delivery, type Link, refuse, rejected, unwritten } from './amqp.ts';
import { type AmqpMessage, toDelivery, types, withProperties } from './encoding.ts';
import type { Queue } from './queue.ts';
import { type Parting, Refused } from './queue-model.ts';
import { outcomeOf } from './sending.ts';
import type { HeldSession } from './session-table.ts';

/** One receiver of a queue. Its link is the holder of its locks. */
interface Consumer {
  link: Link;
  queue: Queue;
  /** Peek-lock; otherwise a message is deleted when it is handed out. */
  keep: boolean;
  /** Until a session is found for it, its attach is not answered. */
  waits?: { wanted?: string; until: number };
  /** Its attach is on the wire. */
  attached: boolean;
  /** Lock tokens of what it was given and has not settled. */
  unsettled: Map<Delivery, Buffer>;
}

export type Outcome = 'accepted' | 'rejected' | 'released' | 'modified';

const sessionFilter = 'com.microsoft:session-filter';

/** A client that gives up at the same moment would not hear the refusal. */
const headStartMs = 200;

/** .NET ticks: 100 ns since the year 1. */
const ticksOf = (epochMs: number): number => epochMs * 10_000 + 621_355_968_000_000_000;

/** Gives messages to receivers, as far as their credit goes, and settles what they say about them. */
export class Receiving {
  readonly #consumers = new Map<Link, Consumer>();
  readonly #byQueue = new Map<Queue, Set<Consumer>>();

  open(link: Link, queue: Queue): void {
    const filter = link.source?.filter ?? {};
    const asksForSession = sessionFilter in filter;
    if (asksForSession !== queue.properties.requiresSession) return refuse(link, wrongKind(queue));
    const keep = link.snd_settle_mode !== 1;
    link.set_target(link.target ?? {});
    link.local.attach.snd_settle_mode = keep ? 0 : 1;
    const consumer: Consumer = { link, queue, keep, attached: false, unsettled: new Map() };
    this.#consumers.set(link, consumer);
    this.#of(queue).add(consumer);
    if (!asksForSession) return this.#attach(consumer);
    const wanted = filter[sessionFilter];
    const patienceMs = Number(link.properties?.['com.microsoft:timeout'] ?? 60_000);
    consumer.waits = {
      wanted: typeof wanted === 'string' ? wanted : undefined,
      until: Date.now() + Math.max(100, patienceMs - headStartMs),
    };
    this.#seat(consumer);
  }

  /** Something has become ready in this queue. */
  serve(queue: Queue): void {
    const consumers = this.#of(queue);
    for (const consumer of [...consumers]) {
      if (consumer.waits) this.#seat(consumer);
      // Who was given something goes to the end, so that all receivers get their share.
      else if (this.feed(consumer.link) && consumers.delete(consumer)) consumers.add(consumer);
    }
  }

  /** Whether the receiver was given anything. */
  feed(link: Link): boolean {
    const consumer = this.#consumers.get(link);
    if (!consumer?.attached) return false;
    const { queue, keep, unsettled } = consumer;
    let given = false;
    while (link.is_open() && link.sendable() && link.credit > unwritten(link)) {
      const taken = queue.take(link, keep);
      if (!taken) return given;
      const { message, lock } = taken;
      const delivery = link.send(toDelivery(message, keep ? lock.until : undefined), lock.token, 0);
      if (keep) unsettled.set(delivery, lock.token);
      given = true;
    }
    return given;
  }

  settle(link: Link, delivery: Delivery, outcome: Outcome): void {
    const consumer = this.#consumers.get(link);
    const token = consumer?.unsettled.get(delivery);
    if (!consumer || !token) return answer(delivery, rejected(lockIsLost));
    consumer.unsettled.delete(delivery);
    const { queue } = consumer;
    if (queue.properties.requiresSession && !queue.sessions.heldBy(link)) return answer(delivery, rejected(sessionIsLost));
    answer(
      delivery,
      outcomeOf(() => settleAs(outcome, queue, token, delivery)),
    );
  }

  /** The holder's session lock has ended: its link is detached. */
  sessionLost(holder: object): void {
    this.#consumers.get(holder as Link)?.link.close(sessionIsLost);
  }

  /** The receiver that a management request speaks for: by the name of its link, else by the session that it holds. */
  find(connection: object, queue: Queue, { application_properties: properties, body }: AmqpMessage): Link | undefined {
    const name = properties?.['associated-link-name'];
    const sessionId = (body as { 'session-id'?: unknown } | undefined)?.['session-id'];
    const speaksFor = (link: Link) => (name ? link.name === name : queue.sessions.heldBy(link)?.sessionId === sessionId);
    if (!name && typeof sessionId !== 'string') return undefined;
    return [...this.#of(queue)].find(({ link }) => link.connection === connection && speaksFor(link))?.link;
  }

  gone(matches: (link: Link) => boolean, parting: Parting): void {
    for (const link of [...this.#consumers.keys()]) if (matches(link)) this.drop(link, parting);
  }

  drop(link: Link, parting: Parting): void {
    const consumer = this.#consumers.get(link);
    if (!consumer) return;
    this.#consumers.delete(link);
    this.#of(consumer.queue).delete(consumer);
    consumer.queue.release(link, parting);
  }

  /** Lets those go who have waited for a session long enough. */
  tick(now: number): void {
    for (const consumer of this.#consumers.values()) if (consumer.waits && consumer.waits.until <= now) this.#seat(consumer);
  }

  /** The queues were emptied: nobody holds anything any more. */
  emptied(): void {
    for (const { link, queue, unsettled, waits } of this.#consumers.values()) {
      unsettled.clear();
      if (queue.properties.requiresSession && !waits) link.close(sessionIsLost);
    }
  }

  #of(queue: Queue): Set<Consumer> {
    const known = this.#byQueue.get(queue);
    if (known) return known;
    const consumers = new Set<Consumer>();
    this.#byQueue.set(queue, consumers);
    return consumers;
  }

  /** Gives a waiting session receiver its session, if there is one. */
  #seat(consumer: Consumer): void {
    const { link, queue, waits } = consumer;
    if (!waits) return;
    try {
      const session = queue.openSession(link, waits.wanted);
      if (session) return this.#attach(consumer, session);
      if (Date.now() < waits.until) return;
      throw new Refused('com.microsoft:timeout', 'No session had a message within the allotted time.');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.drop(link, 'closed');
      refuse(link, { condition: error.condition, description: error.message });
    }
  }

  #attach(consumer: Consumer, session?: HeldSession): void {
    const { link } = consumer;
    const address = link.source?.address ?? '';
    consumer.waits = undefined;
    link.set_source(session ? { address, filter: { [sessionFilter]: session.sessionId } } : { address });
    if (session) link.local.attach.properties = { 'com.microsoft:locked-until-utc': types.wrap_long(ticksOf(session.until)) };
    link.attach();
    // rhea writes transfers before attaches: an impatient client would be given messages on a link that it does not know yet.
    setImmediate(() => {
      consumer.attached = true;
      this.feed(link);
    });
  }
}

const sessionIsLost = {
  condition: 'com.microsoft:session-lock-lost',
  description: 'The session lock has expired. Accept the session again.',
};

const lockIsLost = { condition: 'com.microsoft:message-lock-lost', description: 'The lock of this delivery is gone.' };

const wrongKind = ({ name, properties }: Queue) => ({
  condition: 'amqp:not-allowed',
  description: properties.requiresSession
    ? `The queue '${name}' requires sessions: it cannot be received from without a session filter.`
    : `The queue '${name}' has no sessions: a session receiver cannot be created on it.`,
});

function settleAs(outcome: Outcome, queue: Queue, token: Buffer, { remote_state: state }: Delivery): void {
  if (outcome === 'accepted') return queue.complete(token);
  if (outcome === 'rejected') {
    const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...changes } = state?.error?.info ?? {};
    return queue.deadLetter(token, String(reason ?? ''), String(description ?? ''), changedBytes(queue, token, changes));
  }
  const bytes = changedBytes(queue, token, state?.message_annotations);
  if (outcome === 'modified' && state?.undeliverable_here) return queue.defer(token, bytes);
  queue.abandon(token, bytes);
}

/** The locked message with the receiver's changes to its properties. */
export function changedBytes(queue: Queue, token: Buffer, changes: Record<string, unknown> | undefined): Buffer | undefined {
  const message = queue.messages.get(queue.locks.require(token).sequence);
  return message && withProperties(message.bytes, changes);
}

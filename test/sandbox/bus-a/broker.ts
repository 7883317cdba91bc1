import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import rhea from 'rhea';
import type { FaultBoard } from '../faults.ts';
import { type AmqpMessage, codec, keepRawBytes, rawOf, readArriving, toDelivery, types, withProperties } from './encoding.ts';
import { manage } from './management.ts';
import { type Arriving, Queue, type QueueProperties, Refused } from './queue.ts';
import { cutBatch } from './sections.ts';
import type { MessageFile } from './storage.ts';

/** The AMQP side: links, credit, sessions, settlement. */

interface Link {
  name: string;
  source?: { address?: string; filter?: Record<string, unknown> };
  target?: { address?: string };
  properties?: Record<string, unknown>;
  snd_settle_mode?: number;
  credit: number;
  connection: object;
  session: { create_sender(...args: unknown[]): Link };
  sendable(): boolean;
  send(payload: Buffer, tag: Buffer | undefined, format: number): Delivery;
  set_source(fields: object): void;
  set_target(fields: object): void;
  attach(): void;
  close(error?: { condition: string; description: string }): void;
  is_open(): boolean;
  local: { attach: Record<string, unknown> };
}

interface Delivery {
  id: number;
  tag: Buffer;
  remote_state?: {
    error?: { condition?: string; description?: string; info?: Record<string, unknown> };
    undeliverable_here?: boolean;
    message_annotations?: Record<string, unknown>;
  };
  update(settled: boolean, state?: unknown): void;
}

interface Context {
  sender: Link;
  receiver: Link;
  delivery: Delivery;
  message: AmqpMessage | Buffer;
  format?: number;
  connection: object;
  session: Link['session'];
}

const outcomes = rhea.message as unknown as { accepted(): { described(): unknown }; rejected(error: object): { described(): unknown } };
const accepted = () => outcomes.accepted().described();
const rejected = (condition: string, description: string) => outcomes.rejected({ error: { condition, description } }).described();

/** Standard tier. */
const largestMessage = 256 * 1024;
const sessionFilter = 'com.microsoft:session-filter';
const tickMs = 10;

/** One receiver of a queue. */
interface Consumer {
  link: Link;
  queue: Queue;
  keep: boolean;
  sessionId?: string;
  /** Until a session is found for it, its attach is not answered. */
  waits?: { wanted?: string; until: number };
  /** What it was given and has not settled. */
  unsettled: Map<Delivery, Buffer>;
  /** Sent in this turn of the event loop, not yet taken off the credit. */
  underWay: number;
}

export interface BrokerOptions {
  port: number;
  faults: FaultBoard;
  queues: Record<string, QueueProperties>;
  storage: MessageFile;
  key: { name: string; value: string };
}

export class Broker {
  readonly queues = new Map<string, Queue>();
  readonly #container: ReturnType<typeof rhea.create_container>;
  readonly #consumers = new Map<Link, Consumer>();
  readonly #replyLinks = new Set<Link>();
  readonly #sockets = new Set<Socket>();
  readonly #options: BrokerOptions;
  #server: Server | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pumping = false;

  constructor(options: BrokerOptions) {
    keepRawBytes();
    this.#options = options;
    for (const [name, properties] of Object.entries(options.queues)) this.#addQueue(name, properties);
    this.#container = rhea.create_container({ id: 'local-service-bus' });
    this.#listen();
  }

  async start(): Promise<number> {
    const options = {
      port: this.#options.port,
      host: '127.0.0.1',
      autosettle: false,
      autoaccept: false,
      treat_modified_as_released: false,
      credit_window: 500,
      max_frame_size: 65_536,
      channel_max: 4999,
      idle_time_out: 60_000,
    };
    const server = this.#container.listen(options as never) as unknown as Server;
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      if (this.#options.faults.isDown('serviceBus')) return void socket.destroy();
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    if (!server.listening) await new Promise<void>((done, failed) => server.once('listening', done).once('error', failed));
    this.#timer = setInterval(() => this.#tick(), tickMs);
    const address = server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server?.listening) await new Promise((done) => server.close(done));
  }

  /** Forgets all messages; receivers stay. */
  reset(): void {
    for (const consumer of this.#consumers.values()) {
      consumer.unsettled.clear();
      if (consumer.sessionId !== undefined)
        consumer.link.close({ condition: 'com.microsoft:session-lock-lost', description: 'The queue was emptied.' });
    }
    this.#options.storage.clear();
    for (const [name, properties] of Object.entries(this.#options.queues)) this.#addQueue(name, properties);
    for (const consumer of this.#consumers.values()) consumer.queue = this.queues.get(consumer.queue.name) ?? consumer.queue;
  }

  #addQueue(name: string, properties: QueueProperties): void {
    const deadName = `${name}/$DeadLetterQueue`;
    const wake = () => this.#wake();
    const sessionLost = (holder: object) => {
      const consumer = this.#consumers.get(holder as Link);
      if (consumer) consumer.sessionId = undefined;
      (holder as Link).close({
        condition: 'com.microsoft:session-lock-lost',
        description: 'The session lock has expired. Accept the session again.',
      });
    };
    const dead = new Queue(
      deadName,
      {
        ...properties,
        requiresSession: false,
        requiresDuplicateDetection: false,
        maxDeliveryCount: Number.POSITIVE_INFINITY,
        defaultMessageTimeToLive: 'P10675199D',
        deadLetteringOnMessageExpiration: false,
      },
      this.#options.storage.of(deadName),
      { wake, dead: () => undefined, sessionLost },
    );
    const queue = new Queue(name, properties, this.#options.storage.of(name), {
      wake,
      sessionLost,
      dead: (message) => {
        const { reason, description } = message.deadLetter ?? { reason: '', description: '' };
        const bytes = withProperties(message.bytes, { DeadLetterReason: reason, DeadLetterErrorDescription: description }) ?? message.bytes;
        dead.add({ ...message, bytes, sessionId: undefined, sequence: dead.nextSequence(), expiresAt: Number.POSITIVE_INFINITY });
      },
    });
    for (const one of [queue, dead]) {
      const { messages, sessions } = this.#options.storage.load(one.name);
      for (const message of messages) one.restore(message);
      for (const { id, state } of sessions) one.restoreSession(id, state);
      this.queues.set(one.name, one);
    }
  }

  #queueAt(address: string | undefined): Queue | undefined {
    const path = (address ?? '')
      .replace(/^amqps?:\/\/[^/]+\//, '')
      .replace(/^sb:\/\/[^/]+\//, '')
      .replace(/^\//, '');
    for (const [name, queue] of this.queues) if (name.toLowerCase() === path.toLowerCase()) return queue;
    return undefined;
  }

  #listen(): void {
    const on = (event: string, handler: (context: Context) => void) =>
      this.#container.on(event, (context: unknown) => {
        handler(context as Context);
        this.#options.storage.flush();
      });
    on('session_open', ({ session }) => holdBackAttach(session));
    on('sender_open', (context) => this.#openConsumer(context.sender));
    on('receiver_open', ({ receiver }) => this.#openProducer(receiver));
    on('message', (context) => this.#arrived(context));
    for (const outcome of ['accepted', 'rejected', 'released', 'modified'] as const)
      on(outcome, (context) => this.#settled(context.sender, context.delivery, outcome));
    on('settled', ({ sender, delivery }) => this.#consumers.get(sender)?.unsettled.delete(delivery));
    on('sendable', ({ sender }) => {
      const consumer = this.#consumers.get(sender);
      if (consumer) this.#feed(consumer);
    });
    on('sender_draining', ({ sender }) => (sender as unknown as { set_drained(drained: boolean): void }).set_drained(true));
    on('sender_close', ({ sender }) => this.#drop(sender));
    const gone = ({ connection }: Context) => {
      for (const link of [...this.#consumers.keys()]) if (link.connection === connection) this.#drop(link);
      for (const link of this.#replyLinks) if (link.connection === connection) this.#replyLinks.delete(link);
    };
    on('session_close', ({ session }) => {
      for (const link of [...this.#consumers.keys()]) if (link.session === session) this.#drop(link);
    });
    on('connection_close', gone);
    on('disconnected', gone);
    // A peer that misbehaves or dies in the middle of a frame must not end the environment.
    for (const event of ['connection_error', 'session_error', 'sender_error', 'receiver_error', 'error', 'protocol_error'])
      this.#container.on(event, () => undefined);
  }

  #openProducer(receiver: Link): void {
    const address = receiver.target?.address ?? '';
    receiver.set_source(receiver.source ?? {});
    receiver.set_target({ address });
    receiver.local.attach.max_message_size = largestMessage;
    if (address === '$cbs' || address.endsWith('/$management') || this.#queueAt(address)) return;
    receiver.close({ condition: 'amqp:not-found', description: `The messaging entity '${address}' could not be found.` });
  }

  #openConsumer(link: Link): void {
    const address = link.source?.address ?? '';
    const keep = link.snd_settle_mode !== 1;
    link.set_target(link.target ?? {});
    link.local.attach.snd_settle_mode = keep ? 0 : 1;
    if (address === '$cbs' || address.endsWith('/$management')) {
      this.#replyLinks.add(link);
      link.set_source({ address });
      return link.attach();
    }
    const queue = this.#queueAt(address);
    if (!queue) return refuse(link, address, 'amqp:not-found', `The messaging entity '${address}' could not be found.`);
    const filter = link.source?.filter ?? {};
    const consumer: Consumer = { link, queue, keep, unsettled: new Map(), underWay: 0 };
    if (!queue.properties.requiresSession) {
      if (sessionFilter in filter)
        return refuse(
          link,
          address,
          'amqp:not-allowed',
          'A session receiver cannot be created on an entity that does not require sessions.',
        );
      this.#consumers.set(link, consumer);
      link.set_source({ address });
      return link.attach();
    }
    if (!(sessionFilter in filter))
      return refuse(
        link,
        address,
        'amqp:not-allowed',
        'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
      );
    const wanted = filter[sessionFilter];
    const patience = Number(link.properties?.['com.microsoft:timeout'] ?? 60_000);
    consumer.waits = { wanted: typeof wanted === 'string' ? wanted : undefined, until: Date.now() + Math.max(100, patience - 200) };
    this.#consumers.set(link, consumer);
    this.#seat(consumer);
  }

  /** Gives a waiting session receiver its session, if there is one. */
  #seat(consumer: Consumer): void {
    const { link, queue, waits } = consumer;
    if (!waits) return;
    const address = link.source?.address ?? '';
    try {
      const given = queue.openSession(link, waits.wanted);
      if (!given) {
        if (Date.now() < waits.until) return;
        this.#consumers.delete(link);
        return refuse(
          link,
          address,
          'com.microsoft:timeout',
          'The operation did not complete within the allotted timeout: no session has a message.',
        );
      }
      consumer.waits = undefined;
      consumer.sessionId = given.sessionId;
      link.set_source({ address, filter: { [sessionFilter]: given.sessionId } });
      link.local.attach.properties = { 'com.microsoft:locked-until-utc': types.wrap_long(ticksOf(given.until)) };
      link.attach();
    } catch (error) {
      this.#consumers.delete(link);
      if (!(error instanceof Refused)) throw error;
      refuse(link, address, error.condition, error.message);
    }
  }

  #feed(consumer: Consumer): void {
    const { link, queue, keep, sessionId, unsettled } = consumer;
    if (consumer.waits || (queue.properties.requiresSession && sessionId === undefined)) return;
    // Credit goes down only when rhea writes, after this turn: what is under way counts already.
    while (link.is_open() && link.sendable() && link.credit > consumer.underWay) {
      const taken = queue.take(link, sessionId, keep);
      if (!taken) return;
      const delivery = link.send(toDelivery(taken.message, keep ? taken.lock.until : undefined), taken.lock.token, 0);
      if (keep) unsettled.set(delivery, taken.lock.token);
      if (consumer.underWay === 0) setImmediate(() => this.#written(consumer));
      consumer.underWay += 1;
    }
  }

  #written(consumer: Consumer): void {
    consumer.underWay = 0;
    this.#feed(consumer);
  }

  #arrived({ receiver, message, delivery, format }: Context): void {
    const address = receiver.target?.address ?? '';
    if (address === '$cbs') return this.#authenticate(receiver, message as AmqpMessage, delivery);
    if (address.endsWith('/$management')) {
      const queue = this.#queueAt(address.slice(0, -'/$management'.length));
      delivery.update(true, accepted());
      const request = message as AmqpMessage;
      const reply = this.#replyLinkOf(receiver, request.reply_to);
      if (queue && reply) reply.send(codec.encode(manage(queue, request, reply.connection)), undefined, 0);
      return;
    }
    const queue = this.#queueAt(address);
    if (!queue) return delivery.update(true, rejected('amqp:not-found', `The messaging entity '${address}' could not be found.`));
    const fault = this.#options.faults.strike('serviceBus', `SEND ${queue.name}`, ['error', 'throttle', 'latency', 'timeout-after-commit']);
    if (fault?.kind === 'error' || fault?.kind === 'throttle')
      return delivery.update(true, rejected('com.microsoft:server-busy', 'The server is busy. Please wait 10 seconds and try again.'));
    const answer = this.#store(queue, message, format);
    if (fault?.kind === 'timeout-after-commit') return;
    if (fault) setTimeout(() => delivery.update(true, answer), fault.delayMs);
    else delivery.update(true, answer);
  }

  #store(queue: Queue, message: AmqpMessage | Buffer, format: number | undefined): unknown {
    try {
      const all: Arriving[] = Buffer.isBuffer(message) ? unpack(message, format) : [readArriving(rawOf(message), message)];
      if (all.some(({ bytes }) => bytes.length > largestMessage))
        throw new Refused('amqp:link:message-size-exceeded', `The received message exceeds the limit of ${largestMessage} bytes.`);
      if (queue.properties.requiresSession && all.some(({ sessionId }) => sessionId === undefined)) queue.send({ bytes: Buffer.alloc(0) });
      for (const one of all) queue.send(one);
      return accepted();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return rejected(error.condition, error.message);
    }
  }

  #settled(link: Link, delivery: Delivery, outcome: 'accepted' | 'rejected' | 'released' | 'modified'): void {
    const consumer = this.#consumers.get(link);
    const token = consumer?.unsettled.get(delivery);
    if (!consumer || !token) return delivery.update(true, rejected('com.microsoft:message-lock-lost', 'The lock supplied is invalid.'));
    consumer.unsettled.delete(delivery);
    try {
      this.#apply(consumer.queue, token, delivery, outcome);
      delivery.update(true, accepted());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      delivery.update(true, rejected(error.condition, error.message));
    }
  }

  #apply(queue: Queue, token: Buffer, { remote_state: state }: Delivery, outcome: string): void {
    if (outcome === 'accepted') return queue.complete(token);
    if (outcome === 'rejected') {
      const info = state?.error?.info ?? {};
      const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...changes } = info;
      return queue.deadLetter(token, String(reason ?? ''), String(description ?? ''), this.#changed(queue, token, changes));
    }
    const bytes = this.#changed(queue, token, state?.message_annotations);
    if (outcome === 'modified' && state?.undeliverable_here) return queue.defer(token, bytes);
    queue.abandon(token, bytes);
  }

  #changed(queue: Queue, token: Buffer, changes: Record<string, unknown> | undefined): Buffer | undefined {
    const held = queue.locks.get(token.toString('hex'));
    const message = held && queue.messages.get(held.sequence);
    return message && withProperties(message.bytes, changes);
  }

  #authenticate(
    receiver: Link,
    { application_properties: properties = {}, message_id, reply_to, body }: AmqpMessage,
    delivery: Delivery,
  ): void {
    delivery.update(true, accepted());
    const reply = this.#replyLinkOf(receiver, reply_to);
    const good = properties.operation === 'put-token' && this.#tokenIsGood(String(properties.type), String(body));
    const status = good ? 202 : 401;
    reply?.send(
      codec.encode({
        correlation_id: message_id,
        application_properties: {
          'status-code': status,
          statusCode: status,
          'status-description': good ? 'Accepted' : 'InvalidSignature: The token has an invalid signature.',
        },
        body: null,
      }),
      undefined,
      0,
    );
  }

  /** Names of reply addresses repeat between connections; some clients name none and have one link per node. */
  #replyLinkOf(receiver: Link, replyTo: unknown): Link | undefined {
    const fitting = [...this.#replyLinks].filter(
      (link) => link.connection === receiver.connection && link.source?.address === receiver.target?.address,
    );
    return fitting.find((link) => link.target?.address === replyTo) ?? fitting[0];
  }

  #tokenIsGood(type: string, token: string): boolean {
    if (type === 'jwt') return token.split('.').length === 3;
    const fields = new URLSearchParams(token.replace(/^SharedAccessSignature\s+/, ''));
    const [resource, expiry] = [fields.get('sr') ?? '', fields.get('se') ?? ''];
    const { name, value } = this.#options.key;
    const wanted = createHmac('sha256', value)
      .update(`${encodeURIComponent(resource)}\n${expiry}`)
      .digest();
    const given = Buffer.from(fields.get('sig') ?? '', 'base64');
    return (
      fields.get('skn') === name && Number(expiry) * 1000 > Date.now() && given.length === wanted.length && timingSafeEqual(given, wanted)
    );
  }

  #drop(link: Link): void {
    this.#replyLinks.delete(link);
    const consumer = this.#consumers.get(link);
    this.#consumers.delete(link);
    if (consumer) consumer.queue.release(link);
  }

  /** Once per turn of the event loop, however much has happened in it. */
  #wake(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      for (const consumer of this.#consumers.values()) {
        if (consumer.waits) this.#seat(consumer);
        else this.#feed(consumer);
      }
      this.#options.storage.flush();
    });
  }

  #tick(): void {
    // With an error, because rhea says "disconnected" of no other end.
    if (this.#options.faults.isDown('serviceBus')) for (const socket of this.#sockets) socket.destroy(new Error('down'));
    const now = Date.now();
    for (const queue of this.queues.values()) queue.tick(now);
    for (const consumer of this.#consumers.values()) if (consumer.waits && consumer.waits.until <= now) this.#seat(consumer);
    this.#options.storage.flush();
  }
}

/** Session receivers are answered only when there is a session: their attach is held back. */
function holdBackAttach(session: Link['session']): void {
  const create = session.create_sender.bind(session);
  session.create_sender = (...args) => {
    const link = create(...args);
    (link as unknown as { open(): void }).open = () => undefined;
    answerEveryDrain(link as unknown as Draining);
    return link;
  };
}

interface Draining {
  _draining: boolean;
  _drained: boolean;
  credit: number;
  delivery_count: number;
  _get_drain(): boolean;
}

/** A receiver that drains while its last credit is being used waits for an answer too; rhea gives one only when credit is left. */
function answerEveryDrain(link: Draining): void {
  link._get_drain = () => {
    if (!link._draining || !link._drained) return false;
    link.delivery_count += link.credit;
    link.credit = 0;
    return true;
  };
}

function refuse(link: Link, address: string, condition: string, description: string): void {
  link.set_source({ address });
  link.attach();
  link.close({ condition, description });
}

const unpack = (batch: Buffer, format: number | undefined): Arriving[] =>
  format === 0x80013700 ? cutBatch(batch).map((bytes) => readArriving(bytes)) : [readArriving(batch)];

/** .NET ticks: 100 ns since the year 1. */
const ticksOf = (epochMs: number): number => epochMs * 10_000 + 621_355_968_000_000_000;

import type { Server, Socket } from 'node:net';
import rhea from 'rhea';
import type { FaultBoard } from '../faults.ts';
import { type AmqpError, type Context, correctSenders, keepRaw, type Link, refuse } from './amqp.ts';
import { Authorization, type SharedKey } from './authorization.ts';
import { largestMessage } from './encoding.ts';
import { Entities, notFound } from './entities.ts';
import type { Queue } from './queue.ts';
import type { Parting, QueueProperties } from './queue-model.ts';
import { type Outcome, Receiving } from './receiving.ts';
import { isRequestAddress, managedAddress, Requests } from './requests.ts';
import { Sending, whyNoTarget } from './sending.ts';
import type { MessageFile } from './storage.ts';

export interface BrokerOptions {
  port: number;
  faults: FaultBoard;
  queues: Record<string, QueueProperties>;
  storage: MessageFile;
  key: SharedKey;
}

const tickMs = 25;

const amqpOptions = {
  host: '127.0.0.1',
  autosettle: false,
  autoaccept: false,
  treat_modified_as_released: false,
  credit_window: 1000,
  max_frame_size: 65_536,
  channel_max: 4999,
  idle_time_out: 60_000,
};

const peerErrors = ['connection_error', 'session_error', 'sender_error', 'receiver_error'];
const readErrors = ['error', 'protocol_error'];

/** The server: takes connections, and hands what happens on their links to whoever deals with it. */
export class Broker {
  readonly entities: Entities;
  readonly #options: BrokerOptions;
  readonly #container = rhea.create_container({ id: 'local-service-bus' });
  readonly #authorization: Authorization;
  readonly #receiving = new Receiving();
  readonly #sending: Sending;
  readonly #requests: Requests;
  readonly #sockets = new Set<Socket>();
  readonly #awake = new Set<Queue>();
  #server: Server | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #port = 0;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { queues, storage, faults, key } = options;
    this.entities = new Entities(queues, storage, {
      wake: (queue) => this.#wake(queue),
      sessionLost: (holder) => this.#receiving.sessionLost(holder),
    });
    this.#authorization = new Authorization(key);
    this.#sending = new Sending(this.entities, faults, (connection) => cut((connection as { socket?: Socket }).socket));
    this.#requests = new Requests({
      authorization: this.#authorization,
      entities: this.entities,
      receiving: this.#receiving,
      sending: this.#sending,
    });
    this.#hear();
  }

  /** The port it listens on. */
  async start(): Promise<number> {
    const server = this.#container.listen({ ...amqpOptions, port: this.#options.port } as never) as unknown as Server;
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      // Small frames would wait for the acknowledgement of the ones before.
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    if (!server.listening) await new Promise<void>((done, failed) => server.once('listening', done).once('error', failed));
    // Later ones come when a port is still taken after `down`: the next tick tries again.
    server.on('error', () => undefined);
    const address = server.address();
    this.#port = typeof address === 'object' && address ? address.port : this.#options.port;
    this.#timer = setInterval(() => this.#tick(), tickMs);
    return this.#port;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) cut(socket);
    const server = this.#server;
    if (server?.listening) await new Promise((done) => server.close(done));
  }

  /** Forgets all messages. Receivers stay, but lose their sessions. */
  reset(): void {
    this.entities.clear();
    this.#options.storage.clear();
    this.#receiving.emptied();
  }

  #hear(): void {
    this.#on('session_open', ({ session }) => {
      correctSenders(session);
      keepRaw(session);
    });
    this.#on('sender_open', ({ sender }) => this.#openConsumer(sender));
    this.#on('receiver_open', ({ receiver }) => this.#openProducer(receiver));
    this.#on('message', (context) => {
      const forRequests = isRequestAddress(context.receiver.target?.address ?? '');
      if (forRequests) this.#requests.arrived(context);
      else this.#sending.arrived(context);
    });
    for (const outcome of ['accepted', 'rejected', 'released', 'modified'] satisfies Outcome[])
      this.#on(outcome, ({ sender, delivery }) => this.#receiving.settle(sender, delivery, outcome));
    this.#on('sendable', ({ sender }) => void this.#receiving.feed(sender));
    this.#on('sender_draining', ({ sender }) => sender.set_drained(true));
    this.#on('sender_close', ({ sender }) => this.#gone((link) => link === sender, 'closed'));
    this.#on('session_close', ({ session }) => this.#gone((link) => link.session === session, 'closed'));
    this.#on('connection_close', ({ connection }) => this.#gone((link) => link.connection === connection, 'closed'));
    this.#on('disconnected', ({ connection }) => this.#gone((link) => link.connection === connection, 'lost'));
    // A peer that misbehaves or dies in the middle of a frame must not end the environment.
    for (const event of peerErrors) this.#container.on(event, () => undefined);
    for (const event of readErrors) this.#container.on(event, (error: unknown) => console.error('Service Bus drops a connection:', error));
  }

  /** What a handler has changed is in the file before rhea writes its answer, at the end of this turn. */
  #on(event: string, handle: (context: Context) => void): void {
    this.#container.on(event, (context: unknown) => {
      handle(context as Context);
      this.#options.storage.flush();
    });
  }

  #openProducer(receiver: Link): void {
    const address = receiver.target?.address ?? '';
    receiver.set_source(receiver.source ?? {});
    receiver.set_target({ address });
    receiver.local.attach.max_message_size = largestMessage;
    const problem =
      this.#whyNot(receiver, address) ?? (isRequestAddress(address) ? undefined : whyNoTarget(this.entities.at(address), address));
    if (problem) receiver.close(problem);
  }

  #openConsumer(link: Link): void {
    const address = link.source?.address ?? '';
    const problem = this.#whyNot(link, address);
    if (problem) return refuse(link, problem);
    if (isRequestAddress(address)) return this.#requests.openReply(link);
    const queue = this.entities.at(address);
    if (queue) this.#receiving.open(link, queue);
  }

  /** Why this link may not be opened at all. */
  #whyNot({ connection }: Link, address: string): AmqpError | undefined {
    if (address === '$cbs') return undefined;
    if (!this.entities.at(isRequestAddress(address) ? managedAddress(address) : address)) return notFound(address);
    if (this.#authorization.mayUse(connection, address)) return undefined;
    return { condition: 'amqp:unauthorized-access', description: `Unauthorized access. A claim is required on '${address}'.` };
  }

  #gone(matches: (link: Link) => boolean, parting: Parting): void {
    this.#requests.gone(matches);
    this.#receiving.gone(matches, parting);
  }

  /** Once per turn of the event loop and queue, however much has happened in it. */
  #wake(queue: Queue): void {
    if (this.#awake.size === 0) setImmediate(() => this.#serveAwake());
    this.#awake.add(queue);
  }

  #serveAwake(): void {
    const queues = [...this.#awake];
    this.#awake.clear();
    for (const queue of queues) this.#receiving.serve(queue);
    this.#options.storage.flush();
  }

  #tick(): void {
    this.#obeyDown();
    const now = Date.now();
    this.entities.tick(now);
    this.#receiving.tick(now);
    this.#options.storage.flush();
  }

  #obeyDown(): void {
    const down = this.#options.faults.isDown('serviceBus');
    if (down === !this.#server?.listening) return;
    if (!down) return void this.#server?.listen(this.#port, '127.0.0.1');
    this.#server?.close();
    for (const socket of this.#sockets) cut(socket);
  }
}

// With an error, because rhea says "disconnected" of no other end that we make.
const cut = (socket: Socket | undefined): void => void socket?.destroy(new Error('The connection was cut.'));

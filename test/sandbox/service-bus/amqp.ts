import rhea from 'rhea';

/** The part of rhea that the broker uses, with types: rhea's own describe the client side only. */

export interface AmqpError {
  condition: string;
  description: string;
}

export interface Session {
  create_sender(...args: unknown[]): Link;
  on_transfer(frame: TransferFrame): void;
  outgoing: { next_delivery_id: number; next_pending_delivery: number };
}

interface TransferFrame {
  performative: { delivery_id?: number; message_format?: number };
}

export interface Link {
  name: string;
  connection: object;
  session: Session;
  source?: { address?: string; filter?: Record<string, unknown> };
  target?: { address?: string };
  properties?: Record<string, unknown>;
  snd_settle_mode?: number;
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _get_drain(): boolean;
  local: { attach: Record<string, unknown> };
  open(): void;
  attach(): void;
  close(error?: AmqpError): void;
  is_open(): boolean;
  sendable(): boolean;
  set_drained(drained: boolean): void;
  send(payload: Buffer, tag: Buffer | undefined, format: number): Delivery;
  set_source(fields: object): void;
  set_target(fields: object): void;
}

export interface Delivery {
  remote_state?: {
    error?: { info?: Record<string, unknown> };
    undeliverable_here?: boolean;
    message_annotations?: Record<string, unknown>;
  };
  remote_settled: boolean;
  update(settled: boolean, state?: unknown): void;
}

export interface Context {
  sender: Link;
  receiver: Link;
  session: Session;
  connection: object;
  delivery: Delivery;
  /** The encoded bytes; see `keepRaw`. */
  message: Buffer;
  format: number;
}

interface Outcomes {
  accepted(): { described(): unknown };
  rejected(fields: object): { described(): unknown };
}

const outcomes = rhea.message as unknown as Outcomes;

const acceptance = outcomes.accepted().described();
const isAccepted = (outcome: unknown): boolean => outcome === acceptance;

export const accepted = (): unknown => acceptance;
export const rejected = ({ condition, description }: AmqpError): unknown =>
  outcomes.rejected({ error: { condition, description } }).described();

/**
 * Settles with this outcome. A refusal goes in a turn of its own, because rhea writes two neighbouring deliveries of one turn
 * as a range with the outcome of the first: what was refused would look accepted.
 */
export function answer(delivery: Delivery, outcome: unknown): void {
  const settle = () => {
    delivery.update(true, outcome);
    // The other end has nothing more to say about it; otherwise rhea would keep it, and stop at 2048 of them.
    delivery.remote_settled = true;
  };
  if (isAccepted(outcome)) settle();
  else setImmediate(settle);
}

export const batchFormat = 0x80013700;
const rawFormat = 0x7fffffff;

/** rhea decodes messages of format 0 and drops the bytes; under another format they are handed over as they came. */
export function keepRaw(session: Session): void {
  const pass = session.on_transfer.bind(session);
  session.on_transfer = (frame) => {
    const { performative } = frame;
    if (performative.delivery_id !== undefined && performative.message_format !== batchFormat) performative.message_format = rawFormat;
    pass(frame);
  };
}

/** Makes the broker's senders behave where rhea's would not. */
export function correctSenders(session: Session): void {
  const create = session.create_sender.bind(session);
  session.create_sender = (...args) => {
    const link = create(...args);
    // rhea answers an attach at once; who waits for a session is answered when there is one, by `link.attach()`.
    link.open = () => undefined;
    // rhea does not answer a drain that finds the credit used up; the client then waits, closes, and loses what it was just given.
    link._get_drain = () => {
      if (!link._draining) return false;
      link._draining = false;
      link.delivery_count += link.credit;
      link.credit = 0;
      return true;
    };
    return link;
  };
}

/** Deliveries that were sent and are not yet written, so that the credit does not know of them. */
export const unwritten = ({ session: { outgoing } }: Link): number => outgoing.next_delivery_id - outgoing.next_pending_delivery;

/** Attaches and detaches with an error, as Service Bus refuses a link. */
export function refuse(link: Link, error: AmqpError): void {
  link.set_source({ address: link.source?.address ?? '' });
  link.attach();
  link.close(error);
}

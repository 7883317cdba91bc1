import { randomUUID } from 'node:crypto';
import rhea from 'rhea';
import type { StoredMessage } from './queue.ts';
import { cutSections, passedOn, sectionCodes } from './sections.ts';

/** The parts of rhea's message that the broker looks at. */
export interface AmqpMessage {
  message_id?: unknown;
  group_id?: string;
  ttl?: number;
  reply_to?: string;
  body?: unknown;
  application_properties?: Record<string, unknown>;
  message_annotations?: Record<string, unknown>;
  [field: string]: unknown;
}

interface Codec {
  encode(message: object): Buffer;
  decode(bytes: Buffer): AmqpMessage;
}

export const codec = rhea.message as unknown as Codec;
interface Wrap {
  wrap_long(value: number): unknown;
  wrap_timestamp(value: number): unknown;
  wrap_array(values: unknown[], code: number): unknown;
  wrap_symbol(value: string): unknown;
  wrap_ulong(value: number): unknown;
}
export const types = rhea.types as unknown as Wrap;

const rawBytes = new WeakMap<object, Buffer>();
let watching = false;

/** rhea hands out decoded messages only; the broker keeps what came over the wire. */
export function keepRawBytes(): void {
  if (watching) return;
  watching = true;
  const decode = codec.decode.bind(codec);
  codec.decode = (bytes) => {
    const message = decode(bytes);
    rawBytes.set(message, bytes);
    return message;
  };
}

export const rawOf = (message: AmqpMessage): Buffer => rawBytes.get(message) ?? codec.encode(message);

/** What the broker needs to know of a message that is being sent. */
export function readArriving(sent: Buffer, first = codec.decode(sent)) {
  // A message that comes without an id gets one from the broker.
  const named = first.message_id !== undefined && first.message_id !== null;
  const decoded = named ? first : { ...first, message_id: randomUUID() };
  const bytes = named ? sent : codec.encode(decoded);
  const scheduled = decoded.message_annotations?.['x-opt-scheduled-enqueue-time'];
  const at = scheduled instanceof Date ? scheduled.getTime() : typeof scheduled === 'number' ? scheduled : undefined;
  return {
    bytes,
    messageId: String(decoded.message_id),
    sessionId: decoded.group_id ?? undefined,
    ttlMs: typeof decoded.ttl === 'number' ? decoded.ttl : undefined,
    visibleAt: at,
  };
}

const stateNumbers = { ready: 0, deferred: 1, scheduled: 2 } as const;

/** A message as a receiver gets it: the sender's sections behind a header and annotations of the broker. */
export function toDelivery(message: StoredMessage, lockedUntil?: number): Buffer {
  const original = codec.decode(Buffer.concat([codec.encode({}), annotationsOf(message.bytes)])).message_annotations ?? {};
  const head = codec.encode({
    durable: true,
    delivery_count: message.deliveryCount,
    ttl: Math.max(0, Math.min(message.expiresAt - message.enqueuedAt, 0xffffffff)),
    message_annotations: {
      ...original,
      'x-opt-sequence-number': types.wrap_long(message.sequence),
      'x-opt-enqueue-sequence-number': types.wrap_long(message.sequence),
      'x-opt-enqueued-time': types.wrap_timestamp(message.enqueuedAt),
      'x-opt-message-state': types.wrap_long(stateNumbers[message.state]),
      ...(message.visibleAt === undefined ? {} : { 'x-opt-scheduled-enqueue-time': types.wrap_timestamp(message.visibleAt) }),
      ...(lockedUntil === undefined ? {} : { 'x-opt-locked-until': types.wrap_timestamp(lockedUntil) }),
      ...(message.deadLetter ? { 'x-opt-deadletter-source': message.deadLetter.source } : {}),
    },
  });
  const own: readonly number[] = [sectionCodes.header, sectionCodes.messageAnnotations];
  return Buffer.concat([...cut(head, own), passedOn(message.bytes)]);
}

function cut(bytes: Buffer, codes: readonly number[]): Buffer[] {
  return cutSections(bytes)
    .filter(({ code }) => codes.includes(code))
    .map((section) => section.bytes);
}

const annotationsOf = (bytes: Buffer): Buffer => Buffer.concat(cut(bytes, [sectionCodes.messageAnnotations]));

/** The message with application properties changed by a receiver or added by dead-lettering. */
export function withProperties(bytes: Buffer, changes: Record<string, unknown> | undefined): Buffer | undefined {
  if (!changes || Object.keys(changes).length === 0) return undefined;
  const decoded = codec.decode(bytes);
  return codec.encode({ ...decoded, application_properties: { ...decoded.application_properties, ...changes } });
}

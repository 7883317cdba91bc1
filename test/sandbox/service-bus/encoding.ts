import { randomUUID } from 'node:crypto';
import rhea from 'rhea';
import { type Arriving, Refused, type StoredMessage } from './queue-model.ts';
import { cutEntries, cutSections, type MapEntry, mapSection, type Section, sectionCodes, withMessageId } from './sections.ts';

/** The parts of a decoded message that the broker looks at. */
export interface AmqpMessage {
  message_id?: unknown;
  correlation_id?: unknown;
  group_id?: string;
  ttl?: number;
  reply_to?: string;
  body?: unknown;
  application_properties?: Record<string, unknown>;
  message_annotations?: Record<string, unknown>;
}

interface Codec {
  encode(message: object): Buffer;
  decode(bytes: Buffer): AmqpMessage;
}

interface Wrap {
  wrap_long(value: number): unknown;
  wrap_timestamp(value: number): unknown;
  wrap_array(values: unknown[], code: number): unknown;
}

export const codec = rhea.message as unknown as Codec;
export const types = rhea.types as unknown as Wrap;

const { header, messageAnnotations, properties, applicationProperties } = sectionCodes;

/** Limits of the Standard tier. */
export const largestMessage = 256 * 1024;
const largestProperties = 64 * 1024;
const longestId = 128;

const pick = (sections: readonly Section[], codes: readonly number[]): Buffer =>
  Buffer.concat(sections.filter(({ code }) => codes.includes(code)).map(({ bytes }) => bytes));

const sectionOf = (bytes: Buffer, wanted: number): Section | undefined => cutSections(bytes).find(({ code }) => code === wanted);

/** What a queue has to know of a message that is being sent. @throws Refused what Service Bus refuses whatever the queue. */
export function readArriving(sent: Buffer): Arriving {
  const sections = sectionsOf(sent);
  const said = codec.decode(pick(sections, [header, messageAnnotations, properties]));
  const nameless = said.message_id === undefined || said.message_id === null;
  const messageId = nameless ? randomUUID() : String(said.message_id);
  const sessionId = said.group_id ?? undefined;
  checkLimits(sent, sections, { messageId, sessionId });
  return {
    bytes: nameless ? withMessageId(sections, messageId) : sent,
    messageId,
    sessionId,
    ttlMs: typeof said.ttl === 'number' ? said.ttl : undefined,
    visibleAt: timeOf(said.message_annotations?.['x-opt-scheduled-enqueue-time']),
  };
}

function sectionsOf(sent: Buffer): Section[] {
  try {
    return cutSections(sent);
  } catch (error) {
    throw new Refused('amqp:decode-error', error instanceof Error ? error.message : String(error));
  }
}

function checkLimits(sent: Buffer, sections: readonly Section[], ids: Record<string, string | undefined>): void {
  if (sent.length > largestMessage)
    throw new Refused(
      'amqp:link:message-size-exceeded',
      `The message of ${sent.length} bytes is larger than the allowed ${largestMessage}.`,
    );
  if (pick(sections, [applicationProperties]).length > largestProperties)
    throw new Refused('amqp:link:message-size-exceeded', `The properties of a message may not exceed ${largestProperties} bytes.`);
  for (const [name, id] of Object.entries(ids))
    if (id !== undefined && id.length > longestId)
      throw new Refused('com.microsoft:argument-out-of-range', `The ${name} is longer than ${longestId} characters.`);
}

const timeOf = (value: unknown): number | undefined =>
  value instanceof Date ? value.getTime() : typeof value === 'number' ? value : undefined;

const stateNumbers = { ready: 0, deferred: 1, scheduled: 2 } as const;
const longestTtl = 0xffffffff;

/** A message as a receiver gets it: the sender's sections behind a header and annotations of the broker. */
export function toDelivery(message: StoredMessage, lockedUntil?: number): Buffer {
  const sections = cutSections(message.bytes);
  const head = cutSections(
    codec.encode({
      durable: true,
      delivery_count: message.deliveryCount,
      ttl: Math.max(0, Math.min(message.ttlMs, longestTtl)),
      message_annotations: annotationsOf(message, lockedUntil),
    }),
  );
  const annotations = [
    ...cutEntries(sections.find(({ code }) => code === messageAnnotations)),
    ...cutEntries(head.find(({ code }) => code === messageAnnotations)),
  ];
  return Buffer.concat([
    pick(head, [header]),
    mapSection(messageAnnotations, annotations),
    ...sections.filter(({ code }) => code >= properties).map(({ bytes }) => bytes),
  ]);
}

function annotationsOf(message: StoredMessage, lockedUntil: number | undefined): Record<string, unknown> {
  const { sequence, enqueuedAt, state, deadLetter } = message;
  return {
    'x-opt-sequence-number': types.wrap_long(sequence),
    'x-opt-enqueue-sequence-number': types.wrap_long(sequence),
    'x-opt-enqueued-time': types.wrap_timestamp(enqueuedAt),
    'x-opt-message-state': types.wrap_long(stateNumbers[state]),
    ...(lockedUntil === undefined ? {} : { 'x-opt-locked-until': types.wrap_timestamp(lockedUntil) }),
    ...(deadLetter ? { 'x-opt-deadletter-source': deadLetter.source } : {}),
  };
}

/** The message with application properties changed by a receiver or added by dead-lettering; undefined when nothing changes. */
export function withProperties(bytes: Buffer, changes: Record<string, unknown> | undefined): Buffer | undefined {
  if (!changes || Object.keys(changes).length === 0) return undefined;
  const sections = cutSections(bytes);
  const old = sections.find(({ code }) => code === applicationProperties);
  const added = sectionOf(codec.encode({ application_properties: changes }), applicationProperties);
  const entries: MapEntry[] = [...cutEntries(old), ...cutEntries(added)];
  return Buffer.concat([
    ...sections.filter(({ code }) => code < applicationProperties).map((section) => section.bytes),
    mapSection(applicationProperties, entries),
    ...sections.filter(({ code }) => code > applicationProperties).map((section) => section.bytes),
  ]);
}

import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedValue } from './rpc.ts';
import { formatTimeSpan } from './time-span.ts';
import { type Trace, traceFor } from './trace.ts';

/** A message's body as the host hands it over: text, which the library then tries to parse as JSON. */
export function inputOf(messages: readonly ServiceBusReceivedMessage[], many: boolean, dataType: unknown): TypedValue {
  const asBytes = dataType === 'binary';
  if (!many) return asBytes ? { bytes: bytesOf(messages[0]?.body) } : { string: textOf(messages[0]?.body) };
  if (asBytes) return { collectionBytes: { bytes: messages.map((message) => bytesOf(message.body)) } };
  return { collectionString: { string: messages.map((message) => textOf(message.body)) } };
}

/** What `context.triggerMetadata` is made of: one value each, or for a batch one array each under `…Array`. */
export function triggerMetadataOf(messages: readonly ServiceBusReceivedMessage[], many: boolean): Record<string, TypedValue> {
  const all = messages.map(valuesOf);
  const found: Record<string, TypedValue> = {};
  for (const name of Object.keys(all[0] ?? {})) {
    const values = all.map((one) => one[name]);
    if (many) found[`${name}Array`] = arrayValue(values);
    else if (values[0] !== undefined && values[0] !== null) found[name] = singleValue(values[0]);
  }
  return found;
}

/** The sender's trace; a batch keeps it only when all its messages share one. */
export function traceOf(messages: readonly ServiceBusReceivedMessage[]): Trace {
  const parents = messages.map(({ applicationProperties: given }) => given?.traceparent ?? given?.['Diagnostic-Id']);
  const operations = new Set(parents.map((parent) => String(parent).split('-')[1]));
  return traceFor(operations.size === 1 ? parents[0] : undefined, messages[0]?.applicationProperties?.tracestate);
}

/** One line about the messages, for logs. */
export function causeOf(messages: readonly ServiceBusReceivedMessage[], queue: string): string {
  const [first] = messages;
  const session = first?.sessionId === undefined ? '' : `, session ${first.sessionId}`;
  if (messages.length > 1) return `${queue}: ${messages.length} messages${session}`;
  return `${queue}: message ${String(first?.messageId)}${session}, delivery ${deliveryCountOf(first)}`;
}

/** The SDK for JavaScript counts earlier deliveries; the host counts this one too. */
const deliveryCountOf = (message: ServiceBusReceivedMessage | undefined) => (message?.deliveryCount ?? 0) + 1;

/** What the host shows for a message that never expires. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The host shows the number of its enumeration. */
const states: readonly string[] = ['active', 'deferred', 'scheduled'];

function valuesOf(message: ServiceBusReceivedMessage): Record<string, unknown> {
  const properties = message.applicationProperties ?? {};
  return {
    MessageId: message.messageId === undefined ? undefined : String(message.messageId),
    SessionId: message.sessionId,
    CorrelationId: message.correlationId === undefined ? undefined : String(message.correlationId),
    DeliveryCount: deliveryCountOf(message),
    SequenceNumber: message.sequenceNumber?.toNumber(),
    EnqueuedSequenceNumber: message.enqueuedSequenceNumber,
    EnqueuedTimeUtc: message.enqueuedTimeUtc,
    ExpiresAtUtc: message.expiresAtUtc && new Date(Math.min(message.expiresAtUtc.getTime(), lastTime)),
    LockToken: message.lockToken,
    LockedUntil: message.lockedUntilUtc,
    Label: message.subject,
    Subject: message.subject,
    ContentType: message.contentType,
    PartitionKey: message.partitionKey,
    ReplyTo: message.replyTo,
    ReplyToSessionId: message.replyToSessionId,
    ScheduledEnqueueTimeUtc: message.scheduledEnqueueTimeUtc,
    State: states.indexOf(message.state),
    TimeToLive: message.timeToLive === undefined ? undefined : formatTimeSpan(message.timeToLive),
    To: message.to,
    DeadLetterSource: message.deadLetterSource,
    DeadLetterReason: message.deadLetterReason,
    DeadLetterErrorDescription: message.deadLetterErrorDescription,
    ApplicationProperties: properties,
    UserProperties: properties,
  };
}

function singleValue(value: unknown): TypedValue {
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { int: value } : { double: value };
  return { json: JSON.stringify(value) };
}

function arrayValue(values: unknown[]): TypedValue {
  if (values.every((value) => typeof value === 'string')) return { collectionString: { string: values } };
  if (values.every((value) => typeof value === 'number')) return { collectionSint64: { sint64: values } };
  return { json: JSON.stringify(values.map((value) => value ?? null)) };
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : Buffer.from(textOf(body));
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return body === undefined || body === null ? '' : JSON.stringify(body);
}

import type { TokenCredential } from '@azure/identity';
import { ServiceBusClient, type ServiceBusMessage, type ServiceBusSender } from '@azure/service-bus';
import { type Envelope, isOutbound, sessionOf } from '../canonical/envelope.ts';
import type { ErpNotice } from '../canonical/erp-notice.ts';
import { IntegrationError } from '../core/errors.ts';
import { shortHash } from '../core/hash.ts';
import type { EnvelopeQueue, NoticeQueue, StatusQueue } from '../ports.ts';
import type { Config } from './config.ts';
import { currentTraceparent } from './telemetry/invocation.ts';

export function openServiceBus(config: Config, credential: TokenCredential): ServiceBusClient {
  const options = { retryOptions: { maxRetries: 2, retryDelayInMs: 200, timeoutInMs: 10_000 } };
  const namespace = config.ServiceBusConnection__fullyQualifiedNamespace;
  return namespace
    ? new ServiceBusClient(namespace, credential, options)
    : new ServiceBusClient(config.ServiceBusConnection ?? '', options);
}

/** Duplicate detection drops a second message with the same id: attempts and waits are part of it, so that re-scheduled ones pass. */
const messageIdOf = ({ store, key, attempt, waits }: Envelope): string =>
  `${store}|${shortHash(key)}|${key}`.slice(0, 110) + (attempt || waits ? `#${attempt}.${waits}` : '');

/** The trace that what is sent belongs to. */
const traced = (): Pick<ServiceBusMessage, 'applicationProperties'> => {
  const traceparent = currentTraceparent();
  return traceparent ? { applicationProperties: { traceparent } } : {};
};

const toMessage = (envelope: Envelope): ServiceBusMessage => ({
  body: envelope,
  contentType: 'application/json',
  messageId: messageIdOf(envelope),
  sessionId: sessionOf(envelope),
  subject: envelope.kind,
  ...traced(),
});

/** One queue for all: each envelope goes to the queue of its direction. */
export function createWorkQueue(inbound: EnvelopeQueue, outbound: EnvelopeQueue): EnvelopeQueue {
  return {
    async send(envelopes) {
      const [out, into] = [envelopes.filter(({ kind }) => isOutbound(kind)), envelopes.filter(({ kind }) => !isOutbound(kind))];
      await Promise.all([out.length > 0 && outbound.send(out), into.length > 0 && inbound.send(into)]);
    },
    schedule: (envelope, at) => (isOutbound(envelope.kind) ? outbound : inbound).schedule(envelope, at),
  };
}

export function createEnvelopeQueue(client: ServiceBusClient, queue: string): EnvelopeQueue {
  const sender = client.createSender(queue);
  const send = createBatchingSend(sender);
  const once = createOnce();
  return {
    send: async (envelopes) => void (await Promise.all(envelopes.map((envelope) => send(toMessage(envelope))))),
    schedule: (envelope, at) =>
      once(messageIdOf(envelope), () => queueDown(sender.scheduleMessages(toMessage(envelope), new Date(at))).then(() => undefined)),
  };
}

const rememberMs = 60_000;

/** What this process has scheduled a moment ago, the queue's duplicate detection would drop: thousands of changes then cost one call. */
function createOnce(now: () => number = Date.now) {
  const done = new Map<string, number>();
  return async (id: string, work: () => Promise<void>): Promise<void> => {
    const at = now();
    for (const [known, since] of done) {
      if (at - since < rememberMs) break;
      done.delete(known);
    }
    if (done.has(id)) return;
    await work();
    done.set(id, at);
  };
}

/** Dynamics cannot set sessions, so this queue has none; what is ours carries its key for duplicate detection. */
export function createNoticeQueue(client: ServiceBusClient, queue: string): NoticeQueue {
  const sender = client.createSender(queue);
  const send = createBatchingSend(sender);
  const toNoticeMessage = (notice: ErpNotice): ServiceBusMessage => ({
    body: notice,
    contentType: 'application/json',
    messageId: `${notice.company}|${shortHash(notice.key)}|${notice.key}`.slice(0, 110) + (notice.attempt ? `#${notice.attempt}` : ''),
    subject: notice.about,
    ...traced(),
  });
  return {
    send: async (notices) => void (await Promise.all(notices.map((notice) => send(toNoticeMessage(notice))))),
    schedule: (notice, at) => queueDown(sender.scheduleMessages(toNoticeMessage(notice), new Date(at))).then(() => undefined),
    sendRaw: (body) => send({ body, contentType: 'text/plain', ...traced() }),
  };
}

/** Status of one store is written in order and in batches: messages are held to the next tick of `delayMs`, so that they come together. */
export function createStatusQueue(client: ServiceBusClient, queue: string, delayMs: number): StatusQueue {
  const send = createBatchingSend(client.createSender(queue));
  const tick = () => (delayMs > 0 ? new Date((Math.floor(Date.now() / delayMs) + 1) * delayMs) : undefined);
  return {
    async send(updates) {
      await Promise.all(
        updates.flatMap(inParts).map(({ update, part }) =>
          send({
            body: update,
            contentType: 'application/json',
            messageId: statusMessageId(update, part),
            sessionId: update.store,
            scheduledEnqueueTimeUtc: tick(),
            ...traced(),
          }),
        ),
      );
    },
  };
}

type StatusUpdate = Parameters<StatusQueue['send']>[0][number];

const statusMessageId = ({ store, kind, externalId, at, operationId }: StatusUpdate, part: number): string =>
  `${store}|${shortHash([kind, externalId, at, operationId, part].join('|'))}|${kind}|${externalId}`.slice(0, 128);

/** A message holds 256 KB, with its properties. */
const mostBytes = 200 * 1024;

/** An update with hundreds of problems, in as many as messages can hold; what else it says is said by the first. */
function inParts(update: StatusUpdate): { update: StatusUpdate; part: number }[] {
  const { exceptions, ...rest } = update;
  const parts: StatusUpdate['exceptions'][] = [[]];
  let room = mostBytes - bytesOf(rest);
  for (const note of exceptions) {
    const bytes = bytesOf(note);
    if (bytes > room && parts.at(-1)?.length) {
      parts.push([]);
      room = mostBytes - bytesOf({ ...rest, events: [], resolved: [] });
    }
    parts.at(-1)?.push(note);
    room -= bytes;
  }
  return parts.map((some, part) => ({
    update: { ...rest, exceptions: some, ...(part > 0 ? { events: [], resolved: [] } : {}) },
    part,
  }));
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** While one send is under way, what comes in the meantime is collected and goes together: one round trip for many. */
function createBatchingSend(sender: ServiceBusSender): (message: ServiceBusMessage) => Promise<void> {
  interface Waiting {
    message: ServiceBusMessage;
    done(): void;
    failed(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let sending = 0;
  const mostAtOnce = 4;
  const mostPerBatch = 100;

  const pump = () => {
    while (waiting.length > 0 && sending < mostAtOnce) {
      const batch = waiting.slice(0, mostPerBatch);
      waiting = waiting.slice(mostPerBatch);
      sending += 1;
      void queueDown(
        sendTogether(
          sender,
          batch.map((one) => one.message),
        ),
      )
        .then(
          () => batch.forEach((one) => one.done()),
          (error: unknown) => batch.forEach((one) => one.failed(error)),
        )
        .finally(() => {
          sending -= 1;
          pump();
        });
    }
  };
  return (message) =>
    new Promise<void>((done, failed) => {
      waiting.push({ message, done, failed });
      // Everything that this turn of the event loop brings goes along.
      if (waiting.length === 1) setImmediate(pump);
    });
}

/** In as few broker batches as their size allows. */
async function sendTogether(sender: ServiceBusSender, messages: readonly ServiceBusMessage[]): Promise<void> {
  const [only, second] = messages;
  if (only && !second) return sender.sendMessages(only);
  let batch = await sender.createMessageBatch();
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    if (batch.count > 0) await sender.sendMessages(batch);
    batch = await sender.createMessageBatch();
    if (!batch.tryAddMessage(message)) await sender.sendMessages(message);
  }
  if (batch.count > 0) await sender.sendMessages(batch);
}

async function queueDown<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (from) {
    throw new IntegrationError('REMOTE_DOWN', {
      facts: { remote: 'Service Bus', problem: from instanceof Error ? from.name : String(from) },
      from,
    });
  }
}

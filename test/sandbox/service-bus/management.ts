import type { Link } from './amqp.ts';
import { type AmqpMessage, readArriving, toDelivery, types } from './encoding.ts';
import type { Queue } from './queue.ts';
import { Refused } from './queue-model.ts';
import { changedBytes } from './receiving.ts';

/** Operations of the management link, by their names in the protocol. */

type Body = Record<string, unknown>;

export interface Call {
  queue: Queue;
  body: Body;
  /** The receiver that the request names, if it is still there. */
  receiver: Link | undefined;
  /** Whoever asks when no receiver is named. */
  connection: object;
  /** @throws Refused while sends are refused. */
  requireCalm(queue: Queue): void;
}

const number = (value: unknown): number => (Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

/** Lock tokens travel as a GUID in two byte orders: raw as delivery tag, mixed-endian as UUID. The exchange is its own inverse. */
function reorder(token: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => token[index] as number));
}

const tokensOf = (body: Body): Buffer[] => list(body['lock-tokens']).map((token) => reorder(token as Buffer));

const sequencesOf = (body: Body): number[] => list(body['sequence-numbers']).map(number);

/** The session that the request is about; only its holder may ask. */
function sessionOf({ queue, body, receiver }: Call): string {
  const sessionId = String(body['session-id']);
  queue.sessions.require(receiver, sessionId);
  return sessionId;
}

const operations: Record<string, (call: Call) => Body | undefined> = {
  'com.microsoft:renew-lock': ({ queue, body }) => ({ expirations: tokensOf(body).map((token) => new Date(queue.renew(token))) }),
  'com.microsoft:renew-session-lock': (call) => ({ expiration: new Date(call.queue.sessions.renew(sessionOf(call), Date.now())) }),
  'com.microsoft:set-session-state': (call) => {
    const state = call.body['session-state'];
    call.queue.setSessionState(sessionOf(call), Buffer.isBuffer(state) ? state : undefined);
    return {};
  },
  'com.microsoft:get-session-state': (call) => ({ 'session-state': call.queue.sessions.state(sessionOf(call)) ?? null }),
  'com.microsoft:get-message-sessions': ({ queue, body }) => {
    const skip = number(body.skip);
    const ids = queue.sessions.ids().slice(skip, skip + number(body.top));
    return ids.length === 0 ? undefined : { skip: skip + ids.length, 'sessions-ids': ids };
  },
  'com.microsoft:peek-message': ({ queue, body }) => {
    const sessionId = typeof body['session-id'] === 'string' ? body['session-id'] : undefined;
    const found = queue.messages.peek(number(body['from-sequence-number']), number(body['message-count']), sessionId);
    return found.length === 0 ? undefined : { messages: found.map((message) => ({ message: toDelivery(message) })) };
  },
  'com.microsoft:schedule-message': ({ queue, body, requireCalm }) => {
    requireCalm(queue);
    const arriving = list(body.messages).map((entry) => readArriving((entry as { message: Buffer }).message));
    for (const message of arriving) queue.requireSession(message);
    return {
      'sequence-numbers': types.wrap_array(
        arriving.map((message) => queue.send(message)),
        0x81,
      ),
    };
  },
  'com.microsoft:cancel-scheduled-message': ({ queue, body }) => {
    for (const sequence of sequencesOf(body)) queue.cancelScheduled(sequence);
    return {};
  },
  'com.microsoft:receive-by-sequence-number': (call) => {
    const { queue, body, receiver, connection } = call;
    if (queue.properties.requiresSession) sessionOf(call);
    const keep = number(body['receiver-settle-mode'] ?? 1) === 1;
    const taken = queue.takeDeferred(receiver ?? connection, sequencesOf(body), keep);
    return {
      messages: taken.map(({ message, lock }) => ({ message: toDelivery(message, lock.until), 'lock-token': reorder(lock.token) })),
    };
  },
  'com.microsoft:update-disposition': (call) => {
    if (call.queue.properties.requiresSession) sessionOf(call);
    for (const token of tokensOf(call.body)) settle(call.queue, token, call.body);
    return {};
  },
};

function settle(queue: Queue, token: Buffer, body: Body): void {
  const bytes = changedBytes(queue, token, body['properties-to-modify'] as Body | undefined);
  const status = String(body['disposition-status']);
  if (status === 'completed') return queue.complete(token);
  if (status === 'abandoned') return queue.abandon(token, bytes);
  // The protocol spells it so.
  if (status === 'defered') return queue.defer(token, bytes);
  if (status === 'suspended')
    return queue.deadLetter(token, String(body['deadletter-reason'] ?? ''), String(body['deadletter-description'] ?? ''), bytes);
  throw new Refused('com.microsoft:argument-error', `The disposition "${status}" does not exist.`);
}

const statusOf: Record<string, number> = {
  'com.microsoft:message-not-found': 404,
  'com.microsoft:message-lock-lost': 410,
  'com.microsoft:session-lock-lost': 410,
  'com.microsoft:server-busy': 503,
  'amqp:link:message-size-exceeded': 403,
  'amqp:not-implemented': 501,
  'amqp:internal-error': 500,
};

/** Carries out a request and words the answer. */
export function manage(request: AmqpMessage, call: Omit<Call, 'body'>): AmqpMessage {
  const name = String(request.application_properties?.operation ?? '');
  const answer = (code: number, description: string, body: Body | null, condition?: string): AmqpMessage => ({
    correlation_id: request.message_id,
    application_properties: { statusCode: code, statusDescription: description, ...(condition ? { errorCondition: condition } : {}) },
    body,
  });
  try {
    const operation = operations[name];
    if (!operation) throw new Refused('amqp:not-implemented', `The operation "${name}" does not exist.`);
    const body = operation({ ...call, body: (request.body ?? {}) as Body });
    return body ? answer(200, 'OK', body) : answer(204, 'No content', null);
  } catch (error) {
    const refused = error instanceof Refused ? error : new Refused('amqp:internal-error', String(error));
    return answer(statusOf[refused.condition] ?? 400, refused.message, null, refused.condition);
  }
}

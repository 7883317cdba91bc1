import type { AmqpMessage } from './encoding.ts';
import { readArriving, toDelivery, types, withProperties } from './encoding.ts';
import { type Queue, Refused } from './queue.ts';

/** Operations of the management link, by their names in the protocol. */

type Body = Record<string, unknown>;
type Operation = (queue: Queue, body: Body, holder: object) => Body | undefined;

const number = (value: unknown): number => (Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

/** Lock tokens travel as a GUID in two byte orders: raw as delivery tag, mixed-endian as UUID. The exchange is its own inverse. */
export function reorder(token: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => token[index] as number));
}

const tokensOf = (body: Body): Buffer[] => list(body['lock-tokens']).map((token) => reorder(token as Buffer));

const operations: Record<string, Operation> = {
  'com.microsoft:renew-lock': (queue, body) => ({ expirations: tokensOf(body).map((token) => new Date(queue.renew(token))) }),
  'com.microsoft:renew-session-lock': (queue, body) => ({ expiration: new Date(queue.renewSession(String(body['session-id']))) }),
  'com.microsoft:set-session-state': (queue, body) => {
    const state = body['session-state'];
    queue.setSessionState(String(body['session-id']), Buffer.isBuffer(state) ? state : undefined);
    return {};
  },
  'com.microsoft:get-session-state': (queue, body) => ({ 'session-state': queue.sessionState(String(body['session-id'])) ?? null }),
  'com.microsoft:get-message-sessions': (queue, body) => {
    const ids = [...queue.sessions.keys()].slice(number(body.skip), number(body.skip) + number(body.top));
    return { skip: number(body.skip) + ids.length, 'sessions-ids': ids };
  },
  'com.microsoft:peek-message': (queue, body) => {
    const sessionId = typeof body['session-id'] === 'string' ? body['session-id'] : undefined;
    const found = queue.peek(number(body['from-sequence-number']), number(body['message-count']), sessionId);
    return found.length === 0 ? undefined : { messages: found.map((message) => ({ message: toDelivery(message) })) };
  },
  'com.microsoft:schedule-message': (queue, body) => {
    const sequences = list(body.messages).map((entry) => {
      const arriving = readArriving((entry as { message: Buffer }).message);
      const sequence = queue.send(arriving);
      // A duplicate is dropped in silence, as a sender is told nothing of it either.
      return sequence ?? 0;
    });
    return { 'sequence-numbers': types.wrap_array(sequences, 0x81) as never };
  },
  'com.microsoft:cancel-scheduled-message': (queue, body) => {
    for (const sequence of list(body['sequence-numbers'])) queue.cancelScheduled(number(sequence));
    return {};
  },
  'com.microsoft:receive-by-sequence-number': (queue, body, holder) => {
    const keep = number(body['receiver-settle-mode'] ?? 1) === 1;
    const taken = queue.takeDeferred(holder, list(body['sequence-numbers']).map(number), keep);
    return {
      messages: taken.map(({ message, lock }) => ({ message: toDelivery(message, lock.until), 'lock-token': reorder(lock.token) })),
    };
  },
  'com.microsoft:update-disposition': (queue, body) => {
    const changes = body['properties-to-modify'] as Record<string, unknown> | undefined;
    for (const token of tokensOf(body)) settle(queue, token, String(body['disposition-status']), body, changes);
    return {};
  },
};

function settle(queue: Queue, token: Buffer, status: string, body: Body, changes: Record<string, unknown> | undefined): void {
  const held = queue.locks.get(token.toString('hex'));
  const bytes = held && withProperties(queue.messages.get(held.sequence)?.bytes ?? Buffer.alloc(0), changes);
  if (status === 'completed') return queue.complete(token);
  if (status === 'abandoned') return queue.abandon(token, bytes);
  if (status === 'defered') return queue.defer(token, bytes);
  if (status === 'suspended')
    return queue.deadLetter(token, String(body['deadletter-reason'] ?? ''), String(body['deadletter-description'] ?? ''), bytes);
  throw new Refused('amqp:not-implemented', `The disposition "${status}" does not exist.`);
}

/** Carries out a request and words the answer. */
export function manage(queue: Queue, request: AmqpMessage, holder: object): AmqpMessage {
  const name = String(request.application_properties?.operation ?? '');
  const answer = (statusCode: number, description: string, body?: Body, condition?: string): AmqpMessage => ({
    correlation_id: request.message_id,
    application_properties: {
      statusCode,
      'status-code': statusCode,
      statusDescription: description,
      ...(condition ? { errorCondition: condition } : {}),
    },
    body: body ?? null,
  });
  try {
    const operation = operations[name];
    if (!operation) return answer(501, `The operation "${name}" does not exist.`, undefined, 'amqp:not-implemented');
    const body = operation(queue, (request.body ?? {}) as Body, holder);
    return body ? answer(200, 'OK', body) : answer(204, 'No content');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const status =
      { 'com.microsoft:message-not-found': 404, 'com.microsoft:message-lock-lost': 410, 'com.microsoft:session-lock-lost': 410 }[
        error.condition
      ] ?? 400;
    return answer(status, error.message, undefined, error.condition);
  }
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { ErpNotice } from '../canonical/erp-notice.ts';
import { StatusUpdate } from '../canonical/status.ts';
import { IntegrationError, titleOf } from '../core/errors.ts';
import { shortHash } from '../core/hash.ts';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { readDynamicsEvent } from '../d365/dynamics-events.ts';
import type { BodyStore, NoticeQueue, SecretStore, StatusQueue } from '../ports.ts';
import { lineOf, reasonColumns, toNote } from './outcome.ts';
import type { Receipt } from './receive.ts';
import { type RoutePorts, routeNotice } from './route.ts';
import type { SecondLook } from './second-look.ts';
import { say } from './sentences.ts';
import type { StrangerLimit } from './stranger-limit.ts';

/** A request at the door for Dynamics. Each environment has an address and a key of its own. */
export interface DynamicsArrival {
  environment: string;
  key: string;
  body: Uint8Array;
}

export interface DoorPorts {
  secrets: SecretStore;
  notices: NoticeQueue;
  secondLook: SecondLook;
  strangers: StrangerLimit;
  maxBodyBytes: number;
}

/** A message of the queue holds 256 KB, with its properties. */
const mostEventBytes = 250_000;

/** Looks at the key and queues the body unread: Dynamics gives an address ten seconds, tries three times, and then waits for a person. */
export async function receiveFromDynamics(
  { environment, key, body }: DynamicsArrival,
  { secrets, notices, secondLook, strangers, maxBodyBytes }: DoorPorts,
): Promise<Receipt> {
  const most = Math.min(maxBodyBytes, mostEventBytes);
  if (body.byteLength > most) return { status: 413, says: `An event may have ${most} bytes at most.` };
  if (!/^[a-z0-9][a-z0-9-]{0,49}$/.test(environment)) return { status: 401, says: 'The key does not fit.' };
  try {
    const name = `dynamics-${environment}-event-key`;
    if (!strangers.mayAsk(name)) return { status: 503, says: 'It cannot be taken right now.' };
    await secondLook(name, async (notBefore) => {
      const current = await secrets.get(name, notBefore);
      strangers.found(name);
      const keys = [current, await secrets.previous(name, notBefore)];
      if (!keys.some((one) => one !== undefined && isSame(one, key))) throw new IntegrationError('BAD_SIGNATURE');
    });
    await notices.sendRaw(new TextDecoder().decode(body));
    return { status: 200, says: 'Queued.' };
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    if (error.code === 'SECRET_MISSING' || error.disposition === 'refuse') return { status: 401, says: 'The key does not fit.' };
    return { status: 503, says: 'It cannot be taken right now.' };
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export interface HearPorts extends RoutePorts {
  bodies: BodyStore;
  status: StatusQueue;
}

/** Takes a message of the queue `d365-events`: one of our own notices, or what Dynamics has sent by itself. */
export async function hearDynamics(
  message: unknown,
  ports: HearPorts,
  { log, operationId }: { log: Log; operationId: string },
): Promise<void> {
  const own = ErpNotice.safeParse(message);
  if (own.success) return routeNotice(own.data, ports, log);
  const reading = readDynamicsEvent(message, ports.clock.now());
  if ('ignored' in reading) return log.info('event ignored', { why: reading.ignored });
  if (reading.unreadable !== undefined) await keepUnreadable(message, reading.unreadable, ports, operationId);
  for (const notice of 'notices' in reading ? reading.notices : []) await routeNotice(notice, ports, log);
}

/** Nothing is lost: the event is kept, and a person is told once however often it is sent. */
async function keepUnreadable(message: unknown, problem: string, { bodies, status, clock }: HearPorts, operationId: string): Promise<void> {
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
  const externalId = ExternalId.parse(shortHash(text));
  const bodyRef = `dynamics/${createHash('sha256').update(text).digest('hex')}`;
  await bodies.put(bodyRef, new TextEncoder().encode(text));
  const document = { store: StoreId.parse('dynamics'), kind: 'delivery' as const, externalId };
  const error = new IntegrationError('EVENT_UNREADABLE', { facts: { problem }, detail: { kept: bodyRef } });
  const at = clock.now();
  await status.send([
    StatusUpdate.parse({
      schema: 1,
      ...document,
      channel: ChannelId.parse('dynamics'),
      at,
      state: 'Held',
      ...reasonColumns(titleOf(error)),
      operationId,
      exceptions: [toNote(error, document)],
      events: [lineOf('held', say.ended('Held', titleOf(error)), at)],
    }),
  ]);
}

import { createHash } from 'node:crypto';
import type { Envelope, Notice, RawRequest } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import type { Delivery } from '../connectors/connector.ts';
import { IntegrationError } from '../core/errors.ts';
import type { Clock } from '../core/time.ts';
import type { BodyStore, EnvelopeQueue } from '../ports.ts';

/** A request at the door and who it says it is for. */
export interface Arrival {
  channel: string;
  store: string;
  request: RawRequest;
}

export interface ReceivePorts {
  store(id: string): Promise<Store | undefined>;
  /** The channel's own reading of the request; verifies first. @throws IntegrationError BAD_SIGNATURE */
  open(store: Store, request: RawRequest): Promise<Delivery>;
  inbound: EnvelopeQueue;
  bodies: BodyStore;
  clock: Clock;
  maxBodyBytes: number;
}

/** What the door answers. 200 only after the queue has it. */
export interface Receipt {
  status: 200 | 202 | 401 | 404 | 413 | 503;
  says: string;
}

/** Verifies, identifies and queues. Never translates, never loads: a webhook is only a trigger. */
export async function receive({ channel, store: storeId, request }: Arrival, ports: ReceivePorts): Promise<Receipt> {
  if (request.body.byteLength > ports.maxBodyBytes)
    return { status: 413, says: `A delivery may have ${ports.maxBodyBytes} bytes at most.` };
  try {
    const store = await ports.store(storeId);
    if (!store || store.channel !== channel) return { status: 404, says: `No store "${storeId}" of ${channel} is set up.` };
    if (!store.enabled) return { status: 200, says: 'The store is switched off.' };
    const delivery = await ports.open(store, request);
    if ('ignored' in delivery) return { status: 200, says: delivery.ignored };
    const envelope = (notice: Notice): Envelope => toEnvelope(notice, store, 'webhook', ports.clock);
    if ('unreadable' in delivery) {
      const bodyRef = `${store.id}/${createHash('sha256').update(request.body).digest('hex')}`;
      await ports.bodies.put(bodyRef, request.body);
      await ports.inbound.send([{ ...envelope(delivery.notice), bodyRef, problem: delivery.unreadable }]);
      return { status: 202, says: 'Kept, but it could not be read.' };
    }
    await ports.inbound.send(delivery.notices.map(envelope));
    return { status: 200, says: 'Queued.' };
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    if (error.disposition === 'refuse') return { status: 401, says: 'The signature does not fit.' };
    // Anything else is our trouble: the channel shall come again, and polling is behind it.
    return { status: 503, says: 'It cannot be taken right now.' };
  }
}

export function toEnvelope(notice: Notice, store: Pick<Store, 'id' | 'channel'>, via: Envelope['via'], clock: Clock): Envelope {
  return {
    schema: 1,
    store: store.id,
    channel: store.channel,
    kind: notice.kind,
    externalId: notice.externalId,
    key: notice.key,
    topic: notice.topic,
    via,
    occurredAt: notice.occurredAt,
    receivedAt: clock.now(),
    attempt: 0,
    waits: 0,
    released: false,
  };
}

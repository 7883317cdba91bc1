import { accepted, answer, type Context, type Link } from './amqp.ts';
import type { Authorization } from './authorization.ts';
import { type AmqpMessage, codec } from './encoding.ts';
import type { Entities } from './entities.ts';
import { manage } from './management.ts';
import type { Receiving } from './receiving.ts';
import type { Sending } from './sending.ts';

const managementSuffix = '/$management';

/** `$cbs` and every queue's `$management`: a request comes on one link, its answer goes out on another. */
export const isRequestAddress = (address: string): boolean => address === '$cbs' || address.endsWith(managementSuffix);

/** The queue that a management address belongs to. */
export const managedAddress = (address: string): string => address.slice(0, -managementSuffix.length);

interface Parts {
  authorization: Authorization;
  entities: Entities;
  receiving: Receiving;
  sending: Sending;
}

export class Requests {
  readonly #replyLinks = new Set<Link>();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  openReply(link: Link): void {
    this.#replyLinks.add(link);
    link.set_source({ address: link.source?.address ?? '' });
    link.set_target(link.target ?? {});
    // An answer needs no acknowledgement: the client's would stand alone on the wire and hold up its next frame for 40 ms.
    link.local.attach.snd_settle_mode = 1;
    link.attach();
  }

  gone(matches: (link: Link) => boolean): void {
    for (const link of this.#replyLinks) if (matches(link)) this.#replyLinks.delete(link);
  }

  arrived({ receiver, delivery, message }: Context): void {
    answer(delivery, accepted());
    const request = codec.decode(message);
    const reply = this.#replyLinkOf(receiver, request.reply_to);
    const address = receiver.target?.address ?? '';
    reply?.send(
      codec.encode(address === '$cbs' ? this.#authorize(receiver, request) : this.#manage(receiver, address, request)),
      undefined,
      0,
    );
  }

  #authorize({ connection }: Link, request: AmqpMessage): AmqpMessage {
    const { operation, type, name } = request.application_properties ?? {};
    const problem =
      operation === 'put-token'
        ? this.#parts.authorization.put(connection, String(name), String(type), String(request.body))
        : `The operation '${String(operation)}' is not supported.`;
    return {
      correlation_id: request.message_id,
      application_properties: { 'status-code': problem ? 401 : 202, 'status-description': problem ?? 'Accepted' },
    };
  }

  #manage({ connection }: Link, address: string, request: AmqpMessage): AmqpMessage {
    const { entities, receiving, sending } = this.#parts;
    const queue = entities.at(managedAddress(address));
    // The link was opened for a queue that exists, and queues do not go away.
    if (!queue) throw new Error(`The queue of ${address} is gone.`);
    const receiver = receiving.find(connection, queue, request);
    return manage(request, { queue, receiver, connection, requireCalm: (busy) => sending.requireCalm(busy) });
  }

  /** Names of reply addresses repeat between connections; some clients name none and have one link per node. */
  #replyLinkOf({ connection, target }: Link, replyTo: unknown): Link | undefined {
    const fitting = [...this.#replyLinks].filter((link) => link.connection === connection && link.source?.address === target?.address);
    return fitting.find((link) => link.target?.address === replyTo) ?? fitting[0];
  }
}

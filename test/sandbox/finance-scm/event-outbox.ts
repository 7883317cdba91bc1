import { randomUUID } from 'node:crypto';
import { WrongCall } from '../faults.ts';
import type { ActBody } from './act-body.ts';

/** Where Dynamics sends what it says by itself. */
export interface EventEndpoints {
  /** The whole address with its key. */
  https?: { url(): string };
  /** Puts it on the queue, without a session. */
  queue?(body: unknown): Promise<void>;
}

type Route = 'https' | 'queue' | 'none';

interface Manner {
  business: Route;
  data: Route;
  envelope: 'old' | 'new';
  /** The content is a text within the JSON, as some end points send it. */
  asText: boolean;
  /** Share of events that are sent twice. */
  duplicates: number;
  /** Events of the same moment go out in another order. */
  reorder: boolean;
}

interface Sent {
  eventId: string;
  name: string;
  route: Route;
  body: unknown;
  tries: number;
  delivered: boolean;
  problem?: string;
}

const mostTries = 3;
const betweenTriesMs = 1000;
const timeoutMs = 10_000;

/**
 * Events as Finance & SCM sends them: after the posting, at least once, in no order, three tries a second apart; what could not be
 * delivered then stays in an error log until a person presses Resend.
 */
export class EventOutbox {
  readonly #endpoints: EventEndpoints;
  readonly #first: Manner;
  #manner: Manner;
  #log: Sent[] = [];
  /** Above what any earlier run gave, without being kept anywhere. */
  #control = 5_637_145_000 + Math.floor(Date.now() / 1000);
  #pending = 0;
  #closed = false;
  /** Grows with every reset: what was on its way then is dropped. */
  #round = 0;

  constructor(endpoints: EventEndpoints) {
    this.#endpoints = endpoints;
    this.#first = {
      business: endpoints.https ? 'https' : 'none',
      data: 'none',
      envelope: 'new',
      asText: false,
      duplicates: 0,
      reorder: false,
    };
    this.#manner = this.#first;
  }

  /** @throws WrongCall for a manner that does not exist */
  choose(body: ActBody): Manner {
    const next: Record<string, unknown> = { ...this.#manner };
    const known: Record<string, (value: unknown) => boolean> = {
      business: isRoute,
      data: isRoute,
      envelope: (value) => value === 'old' || value === 'new',
      asText: (value) => typeof value === 'boolean',
      duplicates: (value) => typeof value === 'number' && value >= 0 && value <= 1,
      reorder: (value) => typeof value === 'boolean',
    };
    for (const [name, value] of Object.entries(body)) {
      if (!known[name]?.(value)) throw new WrongCall(`"${name}": ${JSON.stringify(value)} is no manner of sending events.`);
      next[name] = value;
    }
    this.#manner = next as unknown as Manner;
    return this.#manner;
  }

  /** A business event with its own members. */
  business(name: string, company: string, members: Readonly<Record<string, unknown>>): void {
    const now = Date.now();
    // Numbers are taken by other events in between.
    this.#control += 1 + Math.floor(Math.random() * 3);
    const envelope: Record<string, unknown> = {
      BusinessEventId: name,
      ControlNumber: this.#control,
      EventId: randomUUID().toUpperCase(),
      EventTime: `/Date(${now})/`,
      MajorVersion: 0,
      MinorVersion: 0,
      ...(this.#manner.envelope === 'new'
        ? {
            BusinessEventLegalEntity: company,
            ContextRecordSubject: '',
            EventTimeIso8601: new Date(now).toISOString().replace('Z', '1234Z'),
            InitiatingUserAADObjectId: '{00000000-0000-0000-0000-000000000000}',
            ParentContextRecordSubjects: [],
          }
        : {}),
      LegalEntity: company,
      ...members,
    };
    const sorted = Object.fromEntries(Object.entries(envelope).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#send(name, String(envelope.EventId), this.#manner.business, sorted);
  }

  /** Any body at all, as somebody's own event may have it. */
  raw(body: unknown): void {
    this.#send('custom', randomUUID().toUpperCase(), this.#manner.business, body);
  }

  /** A data event, as it comes through Dataverse. Values of `enums` are numbered from 200000000. */
  data(
    message: 'Created' | 'Updated' | 'Deleted',
    entity: string,
    attributes: Readonly<Record<string, unknown>>,
    enums: Readonly<Record<string, number>> = {},
  ): void {
    const stamp = `/Date(${Date.now()}+0000)/`;
    const options = Object.entries(enums).map(([key, value]) => ({
      key: `mserp_${key.toLowerCase()}`,
      value: { __type: 'OptionSetValue:http://schemas.microsoft.com/xrm/2011/Contracts', Value: 200_000_000 + value },
    }));
    const body = {
      MessageName: `OnExternal${message}`,
      PrimaryEntityName: `mserp_${entity}`,
      PrimaryEntityId: '00000000-0000-0000-0000-000000000000',
      OperationCreatedOn: stamp,
      CorrelationId: randomUUID(),
      InitiatingUserAzureActiveDirectoryObjectId: '00000000-0000-0000-0000-000000000000',
      InputParameters: [
        {
          key: 'Target',
          value: {
            __type: 'Entity:http://schemas.microsoft.com/xrm/2011/Contracts',
            Id: randomUUID(),
            LogicalName: `mserp_${entity}`,
            Attributes: [...Object.entries(attributes).map(([key, value]) => ({ key: `mserp_${key.toLowerCase()}`, value })), ...options],
          },
        },
      ],
    };
    this.#send(`${body.MessageName} ${body.PrimaryEntityName}`, body.CorrelationId, this.#manner.data, body);
  }

  log(): Omit<Sent, 'body'>[] {
    return this.#log.map(({ body: _, ...rest }) => rest);
  }

  /** A person presses Resend: for one event, or for all that failed. */
  resend(eventId?: string): number {
    const failed = this.#log.filter(
      (one) => !one.delivered && one.tries >= mostTries && (eventId === undefined || one.eventId === eventId),
    );
    for (const one of failed) {
      one.tries = 0;
      void this.#deliver(one);
    }
    return failed.length;
  }

  pending(): number {
    return this.#pending;
  }

  reset(): void {
    this.#log = [];
    this.#round += 1;
    this.#manner = this.#first;
  }

  close(): void {
    this.#closed = true;
  }

  #send(name: string, eventId: string, route: Route, content: unknown): void {
    if (route === 'none') return;
    const body = this.#manner.asText ? { id: eventId, eventType: name, data: JSON.stringify(content) } : content;
    const times = Math.random() < this.#manner.duplicates ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const one: Sent = { eventId, name, route, body, tries: 0, delivered: false };
      this.#log.push(one);
      const delay = this.#manner.reorder ? Math.random() * 300 : 0;
      const round = this.#round;
      this.#pending += 1;
      setTimeout(() => {
        this.#pending -= 1;
        void this.#deliver(one, round);
      }, delay).unref();
    }
  }

  async #deliver(one: Sent, round = this.#round): Promise<void> {
    this.#pending += 1;
    try {
      while (one.tries < mostTries && !this.#closed && round === this.#round) {
        one.tries += 1;
        one.problem = await this.#once(one);
        one.delivered = one.problem === undefined;
        if (one.delivered) {
          // The log is long; only what failed is sent again.
          one.body = undefined;
          return;
        }
        if (one.tries < mostTries) await new Promise((done) => setTimeout(done, betweenTriesMs).unref());
      }
    } finally {
      this.#pending -= 1;
    }
  }

  /** What went wrong, if anything. */
  async #once({ route, body }: Sent): Promise<string | undefined> {
    try {
      if (route === 'queue') {
        if (!this.#endpoints.queue) return 'There is no queue.';
        await this.#endpoints.queue(body);
        return undefined;
      }
      const url = this.#endpoints.https?.url();
      if (!url) return 'There is no address.';
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.arrayBuffer();
      return answer.ok ? undefined : `It answered ${answer.status}.`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const isRoute = (value: unknown): boolean => value === 'https' || value === 'queue' || value === 'none';

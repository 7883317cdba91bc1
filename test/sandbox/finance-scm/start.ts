import { CallLog, type Calls, type Part, type PartOptions } from '../parts.ts';
import { type FaultWording, type SimRequest, type SimResponse, serve } from '../serve.ts';
import type { TokenIssuer } from '../tokens.ts';
import { clients, legalEntities } from '../world.ts';
import { announce } from './announcements.ts';
import { answerBatch, isBatch } from './batch.ts';
import { Desk } from './desk.ts';
import type { Erp } from './erp.ts';
import { type EventEndpoints, EventOutbox } from './event-outbox.ts';
import { act } from './events.ts';
import { Numbers } from './numbers.ts';
import { type Answer, callName, type Operation, readTarget, refusalAnswer } from './operation.ts';
import { Refusal } from './refusal.ts';
import { tableShapes } from './registry.ts';
import { onHandRules } from './rules/on-hand.ts';
import { seed } from './seed.ts';
import { type Latency, ServerTime } from './server-time.ts';
import { Service } from './service.ts';
import { Store } from './store.ts';
import { LimitKeeper, Throttled, type UserLimits } from './user-limits.ts';

export interface FinanceScmOptions extends PartOptions {
  tokens: TokenIssuer;
  /** Rows in one answer; the rest behind `@odata.nextLink`. Default 10,000. */
  pageSize?: number;
  latency?: Latency;
  /** Whether the caller may choose sales order numbers. Default `manual`: yes. */
  numberSequence?: 'manual' | 'automatic';
  /** Stress switch: the per-user limits that were in force before 10.0.36. */
  userLimits?: UserLimits;
  /** Who hears of what happens. */
  eventEndpoints?: EventEndpoints;
}

export interface FinanceScmPart extends Part {
  calls(): Calls;
  resetCalls(): void;
  /** A person in Dynamics acts. @throws WrongCall for an unknown event, with the known ones */
  act(event: string, body: Record<string, unknown>): Promise<unknown>;
  /** Events that are being delivered. */
  pendingEvents(): number;
  /** What was sent and what became of it. */
  eventLog(): ReturnType<EventOutbox['log']>;
  /** When a person last did something, epoch ms. */
  lastActAt(): number | undefined;
  /** On-hand rows of an item with what is worked out on read: what other services are told. */
  onHandOf(company: string, item: string): Readonly<Record<string, string>>[];
  /** Items that have on-hand rows in a company. */
  itemsOf(company: string): string[];
}

/** Acts on the events themselves. */
const ownActs: Readonly<Record<string, (outbox: EventOutbox, body: Record<string, unknown>) => unknown>> = {
  events: (outbox, body) => outbox.choose(body),
  'business-event': (outbox, body) => outbox.raw(body.body ?? body),
  resend: (outbox, { eventId }) => ({ resent: outbox.resend(typeof eventId === 'string' ? eventId : undefined) }),
  'event-log': (outbox) => ({ events: outbox.log() }),
};

const defaultCompany = legalEntities[0].id;
const registered: readonly string[] = Object.values(clients).map(({ id }) => id);

const throttledText = 'This request could not be processed at this time due to system experiencing high resource utilization.';

const wording: FaultWording = {
  throttle: (retryAfterS) => throttled(throttledText, retryAfterS),
  error: () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>Service Unavailable</h1></body></html>' }),
};

const throttled = (text: string, retryAfterS: number): SimResponse => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterS) },
  body: { error: { code: '', message: text } },
});

/** Starts a Finance & Supply Chain Management environment: OData at `/data`, seeded with the demo companies. */
export async function startFinanceScm(options: FinanceScmOptions): Promise<FinanceScmPart> {
  const store = new Store(options.dataDir, tableShapes());
  const erp: Erp = { store, numbers: new Numbers(store), now: () => new Date() };
  const calls = new CallLog();
  const time = new ServerTime(options.latency ?? 'none');
  const limits = options.userLimits && new LimitKeeper(options.userLimits);
  let url = '';
  const root = () => `${url}/data/`;
  const service = new Service({ erp, root, pageSize: options.pageSize ?? 10_000, defaultCompany });
  const desk = new Desk({ erp, service, time, calls, defaultCompany });

  const outbox = new EventOutbox(options.eventEndpoints ?? {});
  let actedAt: number | undefined;

  const fill = () => {
    seed(erp);
    if (options.numberSequence)
      store.transaction(() =>
        legalEntities.forEach(({ id }) => erp.numbers.setManual('sales-order', id, options.numberSequence === 'manual')),
      );
  };
  if (store.table('LegalEntities').size === 0) fill();

  const answer = async (operation: Operation): Promise<Answer> => {
    calls.count(callName(operation));
    try {
      return await time.occupy(() => (isBatch(operation) ? answerBatch(desk, operation, root()) : desk.run(operation)));
    } catch (error) {
      if (error instanceof Refusal) return refusalAnswer(error);
      throw error;
    }
  };

  const handle = async (request: SimRequest): Promise<SimResponse> => {
    const claims = options.tokens.check(request.headers.authorization, url);
    if (!claims || !registered.includes(claims.appid))
      return { status: 401, headers: { 'www-authenticate': `Bearer authorization_uri="${url}", resource_id="${url}"` } };
    try {
      const operation = {
        method: request.method,
        ...readTarget(request.url),
        headers: request.headers,
        body: request.body.toString('utf8'),
      };
      return await (limits ? limits.within(claims.appid, () => answer(operation)) : answer(operation));
    } catch (error) {
      if (error instanceof Throttled) return throttled(error.message, error.retryAfterS);
      if (error instanceof Refusal) return refusalAnswer(error);
      throw error;
    }
  };

  const served = await serve({ target: 'financeScm', port: options.port, faults: options.faults, handle, wording });
  url = served.url;
  return {
    name: 'financeScm',
    url,
    calls: () => calls.read(),
    resetCalls: () => calls.reset(),
    act: async (event, body) => {
      const own = Object.hasOwn(ownActs, event) ? ownActs[event] : undefined;
      if (own) return own(outbox, body);
      const answer = act(erp, time, event, body);
      actedAt = Date.now();
      announce(event, erp, answer, outbox);
      return answer;
    },
    pendingEvents: () => outbox.pending(),
    eventLog: () => outbox.log(),
    lastActAt: () => actedAt,
    itemsOf: (company) => [
      ...new Set(
        [...store.table('InventSum').all()].filter(({ row }) => row.dataAreaId === company).map(({ row }) => row.ItemNumber ?? ''),
      ),
    ],
    onHandOf: (company, item) =>
      store
        .table('InventSum')
        .equal('ItemNumber', item)
        .filter(({ row }) => row.dataAreaId === company)
        .map(({ row }) => ({
          ...row,
          ...Object.fromEntries(Object.entries(onHandRules.computed ?? {}).map(([name, work]) => [name, work(row, erp)])),
        })),
    reset: async () => {
      outbox.reset();
      actedAt = undefined;
      store.transaction(() => store.clear());
      calls.reset();
      time.mode = options.latency ?? 'none';
      fill();
    },
    close: async () => {
      outbox.close();
      await served.close();
      store.close();
    },
  };
}

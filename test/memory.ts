import type { Envelope } from '../shared/canonical/envelope.ts';
import type { OrderDraft } from '../shared/canonical/order.ts';
import { StatusUpdate } from '../shared/canonical/status.ts';
import type { Store } from '../shared/canonical/store.ts';
import type { Published } from '../shared/connectors/channel.ts';
import { gone } from '../shared/connectors/connector.ts';
import { IntegrationError } from '../shared/core/errors.ts';
import { createLog } from '../shared/core/log.ts';
import { type Clock, type Instant, instant, later } from '../shared/core/time.ts';
import type {
  CustomerCandidate,
  DocumentLink,
  ErpItem,
  ErpProduct,
  ErpTarget,
  SalesOrderDocument,
  SalesOrderProgress,
} from '../shared/d365/erp-target.ts';
import { customerSchema, salesOrderHeaderSchema, salesOrderLineSchema } from '../shared/d365/finance-scm/schema.ts';
import { createConfigurationParser } from '../shared/flows/configuration.ts';
import { checkFlow } from '../shared/flows/definition.ts';
import { exportCancellation } from '../shared/flows/definitions/export-cancellation.ts';
import { exportInvoice } from '../shared/flows/definitions/export-invoice.ts';
import { exportProduct } from '../shared/flows/definitions/export-product.ts';
import { exportShipment } from '../shared/flows/definitions/export-shipment.ts';
import { importOrder } from '../shared/flows/definitions/import-order.ts';
import type { MappingBook } from '../shared/flows/mapping-book.ts';
import { linkMade } from '../shared/flows/products/linking.ts';
import { processEnvelope, type RunPorts } from '../shared/flows/run.ts';
import type { DocumentName, DocumentRecord, DocumentRecords, Notebook } from '../shared/ports.ts';
import { aDraft, aStore } from './builders.ts';
import { memoryArticles, memoryDueItems } from './memory-articles.ts';

/** Ports in memory: for runs that are looked at closely. The whole path with real clients is walked by the journeys. */

export function movableClock(start = '2026-11-20T12:00:00Z'): Clock & { move(ms: number): void } {
  let now: Instant = instant(start);
  return {
    now: () => now,
    move: (ms) => {
      now = later(now, ms);
    },
  };
}

export function memoryNotebook(): Notebook & { pages: Map<string, Map<string, string>> } {
  const pages = new Map<string, Map<string, string>>();
  const page = (name: string) => pages.get(name) ?? pages.set(name, new Map()).get(name) ?? new Map<string, string>();
  return {
    pages,
    read: async (name, key) => page(name).get(key),
    write: async (name, key, value) => void page(name).set(key, value),
    remove: async (name, key) => void page(name).delete(key),
    async *list(name) {
      for (const [key, value] of [...page(name)]) yield { key, value };
    },
  };
}

export function memoryRecords(clock: Clock): DocumentRecords & { rows: Map<string, { record: DocumentRecord; leaseUntil: Instant }> } {
  const rows = new Map<string, { record: DocumentRecord; leaseUntil: Instant }>();
  const keyOf = (name: DocumentName) => `${name.store}|${name.kind}|${name.externalId}`;
  return {
    rows,
    async take(name) {
      const row = rows.get(keyOf(name)) ?? { record: {}, leaseUntil: instant(0) };
      if (row.leaseUntil > clock.now()) return { heldUntil: row.leaseUntil };
      const write = (record: DocumentRecord, leaseUntil: Instant) =>
        void rows.set(keyOf(name), { record: structuredClone(record), leaseUntil });
      write(row.record, later(clock.now(), 20_000));
      return {
        record: structuredClone(row.record),
        save: async (record) => write(record, later(clock.now(), 20_000)),
        renew: async () => undefined,
        release: async (record) => write(record, clock.now()),
      };
    },
    read: async (name) => structuredClone(rows.get(keyOf(name))?.record),
  };
}

const item = (itemNumber: string): ErpItem => ({ itemNumber: itemNumber as ErpItem['itemNumber'], dimensions: {}, unit: 'ea' });

const noProgress = (number: string): SalesOrderProgress => ({
  company: 'usmf' as SalesOrderProgress['company'],
  number,
  origin: 'shopify-main',
  reference: '#1001',
  customer: 'C-1' as SalesOrderProgress['customer'],
  currency: 'USD' as SalesOrderProgress['currency'],
  state: 'open',
  lines: [],
  slips: [],
  invoices: [],
});

/** An ERP that keeps sales orders in a list and can be told to fail. */
export function memoryErp(options: { customers?: CustomerCandidate[]; items?: string[]; products?: ErpProduct[] } = {}) {
  const written: SalesOrderDocument[] = [];
  const calls: string[] = [];
  const failures: (() => void)[] = [];
  let follow: ((number: string) => SalesOrderProgress | undefined) | undefined;
  const known = new Set(options.items ?? ['D0001', 'D0002']);
  const linkTo = (document: SalesOrderDocument): DocumentLink => ({
    company: document.company,
    number: document.number ?? `SO-${written.indexOf(document) + 1}`,
    customer: ('account' in document.customer && document.customer.account
      ? document.customer.account
      : 'C-NEW') as DocumentLink['customer'],
    currency: document.currency,
  });
  const target: ErpTarget = {
    async findCustomers() {
      calls.push('findCustomers');
      return options.customers ?? [];
    },
    async findItems(_company, queries) {
      calls.push('findItems');
      return new Map(
        queries.map((query) => [
          query.key,
          known.has(query.itemNumber ?? query.sku ?? '') ? [item(query.itemNumber ?? query.sku ?? '')] : [],
        ]),
      );
    },
    async createSalesOrder(document) {
      calls.push('createSalesOrder');
      const fail = failures.shift();
      const there = written.find((one) => one.number === document.number);
      if (!there) written.push(document);
      fail?.();
      return linkTo(there ?? document);
    },
    async findSalesOrder(reference) {
      calls.push('findSalesOrder');
      const there = written.find((one) => one.number === reference.number);
      return there && linkTo(there);
    },
    followSalesOrder: async (_company, number) => follow?.(number),
    prices: async () => new Map(),
    readProducts: async (_company, { items }) => ({
      products: structuredClone((options.products ?? []).filter(({ item: number }) => items?.includes(number) ?? true)),
    }),
    async *orderChanges() {},
    searchProducts: async () => structuredClone(options.products ?? []),
    describeCustomers: async (_company, accounts) =>
      accounts.map((account) => ({ account, name: 'Ada Byron', group: '30', blocked: account.startsWith('X') })),
    findMasterData: async (_company, wanted) => [...wanted],
    schema: (document) =>
      ({ 'sales-order-header': salesOrderHeaderSchema, 'sales-order-line': salesOrderLineSchema, customer: customerSchema })[document],
  };
  return {
    target,
    written,
    calls,
    /** The next write happens, but its answer is lost. */
    loseAnswer: () =>
      void failures.push(() => {
        throw new IntegrationError('REMOTE_ANSWER_LOST', { facts: { remote: 'Dynamics' }, ambiguous: true });
      }),
    /** What Dynamics says of an order from now on. */
    tellProgress: (progress: Partial<SalesOrderProgress>) => {
      follow = (number) => ({ ...noProgress(number), ...progress });
    },
    learn: (itemNumber: string) => void known.add(itemNumber),
  };
}

/** A whole run with everything in memory: put drafts in `shop`, call `run`, look at the rest. */
export function bench({
  store = aStore(),
  erp = memoryErp(),
  draft = aDraft(),
  publishes = {},
  mappings,
}: {
  store?: Store;
  erp?: ReturnType<typeof memoryErp>;
  draft?: OrderDraft;
  publishes?: Published;
  /** Instead of the shipped ones. */
  mappings?: () => MappingBook;
} = {}) {
  const clock = movableClock();
  const notebook = memoryNotebook();
  const records = memoryRecords(clock);
  const articles = memoryArticles();
  const shop = new Map<string, OrderDraft>([[String(draft.externalId), draft]]);
  const scheduled: { envelope: Envelope; at: Instant }[] = [];
  const updates: StatusUpdate[] = [];
  const parse = createConfigurationParser({
    connectionProblem: () => undefined,
    schema: (_store, document) => erp.target.schema(document),
  });
  const rows = {
    stores: [] as Record<string, never>[],
    mappingSets: [],
    valueMapEntries: [],
    stockRules: [],
    flows: [],
    productLinks: [] as Record<string, string>[],
  };
  const ports: RunPorts = {
    configuration: async () => ({
      ...parse(rows as never),
      ...(mappings ? { mappings: mappings() } : {}),
      store: (id) => (id === store.id ? store : undefined),
      readAt: clock.now(),
    }),
    publishes: () => publishes,
    articles,
    bodies: { get: async () => undefined },
    linkMade: (one, made) => linkMade(made, one, { articles, due: memoryDueItems(), queue: ports.queue, notebook, clock }),
    loadOrder: async (_store, id) => shop.get(id) ?? gone('It is not there.'),
    erp: () => erp.target,
    records,
    notebook,
    queue: {
      send: async (envelopes) => void scheduled.push(...envelopes.map((envelope) => ({ envelope, at: clock.now() }))),
      schedule: async (envelope, at) => void scheduled.push({ envelope, at }),
    },
    status: { send: async (sent) => void updates.push(...sent.map((update) => StatusUpdate.parse(JSON.parse(JSON.stringify(update))))) },
    clock,
  };
  const flows = new Map(
    [importOrder, exportShipment, exportInvoice, exportCancellation, exportProduct].map((definition) => {
      const checked = checkFlow(definition);
      if ('problems' in checked) throw new Error(checked.problems.join(' '));
      return [checked.flow.on, checked.flow];
    }),
  );
  const envelope = (overrides: Partial<Envelope> = {}): Envelope => ({
    schema: 1,
    store: store.id,
    channel: store.channel,
    kind: 'order',
    externalId: draft.externalId as Envelope['externalId'],
    key: 'k1',
    topic: 'orders/create',
    via: 'webhook',
    receivedAt: clock.now(),
    attempt: 0,
    waits: 0,
    released: false,
    ...overrides,
  });
  const run = async (overrides: Partial<Envelope> = {}): Promise<StatusUpdate> => {
    const made = envelope(overrides);
    const flow = flows.get(made.kind) ?? flows.get('order');
    if (!flow) throw new Error(`no flow for ${made.kind}`);
    await processEnvelope(flow, made, ports, { log: createLog(() => undefined), operationId: 'op-1', about: () => undefined });
    return updates.at(-1) as StatusUpdate;
  };
  return {
    clock,
    notebook,
    records,
    articles,
    shop,
    queue: ports.queue,
    scheduled,
    updates,
    rows,
    erp,
    envelope,
    /** Works an envelope and answers the last status update. */
    run,
    /** Works the next scheduled envelope at its time. */
    async runNext(): Promise<StatusUpdate> {
      const next = scheduled.shift();
      if (!next) throw new Error('nothing is scheduled');
      clock.move(Math.max(0, Date.parse(next.at) - Date.parse(clock.now())));
      return run(next.envelope);
    },
  };
}

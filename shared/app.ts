import type { ServiceBusClient } from '@azure/service-bus';
import { Envelope, type RawRequest } from './canonical/envelope.ts';
import type { Store } from './canonical/store.ts';
import type { AttachedStore } from './connectors/channel.ts';
import type { Secrets } from './connectors/connector.ts';
import { channels } from './connectors/registry.ts';
import { IntegrationError } from './core/errors.ts';
import { epochMs, type Instant, systemClock } from './core/time.ts';
import { createConfigurationReader } from './d365/dataverse/configuration-rows.ts';
import { createDataverse } from './d365/dataverse/rows.ts';
import type { ErpTarget } from './d365/erp-target.ts';
import { createFinanceScm } from './d365/finance-scm/target.ts';
import { createInventoryVisibility } from './d365/inventory-visibility.ts';
import type { StockSource } from './d365/stock-source.ts';
import { itemsChanged } from './flows/articles/items-changed.ts';
import { type ArticlesPorts, beginWork, isOn, runArticles } from './flows/articles/run-articles.ts';
import { carryOutCommands } from './flows/commands/carry-out.ts';
import { type Configuration, createConfigurationParser } from './flows/configuration.ts';
import { takeDataverseChanges } from './flows/dataverse-changes.ts';
import { sweepDeadLetter } from './flows/dead-letters.ts';
import { checkFlow } from './flows/definition.ts';
import { exportCancellation } from './flows/definitions/export-cancellation.ts';
import { exportInvoice } from './flows/definitions/export-invoice.ts';
import { exportProduct } from './flows/definitions/export-product.ts';
import { exportShipment } from './flows/definitions/export-shipment.ts';
import { importOrder } from './flows/definitions/import-order.ts';
import { type DynamicsArrival, hearDynamics, receiveFromDynamics } from './flows/hear-dynamics.ts';
import { measuredStatus } from './flows/monitor/measured-status.ts';
import { takeSnapshots } from './flows/monitor/take-snapshots.ts';
import { patiently } from './flows/patiently.ts';
import { pollStores } from './flows/poll.ts';
import { pollDynamics } from './flows/poll-dynamics.ts';
import { priceAspect } from './flows/prices/price-aspect.ts';
import { isAboutItem, productsChanged } from './flows/products/export-product.ts';
import { linkMade } from './flows/products/linking.ts';
import { relinkArticles } from './flows/products/relink.ts';
import { beginLinking, type ProductsPorts, runProducts } from './flows/products/run-products.ts';
import { projectStatus } from './flows/project-status.ts';
import { type Arrival, type Receipt, receive } from './flows/receive.ts';
import { processEnvelope } from './flows/run.ts';
import { createSecondLook } from './flows/second-look.ts';
import { stockAspect } from './flows/stock/stock-aspect.ts';
import { watchSubscriptions } from './flows/subscriptions.ts';
import { watchSecrets } from './flows/watch-secrets.ts';
import { wrongSettings } from './flows/wrong-settings.ts';
import { createArticleBook } from './platform/article-book.ts';
import { createBodyStore } from './platform/body-store.ts';
import type { Config } from './platform/config.ts';
import { createCredential, createTokenSource } from './platform/credentials.ts';
import { createDocumentRecords } from './platform/document-records.ts';
import { createDueItems } from './platform/due-items.ts';
import { createHealth, type Health } from './platform/health.ts';
import { createNotebook } from './platform/notebook.ts';
import { createEnvelopeQueue, createNoticeQueue, createStatusQueue, createWorkQueue, openServiceBus } from './platform/queues.ts';
import { createRefreshed } from './platform/refreshed.ts';
import { createSecretStore } from './platform/secrets.ts';
import { openTable } from './platform/tables.ts';
import type { RunContext } from './platform/telemetry/invocation.ts';
import { openTelemetry, type Telemetry } from './platform/telemetry/open.ts';
import { tracedFetch } from './platform/telemetry/traced-fetch.ts';
import type { SecretStore } from './ports.ts';

/** The application id of the Inventory Visibility service in every Entra tenant. */
const inventoryVisibilityApp = '0cdb527f-a8d1-4bf8-9436-b352c68682b2';

export type { RunContext };

/** The product: what the triggers call. */
export interface Companion extends Pick<Telemetry, 'invoke' | 'close'> {
  receive(arrival: Arrival): Promise<Receipt>;
  process(message: unknown, context: RunContext): Promise<void>;
  /** A business or data event at the door. */
  receiveFromDynamics(arrival: DynamicsArrival): Promise<Receipt>;
  hearDynamics(message: unknown, context: RunContext): Promise<void>;
  pollDynamics(context: RunContext): Promise<void>;
  /** Starts work on all articles of every store that wants it. */
  beginArticles(kind: 'stock' | 'price', work: 'sweep' | 'true-up', context: RunContext): Promise<void>;
  /** Starts linking the articles of every store to items. */
  linkArticles(): Promise<void>;
  projectStatus(messages: readonly unknown[], context: RunContext): Promise<void>;
  pollStores(context: RunContext): Promise<void>;
  takeDataverseChanges(context: RunContext): Promise<void>;
  /** Counts what every store did this hour, and watches the alert rules. */
  takeSnapshots(context: RunContext): Promise<void>;
  /** Does what people asked for with command rows. */
  carryOutCommands(context: RunContext): Promise<void>;
  sweepDeadLetter(message: unknown, reason: string, context: RunContext): Promise<void>;
  watchSubscriptions(context: RunContext): Promise<void>;
  watchSecrets(context: RunContext): Promise<void>;
  health: Health;
}

/** Builds everything once per process. Nothing is called before it is needed, so a start costs no round trip. */
export function createCompanion(config: Config): Companion {
  const clock = systemClock;
  const credential = createCredential(config);
  const { invoke, measure, close } = openTelemetry(config, credential);
  const httpOf = (remote: string, store?: string) => ({ fetch: tracedFetch({ remote, store }, measure) });
  const serviceBus: ServiceBusClient = openServiceBus(config, credential);
  const inbound = createEnvelopeQueue(serviceBus, 'inbound');
  const notices = createNoticeQueue(serviceBus, 'd365-events');
  const queue = createWorkQueue(inbound, createEnvelopeQueue(serviceBus, 'outbound'));
  const status = measuredStatus(createStatusQueue(serviceBus, 'status', config.STATUS_DELAY_MS), measure);
  const records = createDocumentRecords(openTable(config.TABLES_URL, 'documents', credential), clock);
  const notebook = createNotebook(openTable(config.TABLES_URL, 'notebook', credential));
  const articles = createArticleBook(openTable(config.TABLES_URL, 'articles', credential));
  const due = createDueItems(openTable(config.TABLES_URL, 'due', credential));
  const bodies = createBodyStore(config.BLOBS_URL, credential);
  const secrets = createSecretStore(config.KEY_VAULT_URL, credential);
  const secondLook = createSecondLook(clock);
  const dataverse = createDataverse({
    environmentUrl: config.DATAVERSE_URL,
    token: createTokenSource(credential, config.DATAVERSE_URL),
    timeoutMs: config.DATAVERSE_TIMEOUT_MS,
    http: httpOf('dataverse'),
  });

  const erpTargets: Partial<Record<Store['erpTarget'], ErpTarget>> = {};
  const sources: Partial<Record<Store['policies']['stock']['source'], StockSource>> = {};
  if (config.FINANCE_SCM_URL) {
    const environmentUrl = config.FINANCE_SCM_URL;
    const financeScm = createFinanceScm({
      environmentUrl,
      token: createTokenSource(credential, environmentUrl),
      timeoutMs: config.FINANCE_SCM_TIMEOUT_MS,
      http: httpOf('finance-scm'),
    });
    erpTargets['finance-scm'] = financeScm;
    sources['on-hand'] = financeScm.stock;
    if (config.INVENTORY_VISIBILITY_URL && config.INVENTORY_VISIBILITY_ENVIRONMENT)
      sources['inventory-visibility'] = createInventoryVisibility({
        serviceUrl: config.INVENTORY_VISIBILITY_URL,
        securityUrl: config.INVENTORY_VISIBILITY_SECURITY_URL,
        environmentId: config.INVENTORY_VISIBILITY_ENVIRONMENT,
        token: createTokenSource(credential, inventoryVisibilityApp),
        sitesOf: financeScm.sitesOf,
        http: httpOf('inventory-visibility'),
      });
  }
  const stockSource = (store: Store): StockSource => {
    const { source } = store.policies.stock;
    const found = sources[source];
    if (found) return found;
    throw new IntegrationError('CONFIGURATION_WRONG', {
      facts: { store: store.name, problem: `this installation is not connected to ${source}` },
    });
  };
  const erp = (store: Pick<Store, 'erpTarget' | 'name'>): ErpTarget => {
    const target = erpTargets[store.erpTarget];
    if (target) return target;
    throw new IntegrationError('CONFIGURATION_WRONG', {
      facts: { store: store.name, problem: wrongSettings.notConnected(store.erpTarget) },
    });
  };

  const read = createConfigurationReader(dataverse);
  const parse = createConfigurationParser({
    connectionProblem: (channel, connection) => {
      const known = channels.find((one) => one.id === channel);
      return known ? known.connectionProblem(connection) : wrongSettings.noConnector(channel, channels.map((one) => one.id).join(', '));
    },
    schema: (store, document) => erp(store).schema(document),
  });
  const configuration = createRefreshed<Configuration>(async () => {
    const readAt = clock.now();
    return { ...parse(await read()), readAt };
  }, config.CONFIGURATION_MAX_AGE_MS);
  const current = (notOlderThan?: Instant): Promise<Configuration> => configuration.get(notOlderThan && epochMs(notOlderThan));

  const attached = new Map<string, { store: Store; client: AttachedStore }>();
  /** One client per store; a changed store row makes a new one. */
  const attach = (store: Store): AttachedStore => {
    const known = attached.get(store.id);
    if (known?.store === store || (known && JSON.stringify(known.store) === JSON.stringify(store))) return known.client;
    const client = requireChannel(store).attach(store, {
      secrets: secretsOf(store, secrets),
      http: httpOf(store.channel, store.id),
      spent: (points) => measure('companion.calls.cost', points, { store: store.id }),
      now: () => clock.now(),
    });
    attached.set(store.id, { store, client });
    return client;
  };

  const flows = new Map(
    [importOrder, exportShipment, exportInvoice, exportCancellation, exportProduct].map((definition) => {
      const checked = checkFlow(definition);
      if ('problems' in checked) throw new TypeError(`the shipped flow ${definition.name} does not check: ${checked.problems.join(' ')}`);
      return [checked.flow.on, checked.flow];
    }),
  );
  const stores = async () => (await current()).stores;
  const articlePorts: ArticlesPorts = {
    store: async (id) => (await current()).store(id),
    attach,
    articles,
    due,
    notebook,
    queue,
    status,
    clock,
  };
  const stock = stockAspect({ stores, source: (store) => stockSource(store), notebook });
  const prices = priceAspect({ erp, notebook, clock });
  const productsPorts: ProductsPorts = { configuration: current, attach, erp, articles, due, notebook, queue, status, clock };

  const work = async (message: unknown, { log, operationId, about }: RunContext): Promise<void> => {
    const envelope = Envelope.parse(message);
    about({ store: envelope.store, kind: envelope.kind, document: envelope.externalId, order: envelope.order });
    if (envelope.kind === 'stock') return runArticles(stock, envelope, articlePorts, log);
    if (envelope.kind === 'price') return runArticles(prices, envelope, articlePorts, log);
    if (envelope.kind === 'product' && !isAboutItem(envelope)) return runProducts(envelope, productsPorts, log);
    const own = (await current(envelope.needsConfigurationOf)).flows.find(envelope.store, envelope.kind);
    const flow = own ?? flows.get(envelope.kind) ?? flows.get('order');
    if (!flow) throw new TypeError(`no flow for ${envelope.kind}`);
    return processEnvelope(
      flow,
      envelope,
      {
        configuration: current,
        loadOrder: (store, id) => attach(store).loadOrder(id),
        publishes: (store) => attach(store).publishes,
        erp,
        records,
        notebook,
        articles,
        bodies,
        linkMade: (store, made) => linkMade(made, store, productsPorts),
        queue,
        status,
        clock,
      },
      { log, operationId, about },
    );
  };

  return {
    invoke,
    close,
    receive: (arrival) =>
      receive(arrival, {
        store: async (id) => (await current()).store(id),
        open: (store: Store, request: RawRequest) =>
          secondLook(store.id, async (secretsChangedAt = store.secretsChangedAt) => {
            const own = secretsOf({ id: store.id, secretsChangedAt }, secrets);
            return (await requireChannel(store).open?.(request, own, clock.now())) ?? { ignored: 'This channel sends nothing.' };
          }),
        inbound,
        bodies,
        clock,
        maxBodyBytes: config.MAX_BODY_BYTES,
      }),
    process: (message, context) => patiently(() => work(message, context), context.log),
    receiveFromDynamics: (arrival) => receiveFromDynamics(arrival, { secrets, notices, secondLook, maxBodyBytes: config.MAX_BODY_BYTES }),
    hearDynamics: (message, context) =>
      patiently(
        () =>
          hearDynamics(
            message,
            {
              stores,
              notebook,
              queue,
              notices,
              itemsChanged: async (notice) => {
                await itemsChanged(notice, await stores(), articlePorts);
                if (notice.about !== 'stock') await productsChanged(notice, await stores(), { queue, clock });
              },
              bodies,
              status,
              clock,
            },
            context,
          ),
        context.log,
      ),
    beginArticles: async (kind, work, { log }) => {
      for (const store of (await stores()).filter((one) => one.enabled && !one.paused && isOn(kind, one)))
        if (await beginWork(kind, work, store, articlePorts))
          log[work === 'sweep' ? 'debug' : 'info'](`${work} begun`, { store: store.id, kind });
        else log.info('still under way', { store: store.id, kind, work });
    },
    linkArticles: async () => beginLinking(await stores(), productsPorts),
    pollDynamics: ({ log }) => pollDynamics({ stores, erp, notebook, notices, clock }, log),
    projectStatus: (messages, context) => projectStatus(messages, { dataverse, financeScmUrl: config.FINANCE_SCM_URL, clock }, context),
    pollStores: async ({ log }) =>
      pollStores(
        { stores: async () => [...(await current()).stores], poll: (store, kind) => attach(store).poll(kind), inbound, notebook, clock },
        log,
      ),
    takeDataverseChanges: async ({ log }) =>
      takeDataverseChanges(
        {
          configuration: () => current(clock.now()),
          dataverse,
          queue,
          notebook,
          clock,
          relink: async (store, changed) =>
            void (await relinkArticles(store, changed, { ...productsPorts, erp: erp(store), links: (await current()).links })),
          storesChanged: (changed) => beginLinking(changed, productsPorts, { onlyNew: true }),
        },
        log,
      ),
    takeSnapshots: ({ log }) => takeSnapshots({ stores, due, dataverse, notebook, clock, measure, log }),
    carryOutCommands: async ({ log }) =>
      carryOutCommands({
        configuration: current,
        dataverse,
        records,
        bodies,
        notebook,
        queue,
        attach,
        erp,
        articles,
        channel: (id) => channels.find((one) => one.id === id),
        secrets: (store) => secretsOf(store, secrets),
        publicUrl: config.PUBLIC_URL,
        clock,
        log,
      }),
    sweepDeadLetter: (message, reason, context) => {
      context.log.error('dead letter', { reason });
      return sweepDeadLetter(message, reason, { records, status, clock }, context);
    },
    watchSecrets: ({ log }) => watchSecrets({ secrets, clock }, log),
    watchSubscriptions: async ({ log }) =>
      watchSubscriptions({ stores: async () => [...(await current()).stores], attach, notebook, publicUrl: config.PUBLIC_URL }, log),
    health: createHealth({
      'Service Bus': async () => void (await serviceBus.createReceiver('status', { subQueueType: 'deadLetter' }).peekMessages(1)),
      Storage: async () => void (await Promise.all([notebook.read('health', 'ready'), bodies.get('health')])),
      'Key Vault': () => secrets.reach(),
      Dataverse: async () => void (await dataverse.read('cmc_stores', '$select=cmc_key&$top=1')),
      ...(config.FINANCE_SCM_URL
        ? {
            'Finance & SCM': async () =>
              void (await erp({ erpTarget: 'finance-scm', name: '' }).findCustomers('usmf' as Store['legalEntity'], {
                account: 'HEALTH' as never,
              })),
          }
        : {}),
    }),
  };
}

function requireChannel(store: Store) {
  const channel = channels.find((one) => one.id === store.channel);
  if (channel) return channel;
  throw new IntegrationError('CONFIGURATION_WRONG', { facts: { store: store.name, problem: `there is no connector "${store.channel}"` } });
}

const secretsOf = ({ id, secretsChangedAt }: Pick<Store, 'id' | 'secretsChangedAt'>, secrets: SecretStore): Secrets => ({
  get: (purpose) => secrets.get(`${id}-${purpose}`, secretsChangedAt),
  previous: (purpose) => secrets.previous(`${id}-${purpose}`, secretsChangedAt),
});

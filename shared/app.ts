import type { ServiceBusClient } from '@azure/service-bus';
import { connectDynamics } from './app/dynamics.ts';
import { channelOf, connectionProblem, connectShops } from './app/shops.ts';
import { createWork } from './app/work.ts';
import { epochMs, type Instant, systemClock } from './core/time.ts';
import { createConfigurationReader } from './d365/dataverse/configuration-rows.ts';
import { createDataverse } from './d365/dataverse/rows.ts';
import { itemsChanged } from './flows/articles/items-changed.ts';
import { beginWork, isOn } from './flows/articles/run-articles.ts';
import { carryOutCommands } from './flows/commands/carry-out.ts';
import { type Configuration, createConfigurationParser } from './flows/configuration.ts';
import { takeDataverseChanges } from './flows/dataverse-changes.ts';
import { sweepDeadLetter } from './flows/dead-letters.ts';
import { type DynamicsArrival, type HearPorts, hearDynamics, receiveFromDynamics } from './flows/hear-dynamics.ts';
import { measuredStatus } from './flows/monitor/measured-status.ts';
import { takeSnapshots } from './flows/monitor/take-snapshots.ts';
import { patiently } from './flows/patiently.ts';
import { pollStores } from './flows/poll.ts';
import { pollDynamics } from './flows/poll-dynamics.ts';
import { productsChanged } from './flows/products/export-product.ts';
import { relinkArticles } from './flows/products/relink.ts';
import { beginLinking } from './flows/products/run-products.ts';
import { projectStatus } from './flows/project-status.ts';
import { type Arrival, type Receipt, receive } from './flows/receive.ts';
import { createSecondLook } from './flows/second-look.ts';
import { createStrangerLimit } from './flows/stranger-limit.ts';
import { watchSubscriptions } from './flows/subscriptions.ts';
import { watchSecrets } from './flows/watch-secrets.ts';
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
  const dataverse = createDataverse({
    environmentUrl: config.DATAVERSE_URL,
    token: createTokenSource(credential, config.DATAVERSE_URL),
    timeoutMs: config.DATAVERSE_TIMEOUT_MS,
    http: httpOf('dataverse'),
  });
  const { erp, stockSource, reach } = connectDynamics(config, credential, httpOf);
  const secondLook = createSecondLook(clock);
  const strangers = createStrangerLimit(clock);
  const { attach, open, secretsOf } = connectShops({ secrets, secondLook, httpOf, measure, clock });

  const read = createConfigurationReader(dataverse);
  const parse = createConfigurationParser({
    connectionProblem,
    schema: (store, document) => erp(store).schema(document),
  });
  const configuration = createRefreshed<Configuration>(async () => {
    const readAt = clock.now();
    return { ...parse(await read()), readAt };
  }, config.CONFIGURATION_MAX_AGE_MS);
  const current = (notOlderThan?: Instant): Promise<Configuration> => configuration.get(notOlderThan && epochMs(notOlderThan));

  const stores = async () => (await current()).stores;
  const store = async (id: string) => (await current()).store(id);
  const ports = { configuration: current, store, attach, erp, stockSource, records, bodies, articles, due, notebook, queue, status, clock };
  const work = createWork(ports);
  const hearPorts: HearPorts = {
    ...ports,
    stores,
    notices,
    itemsChanged: async (notice) => {
      await itemsChanged(notice, await stores(), ports);
      if (notice.about !== 'stock') await productsChanged(notice, await stores(), { queue, clock });
    },
  };

  return {
    invoke,
    close,
    receive: (arrival) => receive(arrival, { store, open, inbound, bodies, clock, maxBodyBytes: config.MAX_BODY_BYTES }),
    process: (message, context) => patiently(() => work(message, context), context.log),
    receiveFromDynamics: (arrival) =>
      receiveFromDynamics(arrival, { secrets, notices, secondLook, strangers, maxBodyBytes: config.MAX_BODY_BYTES }),
    hearDynamics: (message, context) => patiently(() => hearDynamics(message, hearPorts, context), context.log),
    beginArticles: async (kind, work, { log }) => {
      for (const store of (await stores()).filter((one) => one.enabled && !one.paused && isOn(kind, one)))
        if (await beginWork(kind, work, store, ports)) log[work === 'sweep' ? 'debug' : 'info'](`${work} begun`, { store: store.id, kind });
        else log.info('still under way', { store: store.id, kind, work });
    },
    linkArticles: async () => beginLinking(await stores(), ports),
    pollDynamics: ({ log }) => pollDynamics({ stores, erp, notebook, notices, clock }, log),
    projectStatus: (messages, context) => projectStatus(messages, { dataverse, financeScmUrl: config.FINANCE_SCM_URL, clock }, context),
    pollStores: ({ log }) => pollStores({ stores, poll: (one, kind) => attach(one).poll(kind), inbound, notebook, clock }, log),
    takeDataverseChanges: ({ log }) =>
      takeDataverseChanges(
        {
          configuration: () => current(clock.now()),
          dataverse,
          queue,
          notebook,
          clock,
          relink: async (one, changed) =>
            void (await relinkArticles(one, changed, { ...ports, erp: erp(one), links: (await current()).links })),
          storesChanged: (changed) => beginLinking(changed, ports, { onlyNew: true }),
        },
        log,
      ),
    takeSnapshots: ({ log }) => takeSnapshots({ stores, due, dataverse, notebook, clock, measure, log }),
    carryOutCommands: ({ log }) =>
      carryOutCommands({ ...ports, dataverse, channel: channelOf, secrets: secretsOf, publicUrl: config.PUBLIC_URL, log }),
    sweepDeadLetter: (message, reason, context) => {
      context.log.error('dead letter', { reason });
      return sweepDeadLetter(message, reason, { records, status, clock }, context);
    },
    watchSecrets: ({ log }) => watchSecrets({ secrets, clock }, log),
    watchSubscriptions: ({ log }) => watchSubscriptions({ stores, attach, notebook, publicUrl: config.PUBLIC_URL }, log),
    health: createHealth({
      'Service Bus': async () => void (await serviceBus.createReceiver('status', { subQueueType: 'deadLetter' }).peekMessages(1)),
      Storage: async () => void (await Promise.all([notebook.read('health', 'ready'), bodies.get('health')])),
      'Key Vault': () => secrets.reach(),
      Dataverse: async () => void (await dataverse.read('cmc_stores', '$select=cmc_key&$top=1')),
      ...reach,
    }),
  };
}

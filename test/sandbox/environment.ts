import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import queues from '../../shared/queues.json' with { type: 'json' };
import { startApplicationInsights } from './application-insights.ts';
import { startStorage } from './azurite.ts';
import { buildApp, root } from './build.ts';
import { certificateIn } from './certificates.ts';
import { startShopify } from './channels/shopify/start.ts';
import { startWooCommerce } from './channels/woocommerce/start.ts';
import { startControl } from './control.ts';
import { startDataverse } from './dataverse/start.ts';
import { demoConfiguration } from './demo-configuration.ts';
import { FaultBoard } from './faults.ts';
import { startFinanceScm } from './finance-scm/start.ts';
import { type FunctionsHost, startFunctionsHost } from './functions-host/start.ts';
import { startIdentity } from './identity.ts';
import { startInventoryVisibility } from './inventory-visibility/start.ts';
import { startKeyVault } from './key-vault.ts';
import type { Storefront } from './parts.ts';
import { startPreview } from './preview/start.ts';
import { startServiceBus } from './service-bus/start.ts';
import { TokenIssuer } from './tokens.ts';
import { clients, dynamicsEvents, shopDomain, stores } from './world.ts';

export interface EnvironmentOptions {
  /** Where the ports begin; 0 takes free ones. */
  portBase?: number;
  /** Where everything is kept; without it, nothing is. */
  dataDir?: string;
  workers?: number;
  quiet?: boolean;
  /** Where to write how to reach everything. */
  endpointsFile?: string;
  /** Settings of the app that a test wants otherwise. */
  settings?: Record<string, string>;
}

export interface Endpoints {
  control: string;
  functions: string;
  preview: string;
  financeScm: string;
  dataverse: string;
  identity: string;
  keyVault: string;
  tables: string;
  blobs: string;
  serviceBus: string;
  channels: Record<string, string>;
  stores: Record<string, string>[];
  auth: { tokenUrl: string; clientId: string; clientSecret: string };
}

export interface Environment {
  endpoints: Endpoints;
  /** A token for Dataverse as this system user would have it. */
  personToken(userId: string): string;
  channels: Record<string, Storefront>;
  faults: FaultBoard;
  host(): FunctionsHost;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Without a limit, Node collects late on a large machine, and a leak would not be seen. */
const workerMemory = ['--max-old-space-size=160', '--max-semi-space-size=8'];

/** Ports in the order of the documented lay-out, from the base on. */
const places = [
  'control',
  'functions',
  'preview',
  'financeScm',
  'dataverse',
  'identity',
  'keyVault',
  'tables',
  'blobs',
  'serviceBus',
  'inventoryVisibility',
  'shopify',
  'woocommerce',
] as const;
/** Behind the places that later channels take. */
const applicationInsightsPlace = 20;
export const defaultPortBase = 7070;
const inventoryEnvironment = '0f8fad5b-d9cb-469f-a165-70867728950e';
const functionKey = 'local-function-key';
export const masterKey = 'local-master-key';

/** Brings everything up, seeded, and writes how to reach it. */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const { portBase = defaultPortBase, dataDir, quiet = false, endpointsFile = join(root, '.sandbox/endpoints.json') } = options;
  const at = (offset: number) => (portBase === 0 ? 0 : portBase + offset);
  const port = (place: (typeof places)[number]) => at(places.indexOf(place));
  const faults = new FaultBoard(['shopify', 'woocommerce']);
  const tokens = new TokenIssuer();
  const built = buildApp();
  const tls = await certificateIn(dataDir);
  const common = { faults, dataDir };
  let functionsUrl = '';
  let sendEvent: (body: unknown) => Promise<void> = async () => {
    throw new Error('The queue is not there yet.');
  };
  const eventEndpoints = {
    https: { url: () => `${functionsUrl}/api/d365-events/${dynamicsEvents.environment}?code=${dynamicsEvents.key}` },
    queue: (body: unknown) => sendEvent(body),
  };

  const [identity, shopify, woocommerce, financeScm, serviceBus, storage] = await Promise.all([
    startIdentity({ ...common, port: port('identity'), tokens }),
    startShopify({ ...common, port: port('shopify') }),
    startWooCommerce({ ...common, port: port('woocommerce') }),
    startFinanceScm({ ...common, port: port('financeScm'), tokens, eventEndpoints }),
    startServiceBus({ ...common, port: port('serviceBus'), queues }),
    startStorage({ ...common, tablesPort: port('tables'), blobsPort: port('blobs'), tls }),
  ]);
  // Only now are the ports surely ours, and not those of an environment that is running and whose file this is.
  rmSync(endpointsFile, { force: true });
  const seed = () => demoConfiguration({ shopify: shopify.url, woocommerce: woocommerce.url });
  const [applicationInsights, keyVault, inventoryVisibility, dataverse] = await Promise.all([
    startApplicationInsights({ ...common, port: at(applicationInsightsPlace), tokens, tls }),
    startKeyVault({ ...common, port: port('keyVault'), tokens, tls, authority: identity.url }),
    startInventoryVisibility({
      ...common,
      port: port('inventoryVisibility'),
      tokens,
      environmentId: inventoryEnvironment,
      onHandOf: (company, item) => financeScm.onHandOf(company, item),
    }),
    startDataverse({ ...common, port: port('dataverse'), tokens, seed }),
  ]);
  await built;

  const settings = (functionsUrl: string): Record<string, string> => ({
    AZURE_CLIENT_ID: clients.product.id,
    IDENTITY_ENDPOINT: identity.managedIdentityEndpoint,
    IDENTITY_HEADER: identity.managedIdentityHeader,
    NODE_EXTRA_CA_CERTS: tls.certFile,
    ServiceBusConnection: serviceBus.connectionString,
    KEY_VAULT_URL: keyVault.url,
    TABLES_URL: storage.tablesUrl,
    BLOBS_URL: storage.blobsUrl,
    DATAVERSE_URL: dataverse.url,
    FINANCE_SCM_URL: financeScm.url,
    INVENTORY_VISIBILITY_URL: inventoryVisibility.url,
    INVENTORY_VISIBILITY_SECURITY_URL: inventoryVisibility.securityUrl,
    INVENTORY_VISIBILITY_ENVIRONMENT: inventoryEnvironment,
    PUBLIC_URL: functionsUrl,
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.connectionString,
    // The exporter would tell Microsoft about itself.
    APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
    TELEMETRY_INTERVAL_MS: '5000',
    FINANCE_SCM_TIMEOUT_MS: '4000',
    DATAVERSE_TIMEOUT_MS: '8000',
    CONFIGURATION_SCHEDULE: '*/2 * * * * *',
    COMMAND_SCHEDULE: '* * * * * *',
    SNAPSHOT_SCHEDULE: '3/10 * * * * *',
    POLL_SCHEDULE: '*/5 * * * * *',
    DYNAMICS_POLL_SCHEDULE: '*/2 * * * * *',
    STOCK_SWEEP_SCHEDULE: '*/2 * * * * *',
    PRICE_SWEEP_SCHEDULE: '1/2 * * * * *',
    LINK_SCHEDULE: '2/15 * * * * *',
    SUBSCRIPTION_SCHEDULE: '*/10 * * * * *',
    ...options.settings,
  });
  const functionsPort = portBase === 0 ? await freePort() : port('functions');
  functionsUrl = `http://127.0.0.1:${functionsPort}`;
  const eventClient = new ServiceBusClient(serviceBus.connectionString);
  const eventSender = eventClient.createSender('d365-events');
  sendEvent = (body) => eventSender.sendMessages({ body: typeof body === 'string' ? Buffer.from(body) : body });
  const startHost = () =>
    startFunctionsHost({
      port: functionsPort,
      appDir: root,
      workers: options.workers ?? 1,
      settings: settings(functionsUrl),
      dataDir,
      functionKeys: { default: functionKey },
      masterKey,
      quiet: true,
      nodeArgs: [...workerMemory],
    });
  let host = await startHost();
  const channels: Record<string, Storefront> = { shopify, woocommerce };
  let ready = false;

  /** Shops know where to deliver once the product has registered its webhooks. */
  const settle = () => host.trigger('watch-subscriptions');
  const reset = async () => {
    ready = false;
    faults.clear();
    await host.close();
    await Promise.all([serviceBus, storage, keyVault, financeScm, shopify, woocommerce, applicationInsights].map((part) => part.reset()));
    await dataverse.reset();
    host = await startHost();
    await settle();
    ready = true;
  };

  const control = await startControl(port('control'), {
    faults,
    channels,
    queues: () => serviceBus.counts(),
    nextScheduled: () => serviceBus.nextScheduled(),
    host: {
      kill: (worker) => host.kill(worker),
      trigger: (timer) => host.trigger(timer),
      running: () => host.running(),
      invocations: () => host.invocations(),
      memory: () => host.memory(),
      lastRun: (name) => {
        const last = host.invocations().findLast((one) => one.function === name && one.outcome === 'success');
        return last && Date.parse(last.startedOn);
      },
    },
    erp: financeScm,
    dataverse,
    keyVault,
    telemetry: applicationInsights,
    ready: () => ready,
    reset,
  });
  const endpoints: Endpoints = {
    control: control.url,
    functions: functionsUrl,
    preview: '',
    financeScm: financeScm.url,
    dataverse: dataverse.url,
    identity: identity.url,
    keyVault: keyVault.url,
    tables: storage.tablesUrl,
    blobs: storage.blobsUrl,
    serviceBus: serviceBus.connectionString,
    channels: { shopify: shopify.url, woocommerce: woocommerce.url },
    stores: stores.map(({ id, connector, legalEntity, webhookSecret }) => ({
      id,
      connector,
      erp: 'finance-scm',
      legalEntity,
      webhookUrl: `${functionsUrl}/api/webhooks/${connector}/${id}`,
      webhookSecret,
      ...(connector === 'shopify' ? { shopDomain } : {}),
    })),
    auth: { tokenUrl: identity.tokenUrl, clientId: clients.outside.id, clientSecret: clients.outside.secret },
  };
  const personToken = (userId: string) => tokens.issue(dataverse.url, userId).token;
  const preview = await startPreview({
    port: port('preview'),
    endpoints,
    faults,
    personToken,
  });
  endpoints.preview = preview.url;

  await settle();
  ready = true;
  mkdirSync(dirname(endpointsFile), { recursive: true });
  // Renamed into place, so that nobody reads half of it.
  writeFileSync(`${endpointsFile}.new`, `${JSON.stringify(endpoints, null, 2)}\n`);
  renameSync(`${endpointsFile}.new`, endpointsFile);
  if (!quiet) process.stdout.write(welcome(endpoints));

  return {
    endpoints,
    personToken,
    channels,
    faults,
    host: () => host,
    reset,
    async close() {
      rmSync(endpointsFile, { force: true });
      await Promise.all([control.close(), preview.close(), host.close(), eventClient.close()]);
      await Promise.all(
        [
          identity,
          applicationInsights,
          inventoryVisibility,
          shopify,
          woocommerce,
          financeScm,
          serviceBus,
          storage,
          keyVault,
          dataverse,
        ].map((part) => part.close()),
      );
    },
  };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

const welcome = ({ preview, control, functions, financeScm, dataverse }: Endpoints): string => `
  Commerce Companion is running.

  Open ${preview} to place an order in a shop and watch it become a sales order.

  Finance & SCM   ${financeScm}/data
  Dataverse       ${dataverse}/api/data/v9.2
  Functions       ${functions}/api
  Control         ${control}   (faults, orders, reset)
  Telemetry       ${control}/telemetry   (what Application Insights would have)

  Ctrl-C ends everything.
`;

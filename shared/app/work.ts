import { Envelope } from '../canonical/envelope.ts';
import type { Instant } from '../core/time.ts';
import { type ArticlesPorts, runArticles } from '../flows/articles/run-articles.ts';
import type { Configuration } from '../flows/configuration.ts';
import { checkFlow } from '../flows/definition.ts';
import { exportCancellation } from '../flows/definitions/export-cancellation.ts';
import { exportInvoice } from '../flows/definitions/export-invoice.ts';
import { exportProduct } from '../flows/definitions/export-product.ts';
import { exportShipment } from '../flows/definitions/export-shipment.ts';
import { importOrder } from '../flows/definitions/import-order.ts';
import { priceAspect } from '../flows/prices/price-aspect.ts';
import { isAboutItem } from '../flows/products/export-product.ts';
import { linkMade } from '../flows/products/linking.ts';
import { runProducts } from '../flows/products/run-products.ts';
import { processEnvelope, type RunPorts } from '../flows/run.ts';
import { stockAspect } from '../flows/stock/stock-aspect.ts';
import type { RunContext } from '../platform/telemetry/invocation.ts';
import type { Dynamics } from './dynamics.ts';

export interface WorkPorts extends Dynamics, ArticlesPorts, Pick<RunPorts, 'records' | 'bodies'> {
  configuration(notOlderThan?: Instant): Promise<Configuration>;
}

/** Works a message of the queues `inbound` and `outbound`, whatever it is about. */
export function createWork(ports: WorkPorts): (message: unknown, context: RunContext) => Promise<void> {
  const { configuration, attach, erp, stockSource: source, notebook, clock } = ports;
  const flows = shippedFlows();
  const stores = async () => (await configuration()).stores;
  const stock = stockAspect({ stores, source, notebook });
  const prices = priceAspect({ erp, notebook, clock });
  const runPorts: RunPorts = {
    ...ports,
    loadOrder: (store, id) => attach(store).loadOrder(id),
    publishes: (store) => attach(store).publishes,
    linkMade: (store, made) => linkMade(made, store, ports),
  };

  return async (message, { log, operationId, about }) => {
    const envelope = Envelope.parse(message);
    const { store, kind, externalId: document, order } = envelope;
    about({ store, kind, document, order });
    if (kind === 'stock') return runArticles(stock, envelope, ports, log);
    if (kind === 'price') return runArticles(prices, envelope, ports, log);
    if (kind === 'product' && !isAboutItem(envelope)) return runProducts(envelope, ports, log);
    const own = (await configuration(envelope.needsConfigurationOf)).flows.find(store, kind);
    const flow = own ?? flows.get(kind) ?? flows.get('order');
    if (!flow) throw new TypeError(`no flow for ${kind}`);
    return processEnvelope(flow, envelope, runPorts, { log, operationId, about });
  };
}

/** The flows that come with the product, by the kind of document that they are for. */
const shippedFlows = () =>
  new Map(
    [importOrder, exportShipment, exportInvoice, exportCancellation, exportProduct].map((definition) => {
      const checked = checkFlow(definition);
      if ('problems' in checked) throw new TypeError(`the shipped flow ${definition.name} does not check: ${checked.problems.join(' ')}`);
      return [checked.flow.on, checked.flow];
    }),
  );

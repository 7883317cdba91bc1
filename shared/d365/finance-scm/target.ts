import type { ErpDocument, TargetSchema } from '../../canonical/target-schema.ts';
import { createHttp, type HttpPorts, type RateProfile } from '../../core/http.ts';
import type { ErpTarget } from '../erp-target.ts';
import type { InventoryVisibilityOptions } from '../inventory-visibility.ts';
import { createODataClient, type TokenSource } from '../odata-client.ts';
import type { StockSource } from '../stock-source.ts';
import { describeCustomers, findCustomers } from './customers.ts';
import { createItemFinder } from './items.ts';
import { findMasterData } from './master-data.ts';
import { createOnHandSource, sitesOf } from './on-hand.ts';
import { orderChanges } from './order-changes.ts';
import { followSalesOrder } from './order-progress.ts';
import { createPriceReader } from './prices.ts';
import { searchProducts } from './product-search.ts';
import { readProducts } from './products.ts';
import { findSalesOrder, writeWithOurNumber, writeWithSequence } from './sales-order.ts';
import { customerSchema, salesOrderHeaderSchema, salesOrderLineSchema } from './schema.ts';

/** Resource-based limits answer 429 with Retry-After; eight orders at once is where Microsoft's guidance starts. */
const rateProfile: RateProfile = { remote: 'Dynamics 365 Finance & SCM', concurrent: 8, timeoutMs: 30_000 };

const schemas: Record<ErpDocument, TargetSchema> = {
  'sales-order-header': salesOrderHeaderSchema,
  'sales-order-line': salesOrderLineSchema,
  customer: customerSchema,
};

export interface FinanceScm extends ErpTarget {
  stock: StockSource;
  sitesOf: InventoryVisibilityOptions['sitesOf'];
  /** One round trip that changes nothing. @throws IntegrationError when it does not answer, or not to us */
  reach(): Promise<void>;
}

/** Finance & Supply Chain Management through OData. `environmentUrl` without `/data`. */
export function createFinanceScm({
  environmentUrl,
  token,
  http,
  timeoutMs,
}: {
  environmentUrl: string;
  token: TokenSource;
  http?: HttpPorts;
  timeoutMs?: number;
}): FinanceScm {
  const client = createODataClient({
    remote: rateProfile.remote,
    serviceRoot: `${environmentUrl}/data`,
    http: createHttp({ ...rateProfile, ...(timeoutMs ? { timeoutMs } : {}) }, http),
    token,
  });
  const findItems = createItemFinder(client);
  return {
    findCustomers: (company, query) => findCustomers(client, company, query),
    findItems,
    createSalesOrder: (document) =>
      document.number ? writeWithOurNumber(client, { ...document, number: document.number }) : writeWithSequence(client, document),
    findSalesOrder: (reference) => findSalesOrder(client, reference),
    followSalesOrder: (company, number) => followSalesOrder(client, company, number),
    orderChanges: (company, source, from) => orderChanges(client, company, source, from),
    prices: createPriceReader(client),
    readProducts: (company, query) => readProducts(client, company, query),
    searchProducts: (company, search) => searchProducts(client, company, search),
    describeCustomers: (company, accounts) => describeCustomers(client, company, accounts),
    findMasterData: (company, wanted) => findMasterData(client, company, wanted),
    schema: (document) => schemas[document],
    stock: createOnHandSource(client),
    sitesOf: (company, warehouses) => sitesOf(client, company, warehouses),
    reach: async () => void (await client.batch([{ method: 'GET', path: 'CustomersV3?$select=CustomerAccount&$top=1' }])),
  };
}

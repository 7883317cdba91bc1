import * as z from 'zod';
import { IntegrationError } from '../core/errors.ts';
import { createHttp, type HttpPorts, remoteFailed } from '../core/http.ts';
import type { ItemNumber, LegalEntityId } from '../core/ids.ts';
import { chunks } from '../core/lists.ts';
import { type DecimalText, minus, parseDecimal, zero } from '../core/money.ts';
import { answered } from '../core/wording.ts';
import type { TokenSource } from './odata-client.ts';
import type { OnHand, StockSource } from './stock-source.ts';

export interface InventoryVisibilityOptions {
  /** The service of the region, without a trailing slash. */
  serviceUrl: string;
  /** Where an Entra token is exchanged for the service's own. */
  securityUrl: string;
  /** Id of the Finance & SCM environment, as Lifecycle Services names it. */
  environmentId: string;
  /** Entra token for the service. */
  token: TokenSource;
  /** The sites of warehouses, which a query has to name. */
  sitesOf(company: LegalEntityId, warehouses: readonly string[]): Promise<string[]>;
  http?: HttpPorts;
  now?: () => number;
}

const remote = 'Inventory Visibility';
const apiVersion = { 'api-version': '1.0' };
/** A query covers this many products and, in all, this many pairs of site and location. */
const mostProducts = 5000;
const mostPairs = 100;
const renewBeforeMs = 120_000;
/** What no installation has: a question for it costs nobody anything. */
const nothing = 'none';

const Row = z.object({
  productId: z.string(),
  dimensions: z.record(z.string(), z.unknown()).default({}),
  quantities: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string()]))).default({}),
});
const Rows = z.array(Row);
const Token = z.object({ access_token: z.string(), expires_in: z.coerce.number().default(3600) });

export interface InventoryVisibility extends StockSource {
  /** One question without an answer. @throws IntegrationError when the service is away, or does not answer us */
  reach(): Promise<void>;
}

/** Stock as the Inventory Visibility service knows it: Finance & SCM's numbers and what other systems have reserved since. */
export function createInventoryVisibility(options: InventoryVisibilityOptions): InventoryVisibility {
  const { serviceUrl, environmentId, now = Date.now } = options;
  const http = createHttp({ remote, concurrent: 4, timeoutMs: 30_000 }, options.http);
  let known: { token: string; until: number } | undefined;
  const serviceToken = async (again = false) => {
    if (again || !known || known.until <= now()) known = await exchangeToken(options, http, now);
    return known.token;
  };

  async function query(filters: object): Promise<z.output<typeof Rows>> {
    const once = async (again: boolean) =>
      http.send({
        method: 'POST',
        url: `${serviceUrl}/api/environment/${environmentId}/onhand/indexquery`,
        headers: { ...apiVersion, 'content-type': 'application/json', authorization: `Bearer ${await serviceToken(again)}` },
        body: JSON.stringify({
          filters,
          groupByValues: [...dimensionNames.map(([, name]) => name), 'siteId', 'locationId'],
          returnNegative: true,
        }),
      });
    let answer = await once(false);
    if (answer.status === 401) answer = await once(true);
    if (answer.status >= 500) throw remoteFailed(remote, answer.status);
    if (answer.status !== 200)
      throw new IntegrationError('REMOTE_REFUSED_LOGIN', {
        facts: { remote, problem: answered(answer.status) },
        cause: `REMOTE_REFUSED_LOGIN|${remote}`,
      });
    const parsed = Rows.safeParse(answer.json());
    if (!parsed.success) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, from: parsed.error });
    return parsed.data;
  }

  return {
    async onHand(company, warehouses, items) {
      const sites = await options.sitesOf(company, warehouses);
      const perQuery = Math.max(1, Math.floor(mostPairs / Math.max(1, sites.length)));
      const found: OnHand[] = [];
      for (const locationId of chunks(warehouses, perQuery))
        for (const productId of chunks(items, mostProducts))
          found.push(...(await query({ organizationId: [company], productId, siteId: sites, locationId })).map(toOnHand));
      return found;
    },
    reach: async () => void (await query({ organizationId: [nothing], productId: [nothing], siteId: [nothing], locationId: [nothing] })),
  };
}

const dimensionNames = [
  ['color', 'colorId'],
  ['size', 'sizeId'],
  ['style', 'styleId'],
  ['configuration', 'configId'],
  ['version', 'versionId'],
] as const;

function toOnHand({ productId, dimensions, quantities }: z.output<typeof Row>): OnHand {
  const of = lowerCased(dimensions);
  const named = dimensionNames.map(([ours, theirs]) => [ours, String(of.get(theirs.toLowerCase()) ?? '')]);
  const physical = measure(quantities, 'fno', 'physicalinvent') ?? zero;
  return {
    item: productId as ItemNumber,
    dimensions: Object.fromEntries(named.filter(([, value]) => value !== '')),
    warehouse: String(of.get('locationid') ?? ''),
    physical,
    // The published answer has no measure for what is free: only what is there and what is reserved of it.
    available: measure(quantities, 'fno', 'availphysical') ?? minus(physical, measure(quantities, 'fno', 'reservphysical') ?? zero),
    onOrder: measure(quantities, 'fno', 'onorder') ?? zero,
  };
}

function measure(quantities: z.output<typeof Row>['quantities'], source: string, name: string): DecimalText | undefined {
  const group = lowerCased(quantities).get(source);
  const value = group && lowerCased(group).get(name);
  return value === undefined ? undefined : parseDecimal(value);
}

const lowerCased = <Value>(record: Record<string, Value>): Map<string, Value> =>
  new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));

/** The Entra token goes to the security service, which sends us on to its region first. */
async function exchangeToken(
  { securityUrl, environmentId, token }: InventoryVisibilityOptions,
  http: ReturnType<typeof createHttp>,
  now: () => number,
): Promise<{ token: string; until: number }> {
  const body = JSON.stringify({
    grant_type: 'client_credentials',
    client_assertion_type: 'aad_app',
    client_assertion: await token(),
    scope: 'https://inventoryservice.operations365.dynamics.com/.default',
    context: environmentId,
    context_type: 'finops-env',
  });
  const post = (url: string) => http.send({ method: 'POST', url, headers: { ...apiVersion, 'content-type': 'application/json' }, body });
  let answer = await post(securityUrl);
  const onward = answer.headers.get('location');
  if ((answer.status === 307 || answer.status === 308) && onward) answer = await post(new URL(onward, securityUrl).href);
  if (answer.status >= 500) throw remoteFailed(remote, answer.status);
  const parsed = answer.status === 200 ? Token.safeParse(answer.json()) : undefined;
  if (!parsed?.success)
    throw new IntegrationError('REMOTE_REFUSED_LOGIN', {
      facts: { remote, problem: `its security service answered ${answer.status}` },
      cause: `REMOTE_REFUSED_LOGIN|${remote}`,
    });
  return { token: parsed.data.access_token, until: now() + parsed.data.expires_in * 1000 - renewBeforeMs };
}

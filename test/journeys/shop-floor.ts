import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signBase64 } from '../../shared/connectors/hmac.ts';
import { type Persona, people } from '../sandbox/dataverse/people.ts';
import { type Environment, type EnvironmentOptions, startEnvironment } from '../sandbox/environment.ts';
import type { Calls, PlacedOrder, PlaceOrders } from '../sandbox/parts.ts';

/** Everything that a journey does, it does from outside: through the control interface, webhooks, and OData reads with a token. */

type Row = Record<string, unknown>;

export interface ShopFloor {
  environment: Environment;
  control<T = Row>(method: string, path: string, body?: unknown): Promise<T>;
  place(channel: string, orders: Partial<PlaceOrders>): Promise<PlacedOrder[]>;
  idle(timeoutMs?: number): Promise<void>;
  erp(path: string): Promise<Row[]>;
  dataverse(path: string): Promise<Row[]>;
  write(method: 'POST' | 'PATCH', path: string, body: Row): Promise<number>;
  /** Asks for something with a command row, as this person, and waits for the answer; or what Dataverse says to the row itself. */
  ask(person: Persona, command: Row, headers?: Record<string, string>): Promise<{ state: string; says: string; row: Row }>;
  /** A call of Dataverse as this person. */
  as(person: Persona, method: string, path: string, body?: Row, headers?: Record<string, string>): Promise<{ status: number; body: Row }>;
  /** The order's row with its state in words. */
  status(channel: string, ref: string): Promise<(Row & { state: string }) | undefined>;
  exceptions(channel: string, ref: string): Promise<(Row & { state: string })[]>;
  salesOrders(number: string): Promise<Row[]>;
  /** A signed delivery, as the shop would make it. */
  deliver(channel: string, topic: string, body: string, secret?: string, path?: string): Promise<number>;
  calls(path: string): Promise<Calls>;
  close(): Promise<void>;
}

/** A schedule that no story lives to see. */
export const never = '0 0 0 1 1 *';
/** By the clock nobody looks in Dynamics, which costs the machine much: who waits for the end of all work has it looked at, where that is needed. */
export const nobodyLooks = {
  DYNAMICS_POLL_SCHEDULE: never,
  STOCK_SWEEP_SCHEDULE: never,
  PRICE_SWEEP_SCHEDULE: never,
  LINK_SCHEDULE: never,
};

const storeOf: Record<string, string> = { shopify: 'shopify-main', woocommerce: 'woocommerce-main' };
const label = (row: Row, column: string) => String(row[`${column}@OData.Community.Display.V1.FormattedValue`] ?? row[column]);
const quoted = (text: string) => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

export async function openShopFloor(options: EnvironmentOptions = {}): Promise<ShopFloor> {
  const environment = await startEnvironment({
    portBase: 0,
    quiet: true,
    endpointsFile: join(mkdtempSync(join(tmpdir(), 'floor-')), 'endpoints.json'),
    ...options,
  });
  const { endpoints } = environment;
  const tokens = new Map<string, string>();

  const token = async (resource: string) => {
    const known = tokens.get(resource);
    if (known) return known;
    const { tokenUrl, clientId, clientSecret } = endpoints.auth;
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${resource}/.default`,
      }),
    });
    const { access_token: value } = (await answer.json()) as { access_token: string };
    tokens.set(resource, value);
    return value;
  };

  const control: ShopFloor['control'] = async (method, path, body) => {
    const answer = await fetch(endpoints.control + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const value = (await answer.json()) as never;
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(value).slice(0, 500)}`);
    return value;
  };

  const read = async (base: string, path: string): Promise<Row[]> => {
    const rows: Row[] = [];
    let url: string | undefined = base + path;
    while (url) {
      const answer: Response = await fetch(url, {
        headers: { authorization: `Bearer ${await token(new URL(base).origin)}`, prefer: 'odata.include-annotations="*"' },
      });
      const body = (await answer.json()) as { value: Row[]; '@odata.nextLink'?: string };
      if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}: ${JSON.stringify(body).slice(0, 500)}`);
      rows.push(...body.value);
      url = body['@odata.nextLink'];
    }
    return rows;
  };
  const as: ShopFloor['as'] = async (person, method, path, body, headers = {}) => {
    const answer = await fetch(`${endpoints.dataverse}/api/data/v9.2/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        prefer: 'return=representation',
        authorization: `Bearer ${environment.personToken(people[person].id)}`,
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? (JSON.parse(text) as Row) : {} };
  };
  const ask: ShopFloor['ask'] = async (person, command, headers) => {
    const key = crypto.randomUUID();
    const made = await as(
      person,
      'POST',
      'cmc_commands',
      { cmc_name: String(command.cmc_kind), cmc_key: key, cmc_state: 727_000_000, ...command },
      headers,
    );
    if (made.status >= 300) return { state: `${made.status}`, says: String((made.body.error as Row | undefined)?.message), row: {} };
    const until = Date.now() + 20_000;
    for (;;) {
      const [row] = await dataverse(`cmc_commands?$filter=cmc_key eq '${String(command.cmc_key ?? key)}'`);
      const state = row ? label(row, 'cmc_state') : 'gone';
      if (!['Requested', 'Working'].includes(state) || Date.now() > until) return { state, says: String(row?.cmc_result), row: row ?? {} };
      await new Promise((done) => setTimeout(done, 150));
    }
  };
  const erp = (path: string) => read(`${endpoints.financeScm}/data/`, path);
  const dataverse = (path: string) => read(`${endpoints.dataverse}/api/data/v9.2/`, path);

  return {
    environment,
    control,
    erp,
    dataverse,
    as,
    ask,
    place: async (channel, orders) =>
      (await control<{ orders: PlacedOrder[] }>('POST', `/channels/${channel}/orders`, { count: 1, seed: 1, ...orders })).orders,
    idle: async (timeoutMs = 60_000) => void (await control('GET', `/idle?timeoutMs=${timeoutMs}`)),
    write: async (method, path, body) => {
      const answer = await fetch(`${endpoints.dataverse}/api/data/v9.2/${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(endpoints.dataverse)}` },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.status;
    },
    status: async (channel, ref) => {
      const [row] = await dataverse(
        `cmc_syncstatuses?$filter=cmc_store eq ${quoted(storeOf[channel] ?? channel)} and cmc_externalid eq ${quoted(ref)} and cmc_documenttype eq 'order'`,
      );
      return row && { ...row, state: label(row, 'cmc_state') };
    },
    exceptions: async (channel, ref) =>
      (
        await dataverse(`cmc_exceptions?$filter=cmc_store eq ${quoted(storeOf[channel] ?? channel)} and cmc_externalid eq ${quoted(ref)}`)
      ).map((row) => ({ ...row, state: label(row, 'cmc_state') })),
    salesOrders: (number) => erp(`SalesOrderHeadersV4?cross-company=true&$filter=CustomersOrderReference eq ${quoted(number)}`),
    deliver: async (channel, topic, body, secret, path) => {
      const store = endpoints.stores.find((one) => one.connector === channel);
      const signature = signBase64(Buffer.from(body), secret ?? store?.webhookSecret ?? '');
      const headers: Record<string, string> =
        channel === 'shopify'
          ? {
              'x-shopify-topic': topic,
              'x-shopify-webhook-id': crypto.randomUUID(),
              'x-shopify-shop-domain': store?.shopDomain ?? '',
              'x-shopify-hmac-sha256': signature,
              'x-shopify-triggered-at': new Date().toISOString(),
            }
          : {
              'x-wc-webhook-topic': topic,
              'x-wc-webhook-resource': 'order',
              'x-wc-webhook-event': topic.split('.')[1] ?? '',
              'x-wc-webhook-id': '1',
              'x-wc-webhook-delivery-id': crypto.randomUUID(),
              'x-wc-webhook-signature': signature,
            };
      const answer = await fetch(path ?? store?.webhookUrl ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    calls: (path) => control<Calls>('GET', path),
    close: () => environment.close(),
  };
}

/** @throws Error that says what is not as it should be: one sales order, the same total, the same number on both sides. */
export async function mustBeOneSalesOrder(floor: ShopFloor, channel: string, order: PlacedOrder): Promise<Row> {
  const status = await floor.status(channel, order.ref);
  const say = (problem: string) => new Error(`${channel} ${order.number} (${order.shape}): ${problem}`);
  if (status?.state !== 'Synced') throw say(`is ${status?.state ?? 'nowhere'}: ${String(status?.cmc_reason ?? '')}`);
  const [header, second] = await floor.salesOrders(order.number);
  if (!header || second) throw say(second ? 'stands twice in Finance & SCM' : 'is not in Finance & SCM');
  if (header.SalesOrderNumber !== status.cmc_erpdocument)
    throw say(`the status names ${String(status.cmc_erpdocument)}, Finance & SCM has ${String(header.SalesOrderNumber)}`);
  if (Number(header.OrderTotalAmount) !== Number(order.total))
    throw say(`the shop charged ${order.total}, Finance & SCM books ${String(header.OrderTotalAmount)}`);
  if (header.CurrencyCode !== order.currency) throw say(`currency ${String(header.CurrencyCode)} instead of ${order.currency}`);
  return header;
}

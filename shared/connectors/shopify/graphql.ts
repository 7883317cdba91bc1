import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { createHttp, type HttpClient, type HttpResponse, remoteFailed } from '../../core/http.ts';
import { masked } from '../../core/log.ts';
import { epochMs } from '../../core/time.ts';
import type { ConnectorPorts } from '../connector.ts';
import { GraphqlAnswer, type GraphqlError, Token } from './schema.ts';
import type { ShopifySettings } from './settings.ts';

export interface Operation {
  /** What costs are remembered under. */
  name: string;
  query: string;
  variables: Record<string, unknown>;
  /** How many things are asked for, where the cost grows with them. */
  weight?: number;
  writes?: boolean;
}

export interface Answer {
  data: Record<string, unknown>;
  /** Errors that belong to one place of the answer; any other error is thrown. */
  errors: GraphqlError[];
  /** Nothing was executed: one query may not cost this much. Ask for less. */
  tooExpensive?: { cost: number; most: number };
}

/** The Admin GraphQL API of one shop: token, cost budget, and what its errors mean. */
export interface Graphql {
  remote: string;
  /** @throws IntegrationError */
  run(operation: Operation): Promise<Answer>;
  /** What one of `weight` cost last time, as Shopify reckons before it runs a query. */
  costOf(name: string): number | undefined;
}

/** Shopify's ceiling for a single query, on every plan. https://shopify.dev/docs/api/usage/limits */
export const mostCost = 1000;

export function createGraphql(store: Store, settings: ShopifySettings, ports: ConnectorPorts): Graphql {
  const remote = `the shop "${store.name}"`;
  const http = createHttp({ remote, concurrent: 8, timeoutMs: 30_000 }, ports.http);
  const cause = rowKey('REMOTE_REFUSED_LOGIN', store.id);
  const refusedLogin = (problem: string) => new IntegrationError('REMOTE_REFUSED_LOGIN', { facts: { remote, problem }, cause });
  const tokens = createTokens({ http, settings, ports, remote, refusedLogin });
  const budget = createBudget(remote, ports.http?.now ?? Date.now);
  const costs = new Map<string, number>();
  const url = `${settings.apiUrl}/admin/api/${settings.apiVersion}/graphql.json`;

  const post = (token: string, { query, variables, writes }: Operation): Promise<HttpResponse> =>
    http.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify({ query, variables }),
      writes,
    });

  async function exchange(operation: Operation): Promise<HttpResponse> {
    const token = await tokens.get();
    const response = await post(token, operation);
    if (response.status !== 401) return response;
    tokens.drop(token);
    return post(await tokens.get(), operation);
  }

  function requireSuccess({ status, headers }: HttpResponse, writes = false): void {
    if (status === 200) return;
    if (status >= 500) throw remoteFailed(remote, status, writes);
    if (status === 401) throw refusedLogin('it does not take a fresh access token; the app may have been uninstalled');
    if (status === 402 || status === 403 || status === 423)
      throw refusedLogin(`it answers ${status}: the shop is frozen, locked or closed to the app`);
    const where =
      status >= 300 && status < 400 ? `it sends us on to ${headers.get('location') ?? 'another address'}` : `it answers ${status}`;
    throw new IntegrationError('CONFIGURATION_WRONG', {
      facts: { store: store.name, problem: `${where} at ${url}` },
      cause: rowKey('CONFIGURATION_WRONG', store.id),
    });
  }

  function learn({ name, weight = 1 }: Operation, answer: GraphqlAnswer): void {
    const [error] = answer.errors;
    const cost = error?.extensions?.cost ?? answer.extensions?.cost?.requestedQueryCost;
    if (cost && error?.extensions?.code !== 'THROTTLED') costs.set(name, cost / weight);
  }

  function failure({ message, path, extensions }: GraphqlError, answer: GraphqlAnswer): IntegrationError {
    const code = extensions?.code ?? '';
    if (code === 'THROTTLED') return throttled(remote, answer);
    if (code === 'ACCESS_DENIED') {
      const what = (path ?? []).filter((step) => typeof step === 'string').join('.') || 'what we asked for';
      return refusedLogin(`it denies access to ${what}; needed: ${extensions?.requiredAccess ?? masked(message)}`);
    }
    if (code === 'INTERNAL_SERVER_ERROR') return new IntegrationError('REMOTE_DOWN', { facts: { remote, problem: 'it failed inside' } });
    // Codes in small letters are those of the query itself: this version of the API is not the one it was written for.
    if (/^[a-z]/.test(code))
      return new IntegrationError('CONFIGURATION_WRONG', {
        facts: { store: store.name, problem: `API version ${settings.apiVersion} does not fit: ${masked(message)}` },
        cause: rowKey('CONFIGURATION_WRONG', store.id),
      });
    return new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, detail: { code, message: masked(message) } });
  }

  return {
    remote,
    costOf: (name) => costs.get(name),
    async run(operation) {
      const reserved = (costs.get(operation.name) ?? 0) * (operation.weight ?? 1);
      await budget.reserve(reserved);
      let answer: GraphqlAnswer | undefined;
      try {
        const response = await exchange(operation);
        requireSuccess(response, operation.writes);
        const parsed = GraphqlAnswer.safeParse(response.json());
        if (!parsed.success)
          throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: operation.writes, from: parsed.error });
        answer = parsed.data;
      } finally {
        budget.settle(reserved, answer?.extensions?.cost?.throttleStatus ?? undefined);
      }
      learn(operation, answer);
      const spent = answer.extensions?.cost?.actualQueryCost;
      if (spent) ports.spent?.(spent);
      return toAnswer(answer, (error) => failure(error, answer));
    },
  };
}

function toAnswer({ data, errors, ...answer }: GraphqlAnswer, failure: (error: GraphqlError) => IntegrationError): Answer {
  const tooMuch = errors.find(({ extensions }) => extensions?.code === 'MAX_COST_EXCEEDED');
  if (tooMuch) {
    const cost = tooMuch.extensions?.cost ?? answer.extensions?.cost?.requestedQueryCost ?? mostCost * 2;
    return { data: {}, errors: [], tooExpensive: { cost, most: tooMuch.extensions?.maxCost ?? mostCost } };
  }
  // An error about one of many nodes must not fail the others; a refused right concerns them all.
  const isLocal = ({ path, extensions }: GraphqlError) =>
    path?.[0] === 'nodes' && typeof path[1] === 'number' && extensions?.code !== 'ACCESS_DENIED';
  const whole = errors.find((error) => !isLocal(error));
  if (whole) throw failure(whole);
  if (!data) throw failure({ message: 'no data', path: undefined, extensions: undefined });
  return { data, errors };
}

/** Throttling comes with HTTP 200; the answer says how long until the same query fits. */
function throttled(remote: string, { extensions }: GraphqlAnswer): IntegrationError {
  const { requestedQueryCost, throttleStatus } = extensions?.cost ?? {};
  const missing = (requestedQueryCost ?? 0) - (throttleStatus?.currentlyAvailable ?? 0);
  const retryAfterMs = throttleStatus ? Math.max(0, Math.ceil((missing / throttleStatus.restoreRate) * 1000)) : 1000;
  return new IntegrationError('REMOTE_BUSY', { facts: { remote }, retryAfterMs });
}

interface TokenPorts {
  http: HttpClient;
  settings: ShopifySettings;
  ports: ConnectorPorts;
  remote: string;
  refusedLogin(problem: string): IntegrationError;
}

const renewBeforeMs = 10 * 60_000;

/** The client credentials grant: a token for a day, no refresh token. Calls at the same moment share one request. */
function createTokens({ http, settings, ports, remote, refusedLogin }: TokenPorts) {
  let current: { value: string; renewAt: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const [client_id, client_secret] = await Promise.all([ports.secrets.get('client-id'), ports.secrets.get('client-secret')]);
    const askedAt = epochMs(ports.now());
    const response = await http.send({
      method: 'POST',
      url: `${settings.apiUrl}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ client_id, client_secret, grant_type: 'client_credentials' }),
    });
    if (response.status >= 500) throw remoteFailed(remote, response.status);
    if (response.status !== 200) throw refusedLogin(`its token endpoint answers ${response.status} ${masked(response.text.slice(0, 200))}`);
    const token = Token.safeParse(response.json());
    if (!token.success) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, from: token.error });
    const lifeMs = token.data.expires_in * 1000;
    current = { value: token.data.access_token, renewAt: askedAt + lifeMs - Math.min(renewBeforeMs, lifeMs / 2) };
    return current.value;
  }

  return {
    async get(): Promise<string> {
      if (current && epochMs(ports.now()) < current.renewAt) return current.value;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    drop(value: string): void {
      if (current?.value === value) current = undefined;
    },
  };
}

interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** Longer waits go back to the queue. */
const longestWaitMs = 20_000;

/** Waits until the next query fits into Shopify's bucket, as the last answer described it. */
function createBudget(remote: string, now: () => number) {
  let known: (ThrottleStatus & { at: number }) | undefined;
  let underWay = 0;
  return {
    async reserve(cost: number): Promise<void> {
      if (known) {
        const refilled = known.currentlyAvailable + ((now() - known.at) / 1000) * known.restoreRate;
        const free = Math.min(known.maximumAvailable, refilled) - underWay;
        const waitMs = Math.ceil((Math.max(0, Math.min(cost, known.maximumAvailable) - free) / known.restoreRate) * 1000);
        if (waitMs > longestWaitMs) throw new IntegrationError('WAITS_FOR_RATES', { facts: { remote }, retryAfterMs: waitMs });
        underWay += cost;
        if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
      } else underWay += cost;
    },
    settle(reserved: number, status: ThrottleStatus | undefined): void {
      underWay -= reserved;
      if (status) known = { ...status, at: now() };
    },
  };
}

import { dirname, join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CallLog, type Calls, type Part, type PartOptions } from '../parts.ts';
import { type Served, type SimRequest, type SimResponse, serve } from '../serve.ts';
import { type TokenIssuer, tenantId } from '../tokens.ts';
import { servicePath } from './address.ts';
import { executeBatch, refusedBatch } from './batch.ts';
import type { Incoming } from './exact-json.ts';
import { readObject } from './exact-json.ts';
import { type ProtectionLimits, publishedLimits, ServiceProtection, throttled } from './limits.ts';
import { actingAs, type Context, execute, type Operation } from './operations.ts';
import { approvalLimits, people } from './people.ts';
import { refusals } from './refusal.ts';
import { serviceRootOf } from './render.ts';
import { everything, readGrants, rightsOf } from './rights.ts';
import { addMemberships, addStandardRows, standardTables } from './standard-tables.ts';
import { Store } from './store.ts';
import { readTables } from './tables.ts';
import { createRow } from './writes.ts';

/** A row that exists from the beginning. */
export interface SeedRow {
  set: string;
  key: string;
  row: Record<string, unknown>;
}

export interface DataverseOptions extends PartOptions {
  tokens: TokenIssuer;
  seed?: readonly SeedRow[] | (() => readonly SeedRow[]);
  /** Limits per user; `false` switches them off. */
  serviceProtection?: ProtectionLimits | false;
  /** Unpacked solution whose tables the environment has; by default the one of this repository. */
  solution?: string;
  now?: () => Date;
  /** How long each call takes at least. Without it calls are so short that they are hardly ever concurrent. */
  workMs?: number;
}

export interface DataversePart extends Part {
  calls(): Calls;
  resetCalls(): void;
}

const ownSolution = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'solution', 'core');

/** A Dataverse environment with the tables of the solution, behind the Web API. */
export async function startDataverse(options: DataverseOptions): Promise<DataversePart> {
  const { serviceProtection = publishedLimits, now = () => new Date(), workMs = 0 } = options;
  const store = new Store([...readTables(options.solution ?? ownSolution), ...standardTables], options.dataDir);
  const grants = readGrants(options.solution ?? ownSolution);
  const log = new CallLog();
  const protection = serviceProtection ? new ServiceProtection(serviceProtection) : undefined;
  const begin = () => {
    const fresh = store.isEmpty;
    const rows = typeof options.seed === 'function' ? options.seed() : (options.seed ?? []);
    store.atomically(() => {
      addStandardRows(store);
      if (!fresh) return;
      addMemberships(store);
      addApprovalLimits(store);
      rows.forEach((row) => addSeed(store, row));
    });
  };
  begin();

  let url = '';
  const handle = async (request: SimRequest): Promise<SimResponse> => {
    const claims = options.tokens.check(request.headers.authorization, url);
    if (!claims) return unauthorised(url);
    const user = store.rows('systemusers')?.get(claims.oid);
    if (!user) return { status: 403, body: refusals.notMember().body };
    if (user.values.isdisabled === true) return { status: 403, body: refusals.disabledUser(user.id).body };
    const begun = protection?.begin(claims.oid);
    if (begun && 'refused' in begun) return begun.refused;
    try {
      // Others may arrive meanwhile, so that requests can be concurrent at all.
      await (workMs > 0 ? setTimeout(workMs) : setImmediate());
      const rights = rightsOf(store, grants, user.id);
      const answer = answerTo(request, { store, serviceRoot: serviceRootOf(url), userId: user.id, rights, grants, now }, log);
      const remaining: Record<string, string> = begun
        ? {
            'x-ms-ratelimit-burst-remaining-xrm-requests': String(begun.remaining.requests),
            'x-ms-ratelimit-time-remaining-xrm-requests': String(begun.remaining.seconds),
            'x-ms-dop-hint': '4',
          }
        : {};
      return { ...answer, headers: { ...answer.headers, ...remaining } };
    } finally {
      begun?.end();
    }
  };
  const served: Served = await serve({
    target: 'dataverse',
    port: options.port,
    faults: options.faults,
    handle,
    wording: { throttle: (retryAfterS) => throttled('requests', retryAfterS) },
  });
  url = served.url;

  return {
    name: 'dataverse',
    url,
    calls: () => log.read(),
    resetCalls: () => log.reset(),
    async reset() {
      store.clear();
      log.reset();
      protection?.reset();
      begin();
    },
    async close() {
      await served.close();
      store.close();
    },
  };
}

function answerTo(request: SimRequest, context: Context, log: CallLog): SimResponse {
  const raw = request.url.pathname;
  if (raw !== servicePath && !raw.startsWith(`${servicePath}/`)) return { status: 404, body: refusals.unknownSegment(raw).body };
  const operation: Operation = {
    method: request.method,
    path: raw.slice(servicePath.length + 1),
    query: request.url.searchParams,
    headers: request.headers,
    body: request.body.toString('utf8'),
  };
  log.count(nameOf(operation));
  if (operation.path !== '$batch') return execute(context, operation);
  if (operation.method !== 'POST') return refusedBatch(refusals.methodNotAllowed(operation.method));
  try {
    return executeBatch(actingAs(context, operation.headers), operation, (inner) => log.countInner(nameOf(inner)));
  } catch (error) {
    return refusedBatch(error);
  }
}

/** `PATCH cmc_stores`, `POST cmc_stores/Microsoft.Dynamics.CRM.UpsertMultiple`. */
const nameOf = ({ method, path }: Operation): string => `${method} ${path.replace(/\([^)]*\)/g, '')}`;

/** Dataverse says nothing in the body, only where tokens are to be had. */
function unauthorised(url: string): SimResponse {
  const challenge = `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize, resource_id=${url}/`;
  return { status: 401, headers: { 'www-authenticate': challenge } };
}

function addSeed(store: Store, { set, key, row }: SeedRow): void {
  const rows = store.rows(set);
  if (!rows) throw refusals.unknownSegment(set);
  const body: { [name: string]: Incoming } = readObject(JSON.stringify({ ...row, cmc_key: key }));
  createRow(store, rows, body, { userId: people.alex.id, rights: everything(people.alex.id), now: new Date() });
}

/** Where the solution has the table. */
function addApprovalLimits(store: Store): void {
  if (!store.rows('cmc_approvallimits')) return;
  for (const { user, currency, limit } of approvalLimits) {
    const { id, name } = people[user];
    const row = {
      cmc_name: `${name} ${currency}`,
      'cmc_userid@odata.bind': `/systemusers(${id})`,
      cmc_currency: currency,
      cmc_limit: limit,
    };
    addSeed(store, { set: 'cmc_approvallimits', key: `${user}-${currency}`, row });
  }
}

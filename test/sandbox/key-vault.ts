import type { Certificate } from './certificates.ts';
import { DocumentFile } from './documents.ts';
import { CallLog, type Calls, type Part, type PartOptions } from './parts.ts';
import { type SecretVersion, SecretVersions } from './secret-versions.ts';
import { type SimRequest, type SimResponse, serve } from './serve.ts';
import { type TokenIssuer, tenantId } from './tokens.ts';
import { clients, dynamicsEvents, stores } from './world.ts';

export interface KeyVaultPart extends Part {
  /** A person stores a new version of a secret. */
  put(name: string, value: string): void;
  calls(): Calls;
  resetCalls(): void;
}

export interface KeyVaultOptions extends PartOptions {
  tokens: TokenIssuer;
  tls: Certificate;
  /** Base address of the token service that the challenge names. */
  authority: string;
}

/** The client insists that the vault's host ends in a dot and the resource's host, which no resource does for an address: this one does. */
const resource = 'vault://0.0.1';
const binDays = 90;
const secondsPerDay = 86_400;

const seed = [
  { name: `dynamics-${dynamicsEvents.environment}-event-key`, value: dynamicsEvents.key },
  ...stores.flatMap(({ id, webhookSecret, clientId, clientSecret }) => [
    { name: `${id}-webhook-secret`, value: webhookSecret },
    { name: `${id}-client-id`, value: clientId },
    { name: `${id}-client-secret`, value: clientSecret },
  ]),
];

/** A vault of secrets with versions, over TLS, with the challenge that the real client expects. */
export async function startKeyVault(options: KeyVaultOptions): Promise<KeyVaultPart> {
  const file = new DocumentFile(options.dataDir, 'key-vault');
  const secrets = new SecretVersions(file);
  const log = new CallLog();
  const seedAll = () => seed.forEach(({ name, value }) => void secrets.add(name, value));
  if (secrets.isEmpty) seedAll();

  const handle = (request: SimRequest): SimResponse => {
    const claims = options.tokens.check(request.headers.authorization, resource);
    if (!claims) return challenge(options.authority);
    if (claims.oid === clients.outside.id) return notAssigned;
    log.count(`${request.method} ${request.path.split('/').slice(0, 3).join('/')}`);
    if (!request.url.searchParams.has('api-version')) return badParameter('The API version was not specified.');
    return answer(request, secrets, served.url);
  };
  const served = await serve({ target: 'keyVault', port: options.port, faults: options.faults, handle, wording, tls: options.tls });
  return {
    name: 'key-vault',
    url: served.url,
    put: (name, value) => void secrets.add(name, value),
    calls: () => log.read(),
    resetCalls: () => log.reset(),
    reset: async () => {
      secrets.clear();
      log.reset();
      seedAll();
    },
    close: async () => {
      await served.close();
      file.close();
    },
  };
}

const problem = (status: number, code: string, message: string, inner?: string): SimResponse => ({
  status,
  body: { error: { code, message, ...(inner ? { innererror: { code: inner } } : {}) } },
});
const badParameter = (message: string) => problem(400, 'BadParameter', message);
const notFound = (name: string, version = '') =>
  problem(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name}${version && `/${version}`} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`,
  );

/** Who has no role on the vault, or not yet. */
const notAssigned = problem(
  403,
  'Forbidden',
  'Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
  'ForbiddenByRbac',
);

const challenge = (authority: string): SimResponse => ({
  ...problem(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
  headers: { 'www-authenticate': `Bearer authorization="${authority}/${tenantId}", resource="${resource}"` },
});

const wording = {
  throttle: (retryAfterS: number) => ({
    ...problem(429, 'Throttled', 'Request was not processed because too many requests were received.'),
    headers: { 'retry-after': String(retryAfterS) },
  }),
  error: () => problem(500, 'InternalServerError', 'An unexpected error occurred.'),
};

function answer({ method, path, body }: SimRequest, secrets: SecretVersions, url: string): SimResponse {
  const [, area, name = '', third = ''] = path.split('/');
  const views = viewsAt(url);
  if (name && !/^[0-9a-zA-Z-]{1,127}$/.test(name))
    return badParameter(`The request URI contains an invalid name: ${name}. A name has letters, digits and dashes.`);
  if (area === 'deletedsecrets') return bin(`${method} ${third}`.trim(), name, secrets, views);
  if (area !== 'secrets') return problem(404, 'NotFound', 'The resource was not found.');
  if (method === 'GET' && !name) return listOf(secrets.newest().map(views.item));
  if (!name) return problem(405, 'MethodNotAllowed', 'The method is not allowed.');
  if (method === 'GET' && third === 'versions') return listOf(secrets.of(name).map(views.versionItem));
  if (method === 'GET') return read(secrets, name, third, views);
  if (method === 'DELETE') return remove(secrets, name, views);
  const asked = readBody(body);
  if (!asked) return badParameter('The request body is not valid JSON.');
  if (method === 'PUT') return write(secrets, name, asked, views);
  if (method === 'PATCH') return update(secrets, name, third, asked, views);
  return problem(405, 'MethodNotAllowed', 'The method is not allowed.');
}

function read(secrets: SecretVersions, name: string, version: string, { bundle }: Views): SimResponse {
  const found = secrets.find(name, version);
  if (!found) return notFound(name, version);
  if (!found.enabled) return problem(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
  return { status: 200, body: bundle(found) };
}

function write(secrets: SecretVersions, name: string, { value, attributes }: Asked, { bundle }: Views): SimResponse {
  if (typeof value !== 'string') return badParameter('The property "value" is required.');
  if (secrets.inBin(name))
    return problem(
      409,
      'Conflict',
      `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      'ObjectIsDeletedButRecoverable',
    );
  return { status: 200, body: bundle(secrets.add(name, value, attributes?.enabled ?? true, attributes?.exp)) };
}

function update(secrets: SecretVersions, name: string, version: string, { attributes }: Asked, { bundle }: Views): SimResponse {
  const found = secrets.find(name, version);
  if (!found) return notFound(name, version);
  if (attributes?.enabled !== undefined) secrets.enable(found, attributes.enabled);
  return { status: 200, body: { ...bundle(found), value: undefined } };
}

function remove(secrets: SecretVersions, name: string, { deleted }: Views): SimResponse {
  if (!secrets.find(name, undefined)) return notFound(name);
  secrets.delete(name);
  const found = secrets.inBin(name);
  return found ? { status: 200, body: deleted(found) } : notFound(name);
}

function bin(call: string, name: string, secrets: SecretVersions, { deleted, item }: Views): SimResponse {
  if (call === 'GET' && !name) return listOf(secrets.binned().map(deleted));
  const found = secrets.inBin(name);
  if (!found) return problem(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);
  if (call === 'GET') return { status: 200, body: deleted(found) };
  if (call === 'DELETE') {
    secrets.purge(name);
    return { status: 204 };
  }
  if (call !== 'POST recover') return problem(405, 'MethodNotAllowed', 'The method is not allowed.');
  secrets.recover(name);
  return { status: 200, body: item(found) };
}

interface Asked {
  value?: unknown;
  attributes?: { enabled?: boolean; exp?: number };
}

function readBody(body: Buffer): Asked | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown[]): SimResponse => ({ status: 200, body: { value, nextLink: null } });

type View = (one: SecretVersion) => Record<string, unknown>;
type Views = Record<'bundle' | 'item' | 'versionItem' | 'deleted', View>;

function viewsAt(url: string): Views {
  const attributes: View = ({ enabled, created, exp }) => ({
    ...(exp === undefined ? {} : { exp }),
    enabled,
    created,
    updated: created,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: binDays,
  });
  const item: View = (one) => ({ id: `${url}/secrets/${one.name}`, attributes: attributes(one), tags: {} });
  const versionItem: View = (one) => ({ ...item(one), id: `${url}/secrets/${one.name}/${one.version}` });
  return {
    item,
    versionItem,
    bundle: (one) => ({ value: one.value, ...versionItem(one) }),
    deleted: (one) => ({
      ...versionItem(one),
      recoveryId: `${url}/deletedsecrets/${one.name}`,
      deletedDate: one.deleted,
      scheduledPurgeDate: (one.deleted ?? 0) + binDays * secondsPerDay,
    }),
  };
}

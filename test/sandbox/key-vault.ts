import { randomUUID } from 'node:crypto';
import type { Certificate } from './certificates.ts';
import { DocumentFile, Documents } from './documents.ts';
import { CallLog, type Calls, type Part, type PartOptions } from './parts.ts';
import { type SimRequest, type SimResponse, serve } from './serve.ts';
import { type TokenIssuer, tenantId } from './tokens.ts';
import { stores } from './world.ts';

export interface KeyVaultPart extends Part {
  calls(): Calls;
  resetCalls(): void;
}

interface Version {
  name: string;
  version: string;
  value: string;
  enabled: boolean;
  /** Seconds. */
  created: number;
  n: number;
}

const seed = stores.flatMap(({ id, webhookSecret, clientId, clientSecret }) => [
  [`${id}-webhook-secret`, webhookSecret],
  [`${id}-client-id`, clientId],
  [`${id}-client-secret`, clientSecret],
]);

const problem = (status: number, code: string, message: string, inner?: string): SimResponse => ({
  status,
  body: { error: { code, message, ...(inner ? { innererror: { code: inner } } : {}) } },
});

/** A vault of secrets with versions, over TLS, with the challenge that the real client expects. */
export async function startKeyVault(
  options: PartOptions & { tokens: TokenIssuer; tls: Certificate; authority: string },
): Promise<KeyVaultPart> {
  const file = new DocumentFile(options.dataDir, 'key-vault');
  const versions = new Documents<Version>(file, 'versions');
  const log = new CallLog();
  let url = '';

  const put = (name: string, value: string, enabled = true) => {
    const version = randomUUID().replaceAll('-', '');
    const entry: Version = { name, version, value, enabled, created: Math.floor(Date.now() / 1000), n: versions.size };
    versions.put(`${name.toLowerCase()}/${version}`, entry);
    return entry;
  };
  const seedAll = () => seed.forEach(([name = '', value = '']) => put(name, value));
  if (versions.size === 0) seedAll();

  const of = (name: string) =>
    [...versions.values()].filter((one) => one.name.toLowerCase() === name.toLowerCase()).sort((a, b) => b.n - a.n);
  const attributes = ({ enabled, created }: Version) => ({
    enabled,
    created,
    updated: created,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
  });
  const bundle = (one: Version) => ({
    value: one.value,
    id: `${url}/secrets/${one.name}/${one.version}`,
    attributes: attributes(one),
    tags: {},
  });
  const item = (one: Version, withVersion: boolean) => ({
    id: `${url}/secrets/${one.name}${withVersion ? `/${one.version}` : ''}`,
    attributes: attributes(one),
    tags: {},
  });

  const read = (name: string, version: string | undefined): SimResponse => {
    const found = version ? versions.get(`${name.toLowerCase()}/${version}`) : of(name)[0];
    if (!found)
      return problem(
        404,
        'SecretNotFound',
        `A secret with (name/id) ${name}${version ? `/${version}` : ''} was not found in this key vault.`,
      );
    if (!found.enabled) return problem(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
    return { status: 200, body: bundle(found) };
  };

  const handle = (request: SimRequest): SimResponse => {
    if (!options.tokens.check(request.headers.authorization, resource)) {
      return {
        ...problem(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
        headers: { 'www-authenticate': `Bearer authorization="${options.authority}/${tenantId}", resource="${resource}"` },
      };
    }
    if (!request.url.searchParams.has('api-version')) return problem(400, 'BadParameter', 'The API version was not specified.');
    const [, area, name, version] = request.path.split('/');
    log.count(`${request.method} ${request.path.split('/').slice(0, 3).join('/')}`);
    if (area !== 'secrets') return problem(404, 'NotFound', 'The resource was not found.');
    if (request.method === 'GET' && !name)
      return {
        status: 200,
        body: {
          value: [...new Set([...versions.values()].map((one) => one.name))]
            .flatMap((one) => of(one).slice(0, 1))
            .map((one) => item(one, false)),
          nextLink: null,
        },
      };
    if (!name) return problem(405, 'MethodNotAllowed', 'The method is not allowed.');
    if (request.method === 'GET' && version === 'versions')
      return { status: 200, body: { value: of(name).map((one) => item(one, true)), nextLink: null } };
    if (request.method === 'GET') return read(name, version || undefined);
    const body = JSON.parse(request.body.toString('utf8') || '{}') as { value?: string; attributes?: { enabled?: boolean } };
    if (request.method === 'PUT' && typeof body.value === 'string')
      return { status: 200, body: bundle(put(name, body.value, body.attributes?.enabled ?? true)) };
    if (request.method === 'PATCH') return update(name, version, body.attributes?.enabled);
    if (request.method === 'DELETE') return remove(name);
    return problem(400, 'BadParameter', 'The property "value" is required.');
  };

  const update = (name: string, version: string | undefined, enabled: boolean | undefined): SimResponse => {
    const found = version ? versions.get(`${name.toLowerCase()}/${version}`) : of(name)[0];
    if (!found) return problem(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`);
    if (enabled !== undefined) found.enabled = enabled;
    versions.put(`${name.toLowerCase()}/${found.version}`, found);
    return { status: 200, body: { ...bundle(found), value: undefined } };
  };

  const remove = (name: string): SimResponse => {
    const all = of(name);
    const [newest] = all;
    if (!newest) return problem(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`);
    for (const one of all) versions.delete(`${name.toLowerCase()}/${one.version}`);
    return { status: 200, body: { ...bundle(newest), value: undefined, recoveryId: `${url}/deletedsecrets/${name}` } };
  };

  const served = await serve({ target: 'keyVault', port: options.port, faults: options.faults, handle, tls: options.tls });
  url = served.url;
  return {
    name: 'key-vault',
    url,
    calls: () => log.read(),
    resetCalls: () => log.reset(),
    reset: async () => {
      versions.clear();
      seedAll();
    },
    close: async () => {
      await served.close();
      file.close();
    },
  };
}

/** The client insists that the vault's host ends in a dot and the resource's host, which no resource does for an address: this one does. */
const resource = 'vault://0.0.1';

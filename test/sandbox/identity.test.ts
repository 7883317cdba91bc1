import { ManagedIdentityCredential } from '@azure/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from './faults.ts';
import { type IdentityPart, startIdentity } from './identity.ts';
import { TokenIssuer, tenantId } from './tokens.ts';
import { clients } from './world.ts';

let identity: IdentityPart;
let faults: FaultBoard;
let tokens: TokenIssuer;
const before = { endpoint: process.env.IDENTITY_ENDPOINT, header: process.env.IDENTITY_HEADER };

const start = async (lifeS?: number) => {
  faults = new FaultBoard([]);
  tokens = new TokenIssuer();
  identity = await startIdentity({ port: 0, faults, tokens, lifeS });
  process.env.IDENTITY_ENDPOINT = identity.managedIdentityEndpoint;
  process.env.IDENTITY_HEADER = identity.managedIdentityHeader;
};
beforeEach(() => start());
afterEach(async () => {
  await identity.close();
  Object.assign(process.env, { IDENTITY_ENDPOINT: before.endpoint ?? '', IDENTITY_HEADER: before.header ?? '' });
});

const credential = (clientId: string = clients.product.id) => new ManagedIdentityCredential({ clientId, retryOptions: { maxRetries: 0 } });
const ask = async (form: Record<string, string>, path = `/${tenantId}/oauth2/v2.0/token`) => {
  const answer = await fetch(identity.url + path, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const good = {
  grant_type: 'client_credentials',
  client_id: clients.outside.id,
  client_secret: clients.outside.secret,
  scope: 'https://erp.example/.default',
};

describe('the managed identity', () => {
  it('gets tokens that one resource takes and another does not', async () => {
    const token = await credential().getToken('https://erp.example/.default');

    expect(tokens.check(`Bearer ${token.token}`, 'https://erp.example')?.appid).toBe(clients.product.id);
    expect(tokens.check(`Bearer ${token.token}`, 'https://crm.example')).toBeUndefined();
    expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('gets tokens that end when the environment says so', async () => {
    await identity.close();
    await start(1);
    const { token } = await credential().getToken('https://erp.example/.default');

    await new Promise((done) => setTimeout(done, 1100));

    expect(tokens.check(`Bearer ${token}`, 'https://erp.example')).toBeUndefined();
  });

  it('is refused under a client id that is not assigned, and without the header', async () => {
    await expect(credential('00000000-0000-4000-8000-00000000dead').getToken('https://erp.example/.default')).rejects.toThrow();
    const bare = await fetch(`${identity.managedIdentityEndpoint}?api-version=2019-08-01&resource=https://erp.example`);
    expect(bare.status).toBe(401);
  });

  it.each(['error', 'throttle', 'down'] as const)('gets none while the service has the fault %s', async (kind) => {
    faults.add({ target: 'identity', kind });
    await expect(credential().getToken(`https://${kind}.example/.default`)).rejects.toThrow();
  });
});

describe('the token address for outside clients', () => {
  it('gives a token for the scope of a resource, and by the older address for the resource', async () => {
    const now = await ask(good);
    const { scope, ...older } = good;
    const v1 = await ask({ ...older, resource: 'https://erp.example/' }, `/${tenantId}/oauth2/token`);

    for (const { status, body } of [now, v1]) {
      expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3600]);
      expect(tokens.check(`Bearer ${String(body.access_token)}`, 'https://erp.example')?.appid).toBe(clients.outside.id);
    }
    expect(scope).toContain('.default');
  });

  it.each([
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'x' }, 400, 'unauthorized_client'],
    ['a scope without .default', { scope: 'https://erp.example' }, 400, 'invalid_scope'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s the way Entra words it', async (_what, change, status, error) => {
    const answer = await ask({ ...good, ...change });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(String(answer.body.error_description)).toMatch(/^AADSTS\d+: /);
  });

  it('refuses to issue a token for nothing', async () => {
    const { scope: _scope, ...rest } = good;
    const older = await ask(rest, `/${tenantId}/oauth2/token`);
    const bare = await ask({ ...good, scope: '/.default' });
    expect([older.status, bare.status]).toEqual([400, 400]);
  });
});

import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { IntegrationError } from '../core/errors.ts';
import type { Config } from './config.ts';

/** The app's own identity. Locally the same class talks to the local identity endpoint. */
export function createCredential({ AZURE_CLIENT_ID }: Pick<Config, 'AZURE_CLIENT_ID'>): TokenCredential {
  return AZURE_CLIENT_ID ? new ManagedIdentityCredential({ clientId: AZURE_CLIENT_ID }) : new ManagedIdentityCredential();
}

const renewBeforeMs = 5 * 60_000;

/** A bearer token for one resource, fetched once for all callers and renewed early. */
export function createTokenSource(
  credential: TokenCredential,
  resource: string,
  now: () => number = Date.now,
): (again?: boolean) => Promise<string> {
  let current: { token: string; until: number } | undefined;
  let fetching: Promise<string> | undefined;
  const fetchToken = async () => {
    try {
      const answer = await credential.getToken(`${resource}/.default`);
      if (!answer) throw new Error('no token');
      current = { token: answer.token, until: answer.expiresOnTimestamp };
      return answer.token;
    } catch (from) {
      throw new IntegrationError('REMOTE_DOWN', {
        facts: { remote: 'The identity service', problem: from instanceof Error ? from.message : String(from) },
        from,
      });
    } finally {
      fetching = undefined;
    }
  };
  return async (again = false) => {
    if (!again && current && current.until - renewBeforeMs > now()) return current.token;
    fetching ??= fetchToken();
    // A token that is still good serves while the identity service is away.
    if (!again && current && current.until > now()) return fetching.catch(() => (current as { token: string }).token);
    return fetching;
  };
}

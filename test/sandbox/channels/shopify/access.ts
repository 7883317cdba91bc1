import { randomBytes, timingSafeEqual } from 'node:crypto';
import { parseJson } from '../../../../shared/core/json.ts';
import type { SimRequest, SimResponse } from '../../serve.ts';
import { objectIn, textIn } from './reading.ts';

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export const tokenLifeS = 86_399;

/** Access tokens by the client credentials grant. */
export class Access {
  readonly #credentials: Credentials;
  readonly #scopes: readonly string[];
  readonly #lifeMs: number;
  readonly #tokens = new Map<string, number>();

  constructor(credentials: Credentials, scopes: readonly string[], lifeS = tokenLifeS) {
    this.#credentials = credentials;
    this.#scopes = scopes;
    this.#lifeMs = lifeS * 1000;
  }

  /** `POST /admin/oauth/access_token`. */
  grant(request: SimRequest): SimResponse {
    const body = bodyOf(request);
    if (body === undefined) return { status: 400, body: { error: 'invalid_request' } };
    const { client_id, client_secret, grant_type } = body;
    if (!same(textIn(client_id), this.#credentials.clientId) || !same(textIn(client_secret), this.#credentials.clientSecret))
      return { status: 400, body: { error: 'invalid_client' } };
    if (grant_type !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    this.#tokens.set(token, Date.now() + this.#lifeMs);
    return { status: 200, body: { access_token: token, scope: this.#scopes.join(','), expires_in: this.#lifeMs / 1000 } };
  }

  isGood(token: string | undefined): boolean {
    return (this.#tokens.get(token ?? '') ?? 0) > Date.now();
  }

  has(...anyOf: string[]): boolean {
    return anyOf.some((scope) => this.#scopes.includes(scope));
  }

  scopes(): readonly string[] {
    return this.#scopes;
  }

  /** As if the app had been uninstalled, or a day had passed. */
  endAll(): void {
    this.#tokens.clear();
  }
}

function bodyOf({ headers, body }: SimRequest) {
  if (headers['content-type']?.includes('x-www-form-urlencoded')) return objectIn(Object.fromEntries(new URLSearchParams(body.toString())));
  try {
    return objectIn(parseJson(body.toString()));
  } catch {
    return undefined;
  }
}

function same(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

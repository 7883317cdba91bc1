import { createSign, createVerify, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type Persona, people } from './dataverse/people.ts';

export const tenantId = '11111111-2222-4333-8444-555555555555';

export interface TokenClaims {
  aud: string;
  iss: string;
  appid: string;
  oid: string;
  exp: number;
  nbf: number;
}

/** Issues and checks the signed, expiring, audience-bound tokens of the local environment (RS256 JSON Web Tokens). */
export class TokenIssuer {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey;
  }

  /** `audience` is the resource without a trailing slash. Default life: one hour. */
  issue(audience: string, clientId: string, lifeS = 3600): { token: string; expiresOn: number } {
    const now = Math.floor(Date.now() / 1000);
    const claims: TokenClaims & Record<string, unknown> = {
      aud: audience,
      iss: `https://sts.windows.net/${tenantId}/`,
      iat: now,
      nbf: now - 5,
      exp: now + lifeS,
      appid: clientId,
      oid: clientId,
      tid: tenantId,
      ver: '1.0',
      jti: randomUUID(),
    };
    const head = encode({ alg: 'RS256', typ: 'JWT', kid: 'local' });
    const body = encode(claims);
    const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(this.#privateKey, 'base64url');
    return { token: `${head}.${body}.${signature}`, expiresOn: claims.exp };
  }

  /** The claims of a good `Authorization` header for this audience, else undefined. */
  check(authorization: string | undefined, audience: string): TokenClaims | undefined {
    const [, token] = /^Bearer\s+(\S+)$/i.exec(authorization ?? '') ?? [];
    const [head, body, signature] = token?.split('.') ?? [];
    if (!head || !body || !signature) return undefined;
    const good = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(this.#publicKey, signature, 'base64url');
    if (!good) return undefined;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenClaims;
    const now = Date.now() / 1000;
    return claims.exp > now && claims.nbf <= now && withoutSlash(claims.aud) === withoutSlash(audience) ? claims : undefined;
  }
}

/** The token with which a person of the environment calls Dataverse. */
export const personaToken = (tokens: TokenIssuer, dataverseUrl: string, persona: Persona): string =>
  tokens.issue(withoutSlash(dataverseUrl), people[persona].id).token;

const withoutSlash = (text: string) => text.replace(/\/+$/, '');

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SharedKey {
  name: string;
  value: string;
}

interface Grant {
  path: string;
  until: number;
}

const pathOf = (resource: string): string | undefined =>
  URL.canParse(resource) ? new URL(resource).pathname.replace(/\/+$/, '').toLowerCase() : undefined;

const covers = (granted: string, path: string): boolean => path === granted || path.startsWith(`${granted}/`);

/** Checks the tokens put on `$cbs` and remembers, per connection, what they allow. */
export class Authorization {
  readonly #key: SharedKey;
  readonly #grants = new WeakMap<object, Grant[]>();

  constructor(key: SharedKey) {
    this.#key = key;
  }

  /** Why the token is not good for this audience; undefined when it is, and from then on it counts for the connection. */
  put(connection: object, audience: string, type: string, token: string): string | undefined {
    if (type !== 'servicebus.windows.net:sastoken') return `The token type '${type}' is not supported.`;
    const fields = new URLSearchParams(token.replace(/^SharedAccessSignature\s+/, ''));
    const resource = fields.get('sr') ?? '';
    const until = Number(fields.get('se')) * 1000;
    const [granted, wanted] = [pathOf(resource), pathOf(audience)];
    if (fields.get('skn') !== this.#key.name || !this.#isSigned(resource, fields))
      return 'InvalidSignature: The token has an invalid signature.';
    if (!(until > Date.now())) return 'ExpiredToken: The token has expired.';
    if (granted === undefined || wanted === undefined || !covers(granted, wanted))
      return 'InvalidAudience: The token is for something else.';
    this.#grants.set(connection, [...(this.#grants.get(connection) ?? []).filter(({ path }) => path !== wanted), { path: wanted, until }]);
    return undefined;
  }

  mayUse(connection: object, address: string): boolean {
    const path = `/${address.replace(/^\/+/, '').toLowerCase()}`;
    return (this.#grants.get(connection) ?? []).some((grant) => grant.until > Date.now() && covers(grant.path, path));
  }

  #isSigned(resource: string, fields: URLSearchParams): boolean {
    const wanted = createHmac('sha256', this.#key.value)
      .update(`${encodeURIComponent(resource)}\n${fields.get('se')}`)
      .digest();
    const given = Buffer.from(fields.get('sig') ?? '', 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

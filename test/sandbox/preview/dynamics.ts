import { CurrencyCode, money, show } from '../../../shared/core/money.ts';
import type { Endpoints } from '../environment.ts';

export type Row = Record<string, unknown>;

/** Reads rows of Dataverse and Finance & SCM as the registered outside client. */
export interface Dynamics {
  /** @throws Error in a sentence when it cannot be read. */
  read(place: 'dataverse' | 'financeScm', path: string): Promise<{ rows: Row[]; count: number }>;
}

const names = { dataverse: 'Dataverse', financeScm: 'Finance & SCM' } as const;
const roots = { dataverse: '/api/data/v9.2/', financeScm: '/data/' } as const;
const timeoutMs = 4000;
/** A token is renewed this long before it ends. */
const spareMs = 60_000;

export function openDynamics(endpoints: Endpoints): Dynamics {
  const tokens = new Map<string, { value: string; until: number }>();

  const token = async (resource: string): Promise<string> => {
    const known = tokens.get(resource);
    if (known && known.until > Date.now()) return known.value;
    const { tokenUrl, clientId, clientSecret } = endpoints.auth;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${resource}/.default` };
    const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form), signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`The identity service answered ${answer.status}.`);
    const { access_token: value, expires_in: lifeS } = (await answer.json()) as { access_token: string; expires_in: number };
    tokens.set(resource, { value, until: Date.now() + lifeS * 1000 - spareMs });
    return value;
  };

  const ask = async (place: keyof typeof names, path: string, init: RequestInit = {}): Promise<Response> => {
    const resource = endpoints[place];
    const authorization = `Bearer ${await token(resource)}`;
    const headers = { accept: 'application/json', prefer: 'odata.include-annotations="*"', authorization, ...init.headers };
    const answer = await fetch(resource + roots[place] + path, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    if (answer.ok) return answer;
    throw new Error(`${names[place]} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  };

  const read: Dynamics['read'] = async (place, path) => {
    const body = (await (await ask(place, path)).json()) as { value: Row[]; '@odata.count'?: number };
    return { rows: body.value, count: body['@odata.count'] ?? body.value.length };
  };

  return { read };
}

/** An OData string literal, safe inside a URL. */
export const literal = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

/** What a choice column says, or the value itself. */
export const label = (row: Row, column: string): string => text(row[`${column}@OData.Community.Display.V1.FormattedValue`] ?? row[column]);

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** An amount as people read it; without a known currency, the bare figure. */
export function amount(value: unknown, currency: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const code = CurrencyCode.safeParse(currency);
  return code.success ? show(money(text(value), code.data)) : text(value);
}

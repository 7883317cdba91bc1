import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Keys {
  /** A key named after a function opens that function only; any other name is a host key that opens all. */
  functionKeys: Record<string, string>;
  masterKey?: string;
  isFunction(name: string): boolean;
}

/** Whether the caller's key opens a function of this auth level. `admin` needs the master key. */
export function isAllowed(keys: Keys, level: string, name: string, headers: IncomingHttpHeaders, query: URLSearchParams): boolean {
  if (level === 'anonymous') return true;
  const header = headers['x-functions-key'];
  const given = (Array.isArray(header) ? header[0] : header) ?? query.get('code');
  if (!given) return false;
  if (keys.masterKey && same(given, keys.masterKey)) return true;
  if (level === 'admin') return false;
  return Object.entries(keys.functionKeys).some(
    ([keyName, key]) => same(given, key) && (keyName.toLowerCase() === name.toLowerCase() || !keys.isFunction(keyName)),
  );
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

import { isObject, textOf } from '../../shared/core/json.ts';
import { recordOf } from '../rows/cells.ts';

/**
 * What a row says in the reader's language: `texts` is what its `cmc_texts` column holds, read; `language` BCP 47. Empty where it says
 * nothing in that language, or nothing that can be read: then the English column counts.
 */
export const inOwnWords = (texts: unknown, language: string, name: string): string => textOf(ownOf(texts, language)[name]);

/**
 * JSON as its reader reads it: whatever in it has `texts` beside its English words says them in the reader's language (BCP 47) where it
 * can. Everything else stays.
 */
export function inOwnLanguage(value: unknown, language: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inOwnLanguage(one, language));
  if (!isObject(value)) return value;
  const own = Object.entries({ ...value, ...ownOf(value.texts, language) });
  return Object.fromEntries(own.map(([name, one]) => [name, name === 'texts' ? one : inOwnLanguage(one, language)]));
}

const ownOf = (texts: unknown, language: string): Record<string, unknown> =>
  language.startsWith('de') ? recordOf(recordOf(texts)[german]) : {};

/** As Dynamics numbers it. Rows bring no other language beside English. */
const german = '1031';

import { textOf } from '../../shared/core/json.ts';
import { recordOf } from '../rows/cells.ts';

/**
 * What a row says in the reader's language: `texts` is what its `cmc_texts` column holds, read; `language` BCP 47. Empty where it says
 * nothing in that language, or nothing that can be read: then the English column counts.
 */
export const inOwnWords = (texts: unknown, language: string, name: string): string =>
  language.startsWith('de') ? textOf(recordOf(recordOf(texts)[german])[name]) : '';

/** As Dynamics numbers it. Rows bring no other language beside English. */
const german = '1031';

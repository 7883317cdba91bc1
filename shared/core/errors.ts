import { type Disposition, type ErrorCode, errorTable, type Team } from './error-table.ts';
import { errorTableDe } from './error-table-de.ts';
import type { Language, Wording } from './wording.ts';

/** Values for the templates; words of ours in both languages. No personal data and no secrets: they end in rows and logs. */
export type Facts = Record<string, string | number | Wording>;

export interface ErrorDetails {
  facts?: Facts;
  /** What makes two problems the same problem, for example `UNKNOWN_ITEM|shopify-main|TEE-XL`. Default: the code and the document. */
  cause?: string;
  /** Earliest moment of the next try, in ms from now, when the remote side said so. */
  retryAfterMs?: number;
  /** Further facts for the technical view: candidates, differences, rule ids. JSON, no personal data. */
  detail?: unknown;
  /** Whether a write may have happened although no answer came. */
  ambiguous?: boolean;
  from?: unknown;
}

/** The one error class of the product. Anything else that is thrown is a bug. */
export class IntegrationError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(fill(errorTable[code].title, details.facts, 'en'), { cause: details.from });
    this.name = 'IntegrationError';
    this.code = code;
    this.details = details;
  }

  get disposition(): Disposition {
    return errorTable[this.code].disposition;
  }
}

/** What a person reads about an error, in three sentences. */
export interface Explanation {
  title: string;
  meaning: string;
  advice: string;
}

const tables = { en: errorTable, de: errorTableDe };

/** The three sentences in one language. */
export function explainError(error: IntegrationError, language: Language = 'en'): Explanation & { team: Team } {
  const { title, meaning, advice } = tables[language][error.code];
  const filled = (template: string) => fill(template, error.details.facts, language);
  return { title: filled(title), meaning: filled(meaning), advice: filled(advice), team: errorTable[error.code].team };
}

/** One of the error's values as text, in English. */
export function factOf(error: IntegrationError, name: string): string | undefined {
  const fact = error.details.facts?.[name];
  return typeof fact === 'object' ? fact.en : fact?.toString();
}

/** The sentence of the error alone, in both languages. */
export const titleOf = (error: IntegrationError): Wording => ({ en: error.message, de: explainError(error, 'de').title });

function fill(template: string, facts: Facts | undefined, language: Language): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const fact = facts?.[name] ?? '?';
    return typeof fact === 'object' ? fact[language] : String(fact);
  });
}

/** Several problems that one run found together; the first decides the disposition, each becomes a row. */
export class SeveralErrors extends Error {
  readonly errors: readonly IntegrationError[];

  constructor(errors: readonly IntegrationError[]) {
    super(errors.map((error) => error.message).join(' '));
    this.name = 'SeveralErrors';
    this.errors = errors;
  }
}

/** Throws nothing for none, the error itself for one, all together for several. */
export function throwAll(errors: readonly IntegrationError[]): void {
  const [first, second] = errors;
  if (second) throw new SeveralErrors(errors);
  if (first) throw first;
}

import type { ExplainedField } from '../../canonical/command.ts';
import { inLanguages, type Wording, wording } from '../../core/wording.ts';

/** A field with everything that is said about it. */
export interface FieldInWords {
  part: string;
  target: string;
  label: Wording;
  rule?: string;
  words: Wording;
  value?: string | Wording;
  problem?: Wording;
}

const parts: Record<string, string> = { header: 'Kopf', customer: 'Debitor', product: 'Produkt' };
const partInWords = (part: string): Wording => wording(part, parts[part] ?? part.replace(/^line/, 'Position'));

/** As an answer says it, in every language. */
export function explained({ part, target, label, rule = '', words, value, problem }: FieldInWords): ExplainedField {
  const said: ExplainedField = { ...inLanguages({ part: partInWords(part), label, words }), target, rule };
  const filled = typeof value === 'string' ? { ...said, value } : value ? saying(said, 'value', value) : said;
  return problem ? withProblem(filled, problem) : filled;
}

/** The same field with what is wrong with it. */
export const withProblem = (field: ExplainedField, problem: Wording): ExplainedField => saying(field, 'problem', problem);

function saying(field: ExplainedField, name: 'value' | 'problem', words: Wording): ExplainedField {
  const { texts } = inLanguages({ [name]: words });
  const merged = Object.entries(texts).map(([language, own]) => [language, { ...field.texts?.[language], ...own }] as const);
  return { ...field, [name]: words.en, texts: Object.fromEntries(merged) };
}

import type * as z from 'zod';
// As a member of `z` it would bring the whole library into every start.
import { toDotPath } from 'zod/v4/core';
import { issueInGerman } from './schema-problems-de.ts';
import { type Wording, wording } from './wording.ts';

/** One thing that does not fit, and where. */
export interface SchemaProblem {
  path: readonly PropertyKey[];
  says: Wording;
}

/** What the schema makes of a value, or everything that does not fit, in words. */
export function parseInWords<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { wrong: SchemaProblem[] } {
  // German sentences name what was found; the input goes no further than that.
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { data: parsed.data };
  return { wrong: parsed.error.issues.map((issue) => ({ path: issue.path, says: wording(issue.message, issueInGerman(issue)) })) };
}

const inEach = (say: (language: keyof Wording, words: { it: string; at: string }) => string): Wording =>
  wording(say('en', { it: 'it', at: 'at' }), say('de', { it: 'insgesamt', at: 'bei' }));

/** In a row: `order.prefix: Too big…; it: Unrecognized key…`. */
export const inARow = (wrong: readonly SchemaProblem[]): Wording =>
  inEach((language, { it }) => wrong.map(({ path, says }) => `${path.join('.') || it}: ${says[language]}`).join('; '));

/** One below the other, the outermost first. */
export const inAList = (wrong: readonly SchemaProblem[]): Wording =>
  inEach((language, { at }) =>
    wrong
      .toSorted((a, b) => a.path.length - b.path.length)
      .flatMap(({ path, says }) => [`✖ ${says[language]}`, ...(path.length > 0 ? [`  → ${at} ${toDotPath(path)}`] : [])])
      .join('\n'),
  );

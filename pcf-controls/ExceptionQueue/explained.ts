import type { ExplainedField, Explanation } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import { recordOf, recordsOf } from '../rows/cells.ts';

/** One value of a document and where it stands: `lines 2 · sku`. */
export interface Leaf {
  path: string;
  value: string;
}

const mostLeaves = 500;

/** The values of a document in its own order, empty ones left out; a very long one is cut. */
export function leavesOf(document: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: string): void => {
    if (leaves.length >= mostLeaves || value === null || value === undefined || value === '') return;
    if (typeof value !== 'object') leaves.push({ path, value: String(value) });
    else if (Array.isArray(value)) value.forEach((one, index) => walk(one, `${path} ${index + 1}`.trim()));
    else for (const [name, one] of Object.entries(value)) walk(one, path ? `${path} · ${name}` : name);
  };
  walk(document, '');
  return leaves;
}

/** What an answer to `explain` says; parts of it that cannot be read are left out. */
export function readExplanation(answer: unknown): Explanation {
  const { document, rulesVersion, fields } = recordOf(answer);
  return {
    document,
    rulesVersion: typeof rulesVersion === 'number' ? rulesVersion : 0,
    fields: recordsOf(fields).map(
      (field): ExplainedField => ({
        part: textOf(field.part),
        target: textOf(field.target),
        label: textOf(field.label) || textOf(field.target),
        rule: textOf(field.rule),
        words: textOf(field.words),
        ...(field.value === undefined ? {} : { value: textOf(field.value) }),
        ...(field.problem ? { problem: textOf(field.problem) } : {}),
      }),
    ),
  };
}

/** Fields by the part of the document they fill, in the order in which the parts occur; those with a problem first. */
export function partsOf(fields: readonly ExplainedField[]): { part: string; fields: ExplainedField[] }[] {
  const parts = new Map<string, ExplainedField[]>();
  for (const field of fields) parts.set(field.part, [...(parts.get(field.part) ?? []), field]);
  return [...parts].map(([part, own]) => ({ part, fields: [...own.filter(hasProblem), ...own.filter((field) => !hasProblem(field))] }));
}

const hasProblem = ({ problem }: ExplainedField): boolean => problem !== undefined;

import { isObject, textOf } from '../../shared/core/json.ts';
import { recordsOf } from '../rows/cells.ts';

/** One field of Dynamics and where its value came from. */
export interface ExplainedLine {
  part: string;
  label: string;
  value: string;
  words: string;
  problem: string;
}

/** Reads an `Explanation`; undefined when the answer is none. */
export function readExplanation(answer: unknown): ExplainedLine[] | undefined {
  if (!isObject(answer) || !Array.isArray(answer.fields)) return undefined;
  return recordsOf(answer.fields).map((field) => ({
    part: textOf(field.part),
    label: textOf(field.label) || textOf(field.target),
    value: textOf(field.value),
    words: textOf(field.words),
    problem: textOf(field.problem),
  }));
}

import { type CompiledSet, type MappingResult, type RuleOutcome, run, toResult } from './compile.ts';
import type { MappingSource } from './source.ts';
import type { ValueMaps } from './value-maps.ts';

/** How one field got its value, or why it has none. */
export type FieldExplanation = RuleOutcome | { field: string; label?: string; state: 'no-rule'; mandatory: boolean };

export interface Explanation extends MappingResult {
  /** All fields that a rule may fill, in the schema's order. */
  explained: FieldExplanation[];
}

/** The result of `apply` with the way to it. Holds values of the source: for the eyes of those who may see the document. */
export function explain(compiled: CompiledSet, source: MappingSource, valueMaps: ValueMaps): Explanation {
  const outcomes = run(compiled, source, valueMaps);
  const explained = compiled.schema.fields
    .filter(({ readOnly }) => !readOnly)
    .flatMap(({ name: field, label, mandatory }): FieldExplanation[] => {
      const own = outcomes.filter((outcome) => outcome.field === field);
      return own.length > 0 ? own : [{ field, label, state: 'no-rule', mandatory }];
    });
  return { ...toResult(compiled, outcomes), explained };
}

import type { ExplainedField } from '../../canonical/command.ts';
import type { Store } from '../../canonical/store.ts';
import { maskPersonal } from '../../core/mask.ts';
import { eachText, inOneText, type Wording, wording } from '../../core/wording.ts';
import { type CompiledSet, type RuleOutcome, run, toResult } from '../../mapping/compile.ts';
import { inEnglish } from '../../mapping/phrases.ts';
import { inGerman } from '../../mapping/phrases-de.ts';
import type { MappingProblem } from '../../mapping/problem.ts';
import { problemInWords } from '../../mapping/problem-de.ts';
import type { MappingSource } from '../../mapping/source.ts';
import type { ValueMaps } from '../../mapping/value-maps.ts';
import { ruleInWords } from '../../mapping/words.ts';
import { withoutConnection } from '../map-document.ts';
import { explained, withProblem } from './field.ts';
import type { LookedAt, MappedPart, SeenDocument } from './order-parts.ts';

/** Stands for a value that cannot be shown without showing personal data. */
const hidden = '…';

/** One field as rules fill it: what Dynamics would get, and what people may see of it. */
export interface FilledField {
  shown: ExplainedField;
  /** Unmasked; undefined when the rule fills nothing. */
  text?: string;
}

/**
 * Every field that rules fill or fail to fill in one part. Problems are those of the document as it is; values are what the same rules
 * make of the masked document, so that no rule, however it is put together, shows personal data.
 */
export function explainPart(
  { part, sourceOf }: MappedPart,
  seen: SeenDocument,
  compiled: CompiledSet,
  store: Store,
  valueMaps: ValueMaps,
  masked: SeenDocument = maskPersonal(seen),
): FilledField[] {
  const around = withoutConnection(store);
  const outcomes = run(compiled, { ...sourceOf(seen), store: around } satisfies MappingSource, valueMaps);
  const shown = run(compiled, { ...sourceOf(masked), store: around } satisfies MappingSource, valueMaps);
  const fields = outcomes.map((outcome, index) => toField(part, outcome, shown[index] ?? outcome, compiled));
  const told = new Set(outcomes.flatMap(({ problems }) => problems));
  const missing = toResult(compiled, outcomes).problems.filter((problem) => !told.has(problem));
  return withMissing(fields, missing, part, compiled);
}

function toField(part: string, outcome: RuleOutcome, shown: RuleOutcome, { rules }: CompiledSet): FilledField {
  const { field, label, ruleId, text, problems } = outcome;
  const rule = rules.find(({ id }) => id === ruleId)?.rule;
  return {
    shown: explained({
      part,
      target: field,
      label: asItIs(label ?? field),
      rule: ruleId,
      words: rule ? wording(ruleInWords(rule, inEnglish), ruleInWords(rule, inGerman)) : asItIs(''),
      value: text === undefined ? undefined : (shown.text ?? hidden),
      problem: problems.length === 0 ? undefined : inOneText(problems.map((one) => sayable(one, shown.problems))),
    }),
    text,
  };
}

/** A value that no map knows may be a name: then the masked document's own words for it are taken. */
function sayable(problem: MappingProblem, shown: readonly MappingProblem[]): Wording {
  const alike = shown.find(({ code }) => code === problem.code);
  if (alike) return problemInWords(alike);
  const { value } = problem;
  return eachText(problemInWords(problem), (text) => (value ? text.replaceAll(value, hidden) : text));
}

const asItIs = (text: string): Wording => wording(text, text);

const noRule = wording('No rule fills it.', 'Keine Regel füllt es.');

function withMissing(fields: FilledField[], missing: readonly MappingProblem[], part: string, { schema }: CompiledSet): FilledField[] {
  const all = [...fields];
  for (const one of missing) {
    const { field } = one;
    const problem = problemInWords(one);
    const index = all.findLastIndex(({ shown }) => shown.target === field);
    const known = all[index];
    const label = schema.fields.find(({ name }) => name === field)?.label ?? field;
    if (known) all[index] = { ...known, shown: withProblem(known.shown, problem) };
    else all.push({ shown: explained({ part, target: field, label: asItIs(label), words: noRule, problem }) });
  }
  return all;
}

/** A whole document explained: what the steps found, then every part. */
export function explainAll(
  { seen, parts, found }: LookedAt,
  store: Store,
  { set, valueMaps }: { set(part: MappedPart): CompiledSet; valueMaps: ValueMaps },
): ExplainedField[] {
  const masked = maskPersonal(seen);
  return [...found, ...parts.flatMap((part) => explainPart(part, seen, set(part), store, valueMaps, masked).map(({ shown }) => shown))];
}

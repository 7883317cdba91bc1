import type { Json } from '../../shared/core/json.ts';
import type { Read } from '../../shared/mapping/evaluation.ts';
import type { Expression } from '../../shared/mapping/rule.ts';
import { compileExpression } from '../../shared/mapping/transforms.ts';
import { isEmpty, textsOf } from '../../shared/mapping/value.ts';
import type { Desk } from './desk.ts';

const longest = 80;

/** What a part of a rule gives on the chosen document; undefined without a document or where it gives nothing. */
export function shownValue({ given, bench }: Pick<Desk, 'given' | 'bench'>, expression: Expression): string | undefined {
  if (given === undefined) return undefined;
  const reads: Read[] = [];
  return shown(compileExpression(expression)({ source: given, maps: bench.valueMaps, reads, fail: () => undefined }));
}

/** A value for people: lists in a row, long texts cut. */
export function shown(value: Json | undefined): string | undefined {
  if (isEmpty(value)) return undefined;
  const text = textsOf(value)?.join(', ') ?? '…';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

import type { Json } from '../core/json.ts';
import { parsePath, readPath } from './path.ts';
import type { ProblemCode, ProblemFacts } from './problem.ts';
import type { ValueMaps } from './value-maps.ts';

/** A source path that was read and what was there. */
export interface Read {
  path: string;
  value: Json | undefined;
}

/** What one rule sees while it runs, and where it leaves its traces. */
export interface Scope {
  source: unknown;
  maps: ValueMaps;
  reads: Read[];
  /** Records a problem; the rule then fills nothing. */
  fail(code: ProblemCode, facts?: ProblemFacts): undefined;
}

/** A compiled expression. Undefined is empty. */
export type Evaluate = (scope: Scope) => Json | undefined;

/** Reads one path, and remembers that it did. */
export function valueAt(text: string): Evaluate {
  const path = parsePath(text);
  if (!path) return (scope) => scope.fail('broken-rule', { path: text });
  return (scope) => {
    const value = readPath(path, scope.source);
    scope.reads.push({ path: text, value });
    return value;
  };
}

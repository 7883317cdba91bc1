import type { BicepFile, Declaration, Entry, Value } from './parse.ts';
import type { TypeBook } from './types.ts';

/** Everything that is looked at: Bicep files parsed, everything else as text, by path from the project's root. */
export interface Templates {
  bicep: readonly BicepFile[];
  parameters: readonly { path: string; text: string }[];
  files: ReadonlyMap<string, string>;
}

export interface Facts {
  types: TypeBook;
  roles: Record<string, string>;
  /** Names of the settings that the product reads, and those that it cannot start without. */
  settings: readonly string[];
  /** Names of all numbers that the app measures. */
  metrics: readonly string[];
  neededSettings: readonly string[];
}

/** What is wrong, each with its file and the line where there is one. */
export type Check = (templates: Templates, facts: Facts) => string[];

/** Every resource that is made, with its file. */
export const resources = (files: readonly BicepFile[]): { file: BicepFile; one: Declaration }[] =>
  files.flatMap((file) =>
    of(file, 'resource')
      .filter(({ existing }) => !existing)
      .map((one) => ({ file, one })),
  );
export const of = (file: BicepFile, kind: Declaration['kind']): Declaration[] => file.declarations.filter((one) => one.kind === kind);
export const at = (file: BicepFile, one: Declaration, problem: string): string => `${file.path}:${one.line} ${one.name}: ${problem}`;

/** All values that may stand at a path: both branches of a condition, the body of a loop. */
export function valuesAt(value: Value | undefined, path: string): Value[] {
  if (!value) return [];
  if (value.kind === 'each') return valuesAt(value.body, path);
  if (value.kind === 'either') return value.values.flatMap((one) => valuesAt(one, path));
  if (path === '') return [value];
  const [head = '', ...rest] = path.split('.');
  return value.kind === 'object' ? valuesAt(value.entries.find(({ name }) => name === head)?.value, rest.join('.')) : [];
}

export const entriesAt = (value: Value | undefined, path = ''): Entry[] =>
  valuesAt(value, path).flatMap((one) => (one.kind === 'object' ? one.entries : []));

/** The subnets that a network is made with. */
export const subnetsOf = (network: Declaration): Value[] =>
  valuesAt(network.value, 'properties.subnets').flatMap((list) => (list.kind === 'array' ? list.items : []));

/** Whether it stands there in so many words. */
export const known = (value: Value): boolean => value.kind !== 'expression';

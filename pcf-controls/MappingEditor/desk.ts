import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import type { Rule } from '../../shared/mapping/rule.ts';
import type { Bench, Preview } from './preview.ts';

export type Facts = Record<string, string | number>;
/** A string of the control in the person's language, its places filled. */
export type Say = (key: string, facts?: Facts) => string;

/** What every part of the editor works on. */
export interface Desk {
  say: Say;
  set: MappingSet;
  bench: Bench;
  preview: Preview;
  /** The chosen document, as rules see it. */
  given?: unknown;
  /** Why nothing can be changed; undefined where it can. */
  readOnly?: string;
  /** Puts another set in the place of this one. Changes of one topic that follow each other closely are undone together. */
  edit(next: MappingSet, topic?: string): void;
  /** A path that waits for the field that it shall fill. */
  picked?: string;
  pick(path: string | undefined): void;
  link(path: string, target: string): void;
  /** Says a finished action once to those who listen. */
  announce(sentence: string): void;
}

/** The ids of lists that inputs offer. */
export const offers = { paths: 'cc-mapping-paths', maps: 'cc-mapping-maps', zones: 'cc-mapping-zones' };

export type ChangeRule = (rule: Rule, topic?: string) => void;

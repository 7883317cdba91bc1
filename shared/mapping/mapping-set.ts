import * as z from 'zod';
import { targetDocuments } from '../canonical/target-schema.ts';
import { Rule } from './rule.ts';

/** The rules of one document as people publish them, for one store or as shipped. */
export const MappingSet = z.strictObject({
  document: z.enum(targetDocuments),
  version: z.number().int().min(1),
  /** `default`: the shipped rules hold where this set says nothing. Absent: this set is all there is. */
  base: z.literal('default').optional(),
  rules: z.array(Rule).max(500),
  /** Ids of shipped rules that shall not count. */
  remove: z.array(z.string()).optional(),
});
export type MappingSet = z.output<typeof MappingSet>;

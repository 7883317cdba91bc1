import type { TargetDocument } from '../canonical/target-schema.ts';
import type { CompiledSet } from '../mapping/compile.ts';
import type { ValueMaps } from '../mapping/value-maps.ts';

/** The mapping sets in force, compiled, and the value maps they look into. */
export interface MappingBook {
  set(store: string, document: TargetDocument): CompiledSet;
  valueMaps(store: string): ValueMaps;
  /** What the status row shows as "rules v7"; of these documents, or of all. */
  version(store: string, ...documents: TargetDocument[]): number;
}

import type { PersonaModel } from '../../app/model.ts';

export type Doing = 'create' | 'read' | 'write' | 'delete' | 'append' | 'appendto' | 'assign' | 'share';

/** Whether somebody's roles let them do this with rows of a table, at least as far as the depth (1 own rows … 4 all rows). */
export function mayDo({ privileges }: PersonaModel, doing: Doing, table: string, depth = 1): boolean {
  return (privileges[`prv${doing}${table}`.toLowerCase()] ?? 0) >= depth;
}

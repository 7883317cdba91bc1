import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemAdministrator } from './people.ts';
import { refusals } from './refusal.ts';
import type { Store, StoredRow } from './store.ts';
import { child, list, read, type Table, text } from './tables.ts';

export type Right = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign';
type Depth = 'none' | 'own' | 'all';

/** Privileges by role id, names in lower case; undefined for a solution that ships no roles: everybody may do everything then. */
export type Grants = ReadonlyMap<string, ReadonlyMap<string, Depth>>;

/** The roles of an unpacked solution. */
export function readGrants(solutionFolder: string): Grants | undefined {
  const folder = join(solutionFolder, 'Roles');
  if (!existsSync(folder)) return undefined;
  return new Map(
    readdirSync(folder).map((file) => {
      const role = child(read(join(folder, file)), 'Role');
      const privileges = list(child(role, 'RolePrivileges')?.RolePrivilege).map(
        (one) => [text(one, '@name').toLowerCase(), depthOf(text(one, '@level'))] as const,
      );
      return [text(role, '@id').replace(/[{}]/g, '').toLowerCase(), new Map(privileges)];
    }),
  );
}

/** One business unit holds every row that is not somebody's own, so all wider depths reach everything. */
const depthOf = (level: string): Depth => (level === 'Basic' ? 'own' : level === '' ? 'none' : 'all');

/** What a user may do, as of the moment when it is asked. */
export interface Rights {
  userId: string;
  may(privilege: string): boolean;
  /** @throws Refusal when the user lacks the privilege, or has it for his own rows only and the row is another's */
  need(right: Right, table: Table, row?: Pick<StoredRow, 'id' | 'values'>): void;
  /** Whether a list shows the row. */
  sees(table: Table, row: StoredRow): boolean;
}

/** For what the environment does by itself. */
export const everything = (userId: string): Rights => ({ userId, may: () => true, need: () => undefined, sees: () => true });

export function rightsOf(store: Store, grants: Grants | undefined, userId: string): Rights {
  if (!grants) return everything(userId);
  const roles = rolesOf(store, userId);
  if (roles.has(systemAdministrator.id)) return everything(userId);
  const depth = (privilege: string): Depth => {
    const depths = [...roles].map((role) => grants.get(role)?.get(privilege.toLowerCase()));
    return depths.includes('all') ? 'all' : depths.includes('own') ? 'own' : 'none';
  };
  const isOwn = (table: Table, row: Pick<StoredRow, 'values'>) =>
    !table.columns.has('_ownerid_value') || row.values._ownerid_value === userId;
  return {
    userId,
    may: (privilege) => depth(privilege) !== 'none',
    need(right, table, row) {
      const privilege = privilegeFor(right, table);
      const reach = depth(privilege);
      if (reach === 'none') throw refusals.noPrivilege(userId, privilege, table.name);
      if (reach === 'own' && row && !isOwn(table, row))
        throw refusals.noAccess(userId, right, table.name, row.id, String(row.values._ownerid_value));
    },
    sees: (table, row) => {
      const reach = depth(privilegeFor('Read', table));
      return reach === 'all' || (reach === 'own' && isOwn(table, row));
    },
  };
}

const privilegeFor = (right: Right, table: Table): string => `prv${right}${table.privilegeName ?? table.name}`;

/** Ids of the root roles that a user has himself or through a team. */
function rolesOf(store: Store, userId: string): Set<string> {
  const joined = (set: string, column: string, value: string, other: string): string[] =>
    [...(store.rows(set)?.rows() ?? [])].filter(({ values }) => values[column] === value).map(({ values }) => String(values[other]));
  const own = joined('systemuserrolescollection', 'systemuserid', userId, 'roleid');
  const teams = joined('teammemberships', 'systemuserid', userId, 'teamid');
  const all = [...own, ...teams.flatMap((team) => joined('teamrolescollection', 'teamid', team, 'roleid'))];
  return new Set(all.map((id) => String(store.rows('roles')?.get(id)?.values._parentrootroleid_value ?? id)));
}

import { type CompanionRole, companionRoles } from '../../../../shared/canonical/roles.ts';
import { type Persona, people, rolesOfUsers } from '../../dataverse/people.ts';
import type { PersonaModel } from './model.ts';
import { all, at, filesIn, readXml, text } from './read-xml.ts';

/** What the people of the environment do. */
const rolesByKey: Record<Persona, CompanionRole[]> = {
  vera: ['viewer'],
  kim: ['operator'],
  fiona: ['finance'],
  frank: ['finance'],
  oscar: ['operator', 'finance'],
  alex: ['admin'],
};
const depths: Record<string, number> = { basic: 1, local: 2, deep: 3, global: 4 };

/** The people as whom the page can be looked at, in the order of what they may do; what they may do is what their roles in the solution say. */
export function personas(solution: string): PersonaModel[] {
  const granted = readRoles(solution);
  return (Object.keys(rolesByKey) as Persona[]).map((key) => {
    const { id, name } = people[key];
    const roles = rolesByKey[key].map((role) => companionRoles[role]);
    const privileges: Record<string, number> = {};
    for (const role of roles)
      for (const [privilege, depth] of Object.entries(granted.get(role.id) ?? {}))
        privileges[privilege] = Math.max(depth, privileges[privilege] ?? 0);
    // The copies that a business unit has are told by their own ids; what comes through a team is told by the root's.
    const own = rolesOfUsers[id] ?? [];
    return { key, id, name, roles, roleIds: own.length > 0 ? [...own] : roles.map((role) => role.id), privileges };
  });
}

function readRoles(solution: string): Map<string, Record<string, number>> {
  return new Map(
    filesIn(solution, 'Roles').map((file) => {
      const role = at(readXml(file), 'Role');
      const privileges = all(at(role, 'RolePrivileges'), 'RolePrivilege').map(
        (one) => [text(one, '@name').toLowerCase(), depths[text(one, '@level').toLowerCase()] ?? 0] as const,
      );
      return [text(role, '@id').replace(/[{}]/g, '').toLowerCase(), Object.fromEntries(privileges)];
    }),
  );
}

import { type CompanionRole, companionRoles } from '../../../../shared/canonical/roles.ts';
import { people } from '../../dataverse/standard-tables.ts';
import type { PersonaModel } from './model.ts';
import { all, at, filesIn, readXml, text } from './read-xml.ts';

/** What the people of the environment do, by their first names. */
const rolesByKey: Record<string, CompanionRole[]> = {
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
  const known = Object.values(people).map(({ id, name }) => ({ id, name, key: name.split(' ')[0]?.toLowerCase() ?? id }));
  const granted = readRoles(solution);
  return Object.entries(rolesByKey).flatMap(([key, names]) => {
    const person = known.find((one) => one.key === key);
    const roles = names.map((name) => companionRoles[name]);
    const privileges: Record<string, number> = {};
    for (const { id } of roles)
      for (const [name, depth] of Object.entries(granted.get(id) ?? {})) privileges[name] = Math.max(depth, privileges[name] ?? 0);
    return person ? [{ ...person, roles, privileges }] : [];
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

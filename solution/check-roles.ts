import { repeated } from './check-components.ts';
import { platformPrivileges } from './foreign.ts';
import type { PlacedFile } from './source.ts';
import { descendants } from './xml.ts';

const ofTable = /^prv(?:Create|Read|Write|Delete|AppendTo|Append|Assign|Share)(\w+_\w+)$/;

/** Roles: their names, and privileges that exist. */
export function checkRoles(files: readonly PlacedFile[]): string[] {
  const tables = files.filter((file) => file.place === 'entity').map((file) => file.parts[0] ?? '');
  return files
    .filter((file) => file.place === 'role')
    .flatMap(({ path, parts, root }) => {
      const names = descendants(root, 'RolePrivilege').map(({ attributes }) => attributes.name ?? '');
      return [
        ...(root.attributes.name === parts[0] ? [] : [`${path}: it is named "${root.attributes.name}" inside.`]),
        ...repeated(names).map((name) => `${path}: privilege ${name} is there twice.`),
        ...names.flatMap((name) => checkPrivilege(name, tables).map((problem) => `${path}: ${problem}`)),
      ];
    });
}

function checkPrivilege(name: string, tables: readonly string[]): string[] {
  if (platformPrivileges.includes(name)) return [];
  const [, table] = ofTable.exec(name) ?? [];
  if (table === undefined) return [`privilege ${name} is not known.`];
  return tables.includes(table) ? [] : [`privilege ${name} names a table that is not in the solution; letter case counts.`];
}

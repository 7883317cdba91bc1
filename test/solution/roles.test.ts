import { describe, expect, it } from 'vitest';
import { commandTable } from '../../shared/canonical/command.ts';
import { type CompanionRole, companionRoles } from '../../shared/canonical/roles.ts';
import { descendants, parseXml } from '../../solution/xml.ts';
import { core } from './copies.ts';

/** Depth of each privilege by its name. */
function privilegesOf(role: CompanionRole): ReadonlyMap<string, string> {
  const file = core.find(({ path }) => path === `Roles/${companionRoles[role].name}.xml`);
  const root = parseXml(file?.text ?? '<Role />');
  expect(root.attributes.id).toBe(`{${companionRoles[role].id}}`);
  return new Map(descendants(root, 'RolePrivilege').map(({ attributes }) => [attributes.name ?? '', attributes.level ?? '']));
}

const roles = Object.keys(companionRoles) as CompanionRole[];
const people = roles.filter((role) => role !== 'integration');
const tables = core.flatMap(({ path }) => /^Entities\/([^/]+)\/Entity\.xml$/.exec(path)?.[1] ?? []);
const configuration = ['store', 'mappingset', 'valuemapentry', 'productlink', 'stockrule', 'alertrule', 'approvallimit', 'flow'];
const changes = ['Create', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];
const tablesThat = (role: CompanionRole, verb: string) =>
  [...privilegesOf(role).keys()].flatMap((name) => new RegExp(`^prv${verb}cmc_(.*)`).exec(name)?.[1] ?? []).sort();

describe('the roles', () => {
  it.each(roles)('%s may ask for what the table of commands allows it', (role) => {
    const asks = Object.values(commandTable).some((allowed) => (allowed as readonly string[]).includes(role));
    const privileges = privilegesOf(role);
    expect(!asks || (privileges.has('prvCreatecmc_command') && privileges.has('prvReadcmc_command'))).toBe(true);
  });

  it.each(people)('%s sees of the requests only its own, and changes no one else’s', (role) => {
    const privileges = privilegesOf(role);
    expect(privileges.get('prvCreatecmc_command')).toBe('Basic');
    expect([undefined, 'Basic']).toContain(privileges.get('prvWritecmc_command'));
    if (role !== 'admin') expect(privileges.get('prvReadcmc_command')).toBe('Basic');
  });

  it('lets people write nothing but their requests, and admins the configuration', () => {
    for (const role of ['viewer', 'operator', 'finance'] as const)
      for (const verb of changes) expect(['', 'command']).toContain(tablesThat(role, verb).join());
    expect(tablesThat('viewer', 'Write')).toEqual([]);
    expect(tablesThat('admin', 'Delete')).toEqual([...configuration].sort());
    expect(tablesThat('admin', 'Write')).toEqual([...configuration, 'command'].sort());
  });

  it('keeps limits and audit from those who need not know', () => {
    const hidden = ['approvallimit', 'auditentry'];
    const sees = (role: CompanionRole) => hidden.filter((table) => tablesThat(role, 'Read').includes(table));
    expect(roles.map((role) => [role, sees(role)])).toEqual([
      ['viewer', []],
      ['operator', []],
      ['finance', hidden],
      ['admin', hidden],
      ['integration', hidden],
    ]);
  });

  it('gives the application user every table, and the people by name', () => {
    const privileges = privilegesOf('integration');
    for (const table of tables)
      for (const verb of ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo'])
        expect(privileges.get(`prv${verb}${table}`)).toBe('Global');
    for (const name of ['User', 'Role', 'Team', 'BusinessUnit']) expect(privileges.get(`prvRead${name}`)).toBe('Global');
    expect([...privileges.keys()].filter((name) => /prv(Assign|Share|Write|Create|Delete)(?!cmc_)/.test(name))).toEqual([]);
  });
});

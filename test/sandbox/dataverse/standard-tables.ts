import { randomUUID } from 'node:crypto';
import { companionRoles } from '../../../shared/canonical/roles.ts';
import { clients } from '../world.ts';
import { financeTeam, operatorCopy, people, rolesOfUsers, systemAdministrator } from './people.ts';
import type { Store } from './store.ts';
import { type Collection, type Column, systemColumn, type Table } from './tables.ts';
import { type Value, withoutFraction } from './values.ts';

export const businessUnitId = 'b0500000-0000-4000-8000-000000000001';
export const businessUnitName = 'contoso';
/** Where the copies of the roles are. */
export const secondUnitId = 'b0500000-0000-4000-8000-000000000002';
export const organizationId = '0a000000-0000-4000-8000-000000000001';

const yesNo = new Map([
  [0, 'No'],
  [1, 'Yes'],
]);

/** Tables that every environment has, as far as the product and its checks read them. */
export const standardTables: readonly Table[] = [
  table('organization', 'organizations', 'Organization', 'name', [
    systemColumn('name', 'text'),
    systemColumn('languagecode', 'integer'),
    systemColumn('expirechangetrackingindays', 'integer'),
  ]),
  table(
    'systemuser',
    'systemusers',
    'User',
    'fullname',
    [
      systemColumn('fullname', 'text'),
      systemColumn('domainname', 'text'),
      systemColumn('internalemailaddress', 'text'),
      systemColumn('applicationid', 'id'),
      systemColumn('azureactivedirectoryobjectid', 'id'),
      { ...systemColumn('isdisabled', 'bit'), options: yesNo, canUpdate: true },
      systemColumn('_businessunitid_value', 'lookup'),
    ],
    'User',
    [
      ['systemuserroles_association', { set: 'roles', through: 'systemuserrolescollection', own: 'systemuserid', other: 'roleid' }],
      ['teammembership_association', { set: 'teams', through: 'teammemberships', own: 'systemuserid', other: 'teamid' }],
    ],
  ),
  table('businessunit', 'businessunits', 'Business Unit', 'name', [systemColumn('name', 'text')], 'BusinessUnit'),
  table(
    'role',
    'roles',
    'Security Role',
    'name',
    [systemColumn('name', 'text'), systemColumn('_parentrootroleid_value', 'lookup'), systemColumn('_businessunitid_value', 'lookup')],
    'Role',
    [
      ['systemuserroles_association', { set: 'systemusers', through: 'systemuserrolescollection', own: 'roleid', other: 'systemuserid' }],
      ['teamroles_association', { set: 'teams', through: 'teamrolescollection', own: 'roleid', other: 'teamid' }],
    ],
  ),
  table('team', 'teams', 'Team', 'name', [systemColumn('name', 'text'), systemColumn('_businessunitid_value', 'lookup')], 'Team', [
    ['teammembership_association', { set: 'systemusers', through: 'teammemberships', own: 'teamid', other: 'systemuserid' }],
    ['teamroles_association', { set: 'roles', through: 'teamrolescollection', own: 'teamid', other: 'roleid' }],
  ]),
  intersect('systemuserroles', 'systemuserrolescollection', ['systemuserid', 'roleid'], 'Role'),
  intersect('teammembership', 'teammemberships', ['teamid', 'systemuserid'], 'Team'),
  intersect('teamroles', 'teamrolescollection', ['teamid', 'roleid'], 'Role'),
];

function intersect(name: string, set: string, ends: readonly string[], privilegeName: string): Table {
  return table(
    name,
    set,
    name,
    ends[0] ?? '',
    ends.map((end) => systemColumn(end, 'id')),
    privilegeName,
  );
}

function table(
  name: string,
  set: string,
  label: string,
  primaryName: string,
  columns: readonly Column[],
  privilegeName = label,
  collections: readonly [string, Collection][] = [],
): Table {
  const all = [
    systemColumn(`${name}id`, 'id'),
    ...columns,
    systemColumn('createdon', 'datetime'),
    systemColumn('modifiedon', 'datetime'),
    systemColumn('versionnumber', 'version'),
  ];
  return {
    name,
    set,
    label,
    id: `${name}id`,
    primaryName,
    changeTracking: false,
    readOnly: true,
    columns: new Map(all.map((column) => [column.name, column])),
    keys: [],
    stateOfStatus: new Map(),
    privilegeName,
    collections: new Map(collections),
  };
}

/** The organisation, its people and the application users that are registered in it, as far as they are not there yet. */
export function addStandardRows(store: Store): void {
  add(store, 'organizations', organizationId, { name: 'contoso', languagecode: 1033, expirechangetrackingindays: 7 });
  for (const [id, name] of [
    [businessUnitId, businessUnitName],
    [secondUnitId, 'contoso sales'],
  ] as const)
    add(store, 'businessunits', id, { name });
  for (const { id, name, mail } of Object.values(people))
    add(store, 'systemusers', id, {
      ...ofUnit,
      fullname: name,
      domainname: mail,
      internalemailaddress: mail,
      azureactivedirectoryobjectid: id,
    });
  for (const [name, { id }] of Object.entries({ '# Commerce Companion': clients.product, '# Outside check': clients.outside }))
    add(store, 'systemusers', id, { ...ofUnit, fullname: name, applicationid: id, azureactivedirectoryobjectid: id });
  for (const { id, name } of [...Object.values(companionRoles), systemAdministrator])
    add(store, 'roles', id, { name, _parentrootroleid_value: id, _businessunitid_value: businessUnitId });
  add(store, 'roles', operatorCopy.id, {
    name: companionRoles.operator.name,
    _parentrootroleid_value: operatorCopy.rootId,
    _businessunitid_value: secondUnitId,
  });
  add(store, 'teams', financeTeam.id, { name: financeTeam.name, _businessunitid_value: businessUnitId });
}

/** Who has which role and is in which team. Only in an environment that begins: what was taken away since stays away. */
export function addMemberships(store: Store): void {
  for (const [systemuserid, roles] of Object.entries(rolesOfUsers))
    for (const roleid of roles) add(store, 'systemuserrolescollection', randomUUID(), { systemuserid, roleid });
  add(store, 'teammemberships', randomUUID(), { teamid: financeTeam.id, systemuserid: people.frank.id });
  add(store, 'teamrolescollection', randomUUID(), { teamid: financeTeam.id, roleid: companionRoles.finance.id });
}

const ofUnit = { _businessunitid_value: businessUnitId, isdisabled: false };

function add(store: Store, set: string, id: string, fields: Record<string, Value>): void {
  const rows = store.rows(set);
  if (!rows || rows.get(id)) return;
  const stamp = withoutFraction(new Date());
  const empty = Object.fromEntries([...rows.table.columns.keys()].map((name) => [name, null]));
  store.insert(rows, id, { ...empty, ...fields, [rows.table.id]: id, createdon: stamp, modifiedon: stamp });
}

import { clients } from '../world.ts';
import type { Store } from './store.ts';
import { type Column, systemColumn, type Table } from './tables.ts';
import { type Value, withoutFraction } from './values.ts';

export const businessUnitId = 'b0500000-0000-4000-8000-000000000001';
export const businessUnitName = 'contoso';
export const organizationId = '0a000000-0000-4000-8000-000000000001';

/** People of the environment; who calls with a token is an application user. */
export const people = {
  admin: { id: '50000000-0000-4000-8000-000000000001', name: 'Alex Admin', mail: 'alex@contoso.example' },
  clerk: { id: '50000000-0000-4000-8000-00000000000a', name: 'Kim Clerk', mail: 'kim@contoso.example' },
} as const;

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
  table('systemuser', 'systemusers', 'User', 'fullname', [
    systemColumn('fullname', 'text'),
    systemColumn('domainname', 'text'),
    systemColumn('internalemailaddress', 'text'),
    systemColumn('applicationid', 'id'),
    systemColumn('azureactivedirectoryobjectid', 'id'),
    { ...systemColumn('isdisabled', 'bit'), options: yesNo },
    systemColumn('_businessunitid_value', 'lookup'),
  ]),
];

function table(name: string, set: string, label: string, primaryName: string, columns: readonly Column[]): Table {
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
  };
}

/** The organisation, its people and the application users that are registered in it, as far as they are not there yet. */
export function addStandardRows(store: Store): void {
  add(store, 'organizations', organizationId, { name: 'contoso', languagecode: 1033, expirechangetrackingindays: 7 });
  for (const { id, name, mail } of Object.values(people))
    add(store, 'systemusers', id, { ...ofUnit, fullname: name, domainname: mail, internalemailaddress: mail });
  for (const [name, { id }] of Object.entries({ '# Commerce Companion': clients.product, '# Outside check': clients.outside }))
    add(store, 'systemusers', id, { ...ofUnit, fullname: name, applicationid: id, azureactivedirectoryobjectid: id });
}

const ofUnit = { _businessunitid_value: businessUnitId, isdisabled: false };

function add(store: Store, set: string, id: string, fields: Record<string, Value>): void {
  const rows = store.rows(set);
  if (!rows || rows.get(id)) return;
  const stamp = withoutFraction(new Date());
  const empty = Object.fromEntries([...rows.table.columns.keys()].map((name) => [name, null]));
  store.insert(rows, id, { ...empty, ...fields, [rows.table.id]: id, createdon: stamp, modifiedon: stamp });
}

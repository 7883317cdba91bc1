import type { find, TableRules } from '../erp.ts';
import type { EntitySet } from '../metadata.ts';

/** Rules of a plain table: unique key, mandatory fields. The table bears the name of the set. */
export function setupRules(set: EntitySet): TableRules {
  const keys = set.keys.filter((key) => key !== 'dataAreaId');
  return {
    table: set.name,
    label: set.name.replace(/([a-z])([A-Z])/g, '$1 $2'),
    keyLabel: keys.join(', '),
    ...(keys.length === 1 ? { required: Object.fromEntries(keys.map((key) => [key, key])) } : {}),
    ...(set.name === 'SalesOrderOriginCodes' ? { keeps: (erp, row) => originInUse(erp, row.dataAreaId ?? '', row.OriginCode ?? '') } : {}),
  };
}

function originInUse(erp: Parameters<typeof find>[0], company: string, code: string): string | undefined {
  const used = erp.store
    .table('SalesTable')
    .equal('SalesOrderOriginCode', code)
    .some(({ row }) => row.dataAreaId === company);
  return used ? 'Sales origin cannot be deleted while dependent Sales orders exist.' : undefined;
}

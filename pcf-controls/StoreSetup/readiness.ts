import type { StoreCheck } from '../../shared/canonical/command.ts';
import { openChecks } from './checks.ts';
import { connectors } from './connections.ts';
import { faultOf, type SettingField } from './field.ts';
import { at, type JsonColumn } from './json-column.ts';
import { fieldsOf, policyGroupNames } from './policy-fields.ts';

/** How many of these fields somebody has to put right; a column that cannot be read counts as one. */
export const faultsIn = (column: JsonColumn, fields: readonly SettingField[]): number =>
  'raw' in column ? 1 : fields.filter((field) => faultOf(field, at(column.value, field.path))).length;

export const policyFaults = (column: JsonColumn): number =>
  faultsIn(
    column,
    policyGroupNames.flatMap((group) => [...fieldsOf(group)]),
  );

/** What is wrong with the part that says which shop it is: key, connector, legal entity, connection. */
export function shopFaults({ key, connector, legalEntity, connection }: ShopColumns): number {
  const empty = [key, connector, legalEntity].filter((text) => text.trim() === '').length;
  return empty + faultsIn(connection, connectors[connector]?.fields ?? []);
}

export interface ShopColumns {
  key: string;
  connector: string;
  legalEntity: string;
  connection: JsonColumn;
}

/** Why a store cannot go live yet: a key of the resources with its count; undefined when it can. */
export function hindranceOf(state: {
  faults: number;
  checks: readonly StoreCheck[] | undefined;
  stale: boolean;
}): { key: string; count?: number } | undefined {
  if (state.faults > 0) return { key: 'GoLive_Faults', count: state.faults };
  if (!state.checks || state.checks.length === 0) return { key: 'GoLive_Check' };
  if (state.stale) return { key: 'GoLive_Again' };
  const open = openChecks(state.checks).length;
  return open > 0 ? { key: 'GoLive_Open', count: open } : undefined;
}

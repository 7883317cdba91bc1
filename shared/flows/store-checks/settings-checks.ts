import type { StoreCheck } from '../../canonical/command.ts';
import type { Store } from '../../canonical/store.ts';
import { type TargetDocument, targetDocuments } from '../../canonical/target-schema.ts';
import type { Configuration } from '../configuration.ts';
import { missing, right, wrong } from './check.ts';

const parts = [
  { id: 'row', title: 'Name, connector and company', begins: 'The row' },
  { id: 'connection', title: 'Connection', begins: 'Connection' },
  { id: 'policies', title: 'Policies', begins: 'Policies' },
] as const;

/** Whether the store's row can be read: its sentence stands at the part that it is about. */
export function rowChecks(problem: string | undefined): StoreCheck[] {
  const about = problem === undefined ? undefined : (parts.find(({ begins }) => problem.startsWith(begins)) ?? parts[0]);
  return parts.map(({ id, title }) =>
    about?.id === id
      ? wrong(id, title, problem ?? '', 'Correct it and save the form. Until then the last right settings count, if there were any.')
      : right(id, title, 'It can be read.'),
  );
}

const names: Record<TargetDocument, string> = {
  'sales-order-header': 'sales orders',
  'sales-order-line': 'sales order lines',
  customer: 'customers',
  product: 'products',
};

/** Whether the published mapping sets of the store check. */
export function mappingChecks(store: Store, { problems, mappings }: Configuration, keysOfStore: ReadonlyMap<string, string>): StoreCheck[] {
  return targetDocuments.map((document) => {
    const [id, title] = [`mapping:${document}`, `Mapping of ${names[document]}`];
    const refused = problems.find(({ table, key }) => table === 'mappingSets' && keysOfStore.get(key) === document);
    const version = mappings.version(store.id, document);
    return refused
      ? wrong(id, title, refused.problem, `Correct the rules in the mapping editor. Until then version ${version} counts.`)
      : right(id, title, `Version ${version} is in force and checks.`);
  });
}

export const switchCheck = (enabled: boolean): StoreCheck =>
  enabled
    ? right('enabled', 'Switched on', 'Orders are imported.')
    : missing('enabled', 'Switched on', 'The store is switched off.', 'Switch it on when everything else here is right.');

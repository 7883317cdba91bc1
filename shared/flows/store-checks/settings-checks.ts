import type { StoreCheck } from '../../canonical/command.ts';
import type { Store } from '../../canonical/store.ts';
import { type TargetDocument, targetDocuments } from '../../canonical/target-schema.ts';
import { type Wording, wording } from '../../core/wording.ts';
import type { Configuration, ConfigurationProblem } from '../configuration.ts';
import { missing, right, wrong } from './check.ts';

const parts = [
  { id: 'row', title: wording('Name, connector and company', 'Name, Konnektor und Unternehmen') },
  { id: 'connection', title: wording('Connection', 'Verbindung') },
  { id: 'policies', title: wording('Policies', 'Regeln') },
] as const;

/** Whether the store's row can be read: its sentence stands at the part that it is about. */
export function rowChecks(found: Pick<ConfigurationProblem, 'part' | 'problem'> | undefined): StoreCheck[] {
  return parts.map((part) =>
    found && (found.part ?? 'row') === part.id
      ? wrong(
          part,
          found.problem,
          wording(
            'Correct it and save the form. Until then the last right settings count, if there were any.',
            'Berichtigen Sie das und speichern Sie das Formular. Bis dahin gelten die letzten richtigen Einstellungen, wenn es welche gab.',
          ),
        )
      : right(part, wording('It can be read.', 'Das ist lesbar.')),
  );
}

const names: Record<TargetDocument, Wording> = {
  'sales-order-header': wording('sales orders', 'Aufträge'),
  'sales-order-line': wording('sales order lines', 'Auftragspositionen'),
  customer: wording('customers', 'Debitoren'),
  product: wording('products', 'Produkte'),
};

/** Whether the published mapping sets of the store check. */
export function mappingChecks(store: Store, { problems, mappings }: Configuration, keysOfStore: ReadonlyMap<string, string>): StoreCheck[] {
  return targetDocuments.map((document) => {
    const { en, de } = names[document];
    const about = { id: `mapping:${document}`, title: wording(`Mapping of ${en}`, `Zuordnung: ${de}`) };
    const refused = problems.find(({ table, key }) => table === 'mappingSets' && keysOfStore.get(key) === document);
    const version = mappings.version(store.id, document);
    return refused
      ? wrong(
          about,
          refused.problem,
          wording(
            `Correct the rules in the mapping editor. Until then version ${version} counts.`,
            `Berichtigen Sie die Regeln im Zuordnungseditor. Bis dahin gilt Version ${version}.`,
          ),
        )
      : right(about, wording(`Version ${version} is in force and checks.`, `Version ${version} gilt und ist fehlerfrei.`));
  });
}

const switched = { id: 'enabled', title: wording('Switched on', 'Eingeschaltet') };

export const switchCheck = (enabled: boolean): StoreCheck =>
  enabled
    ? right(switched, wording('Orders are imported.', 'Bestellungen werden importiert.'))
    : missing(
        switched,
        wording('The store is switched off.', 'Der Shop ist ausgeschaltet.'),
        wording('Switch it on when everything else here is right.', 'Schalten Sie ihn ein, wenn hier alles andere stimmt.'),
      );

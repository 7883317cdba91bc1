import type { Store } from '../canonical/store.ts';
import type { TargetDocument, TargetFields } from '../canonical/target-schema.ts';
import { IntegrationError, throwAll } from '../core/errors.ts';
import { rowKey } from '../core/hash.ts';
import { apply } from '../mapping/compile.ts';
import type { MappingProblem } from '../mapping/problem.ts';
import { problemInWords } from '../mapping/problem-de.ts';
import type { MappingSource } from '../mapping/source.ts';
import type { MappingBook } from './mapping-book.ts';

const names: Record<TargetDocument, string> = {
  'sales-order-header': 'the sales order',
  'sales-order-line': 'a sales order line',
  customer: 'the customer',
  product: 'the product',
};

/** The fields that the store's mapping set gives for this source. @throws every problem at once, a missing value map entry with its own cause */
export function mapDocument(
  mappings: MappingBook,
  store: Store,
  document: TargetDocument,
  source: Omit<MappingSource, 'store'>,
): TargetFields {
  const { fields, problems } = apply(
    mappings.set(store.id, document),
    { ...source, store: withoutConnection(store) },
    mappings.valueMaps(store.id),
  );
  throwAll(problems.map((problem) => toError(problem, store, document)));
  return fields;
}

/** Rules and their explanations never see how a store is connected. */
export const withoutConnection = ({ id, name, channel, legalEntity, policies }: Store): MappingSource['store'] => ({
  id,
  name,
  channel,
  legalEntity,
  policies,
  timeZone: policies.timeZone,
});

function toError({ facts, ...problem }: MappingProblem, store: Store, document: TargetDocument): IntegrationError {
  if (problem.map !== undefined) {
    return new IntegrationError('VALUE_NOT_MAPPED', {
      facts: { value: problem.value ?? '', map: problem.map },
      cause: valueCause(store.id, problem.map, problem.value ?? ''),
      detail: problem,
    });
  }
  return new IntegrationError('MAPPING_FAILED', {
    facts: { document: names[document], problem: problemInWords({ ...problem, facts }) },
    cause: mappingCause(store.id, document),
    detail: { rule: problem.ruleId, field: problem.field },
  });
}

export const valueCause = (store: string, map: string, value: string): string =>
  rowKey('VALUE_NOT_MAPPED', store, map, value.toLowerCase());
export const mappingCause = (store: string, document: string): string => rowKey('MAPPING_FAILED', store, document);
export const storeCause = (store: string): string => rowKey('CONFIGURATION_WRONG', store);

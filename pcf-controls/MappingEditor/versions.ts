import { type TargetDocument, targetDocuments } from '../../shared/canonical/target-schema.ts';
import { rowKey } from '../../shared/core/hash.ts';
import { textOf } from '../../shared/core/json.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { type ColumnRules, readRules, writeRules } from './read-rules.ts';

export type SetState = 'draft' | 'published' | 'retired';

/** A row of `cmc_mappingset`. */
export interface Version {
  id: string;
  key: string;
  store: string;
  document: TargetDocument;
  version: number;
  state: SetState;
  rules: ColumnRules;
  /** As it stands in the column. */
  raw: string;
  publishedOn?: string;
  publishedBy?: string;
  comment: string;
}

const states: readonly SetState[] = ['draft', 'published', 'retired'];
const firstState = 727_000_000;

export const stateOf = (value: unknown): SetState => states[Number(value) - firstState] ?? 'draft';
export const stateValue = (state: SetState): number => firstState + states.indexOf(state);

export const versionColumns = [
  'cmc_mappingsetid',
  'cmc_key',
  'cmc_store',
  'cmc_document',
  'cmc_version',
  'cmc_state',
  'cmc_rules',
  'cmc_publishedon',
  '_cmc_publishedby_value',
  'cmc_comment',
];

/** Undefined for a row of a document that no engine knows. */
export function toVersion(row: Readonly<Record<string, unknown>>): Version | undefined {
  const document = targetDocuments.find((name) => name === row.cmc_document);
  if (!document) return undefined;
  const version = Number(row.cmc_version) || 1;
  const raw = textOf(row.cmc_rules);
  return {
    id: textOf(row.cmc_mappingsetid),
    key: textOf(row.cmc_key),
    store: textOf(row.cmc_store),
    document,
    version,
    state: stateOf(row.cmc_state),
    rules: readRules(raw, { document, version }),
    raw,
    publishedOn: textOf(row.cmc_publishedon) || undefined,
    publishedBy: textOf(row['_cmc_publishedby_value@OData.Community.Display.V1.FormattedValue']) || undefined,
    comment: textOf(row.cmc_comment),
  };
}

/** Newest first. */
export const newestFirst = (versions: readonly Version[]): Version[] => [...versions].sort((a, b) => b.version - a.version);

/** The version that counts now; undefined when only the shipped rules do. */
export const inForce = (versions: readonly Version[]): Version | undefined =>
  [...versions].filter(({ state }) => state === 'published').sort((a, b) => ((a.publishedOn ?? '') < (b.publishedOn ?? '') ? 1 : -1))[0];

/** A set that changes nothing of the shipped rules. */
export const shippedOnly = (document: TargetDocument): MappingSet => ({ document, version: 1, base: 'default', rules: [] });

/** The row of a new draft with these rules. */
export function draftRow(of: Pick<Version, 'store' | 'document'>, set: MappingSet, versions: readonly Version[]): Record<string, unknown> {
  const version = Math.max(0, ...versions.map((one) => one.version)) + 1;
  return {
    cmc_key: rowKey(of.store, of.document, `v${version}`),
    cmc_name: `${of.store} ${of.document} v${version}`.slice(0, 100),
    cmc_store: of.store,
    cmc_document: of.document,
    cmc_version: version,
    cmc_state: stateValue('draft'),
    cmc_rules: writeRules({ ...set, document: of.document, version }),
  };
}

import { etagOf } from './answers.ts';
import { type Cell, emptyOf, folded, NumberText, parseExactly, type Row, toCell } from './cells.ts';
import { type Draft, type Erp, find, type TableRules } from './erp.ts';
import type { EntitySet, Property } from './metadata.ts';
import { nothingToUpdate, preconditionFailed, refused, refusedBody, refusedWrite, unknownProperty } from './refusal.ts';
import { viewOf, type WriteVerb } from './registry.ts';
import type { Stored } from './table.ts';

/** POST: clear, initValue, set, validateField, defaultRow, validateWrite, write. @throws Refusal */
export function create(erp: Erp, set: EntitySet, bodyText: string, defaultCompany: string): Stored {
  const { rules, verbs } = viewOf(set);
  requireVerb(set, verbs, 'POST');
  const given = readBody(set, bodyText, ({ computed }) => computed);
  const company = set.byCompany ? companyOf(erp, set, given, defaultCompany) : '';
  const { draft, infolog } = open(erp, set, company, given);
  if (set.byCompany) draft.row.dataAreaId = company;
  rules.initialise?.(draft);
  Object.assign(draft.row, given, set.byCompany ? { dataAreaId: company } : {});
  settle(draft, rules, infolog);
  rules.number?.(draft);
  if (infolog.length > 0) throw refusedWrite(set, infolog);
  const table = erp.store.table(rules.table);
  if (table.byKey(draft.row)) throw refusedWrite(set, [`Error: ${alreadyExists(rules, set, draft.row)}`]);
  const stored = erp.store.insert(rules.table, tidy(draft.row));
  rules.written?.(draft, stored);
  return stored;
}

/** PATCH of one row. @throws Refusal */
export function update(erp: Erp, set: EntitySet, stored: Stored | undefined, bodyText: string, ifMatch?: string): Stored {
  const { rules, verbs } = viewOf(set);
  requireVerb(set, verbs, 'PATCH');
  if (!stored) throw nothingToUpdate();
  requireMatch(stored, ifMatch);
  const given = readBody(set, bodyText, ({ computed, readOnly, name }) => computed || readOnly || set.keys.includes(name));
  const { draft, infolog } = open(erp, set, stored.row.dataAreaId ?? '', given, stored.row);
  Object.assign(draft.row, stored.row, given);
  settle(draft, rules, infolog);
  const written = erp.store.update(rules.table, stored, tidy(draft.row));
  rules.written?.(draft, written);
  return written;
}

/** DELETE of one row. @throws Refusal */
export function remove(erp: Erp, set: EntitySet, stored: Stored | undefined, ifMatch?: string): void {
  const { rules, verbs } = viewOf(set);
  requireVerb(set, verbs, 'DELETE');
  if (!stored) throw nothingToUpdate();
  requireMatch(stored, ifMatch);
  const why = rules.keeps?.(erp, stored.row);
  if (why) throw refused(`Delete failed for table row of type '${set.aot}'. Infolog: Error: ${why}.`);
  erp.store.remove(rules.table, stored);
  rules.removed?.(erp, stored.row);
}

function open(erp: Erp, set: EntitySet, company: string, given: Row, before?: Row): { draft: Draft; infolog: string[] } {
  const infolog: string[] = [];
  const complain = (text: string) => void infolog.push(`Warning: ${text}`);
  return { draft: { erp, set, company, row: {}, given: new Set(Object.keys(given)), before, complain }, infolog };
}

function settle(draft: Draft, rules: TableRules, infolog: string[]): void {
  validateFields(draft, rules);
  if (infolog.length > 0) throw refusedWrite(draft.set, infolog);
  rules.fill?.(draft);
  validateRequired(draft, rules);
  if (infolog.length === 0) rules.check?.(draft);
  if (infolog.length > 0)
    throw refusedWrite(draft.set, [...infolog, `Warning: validateWrite failed on data source '${rules.table} (${rules.table})'.`]);
}

function validateFields({ erp, company, row, given, complain }: Draft, { lookups = {}, lengths = {} }: TableRules): void {
  for (const field of given) {
    const value = row[field] ?? '';
    const longest = lengths[field];
    if (longest !== undefined && value.length > longest) {
      complain(
        `The value '${value}' in field '${lookups[field]?.label ?? inWords(field)}' has ${value.length} characters; at most ${longest} are allowed.`,
      );
    }
    const lookup = lookups[field];
    if (lookup && value !== '' && !lookup.has(erp, company, value)) {
      complain(`The value '${value}' in field '${lookup.label}' is not found in the related table '${lookup.related}'.`);
    }
  }
}

function validateRequired({ set, row, complain }: Draft, { required = {}, lookups = {} }: TableRules): void {
  const fields = new Set([
    ...[...set.properties.values()].filter((property) => property.required).map(({ name }) => name),
    ...Object.keys(required),
  ]);
  for (const field of fields) {
    const property = set.properties.get(field);
    const empty = property ? emptyOf(property) : '';
    const isEmpty = property?.type === 'enum' ? !row[field] : (row[field] ?? empty) === empty;
    if (isEmpty) complain(`Field '${required[field] ?? lookups[field]?.label ?? inWords(field)}' must be filled in.`);
  }
}

function readBody(set: EntitySet, text: string, locked: (property: Property) => boolean): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(parseObject(text))) {
    if (name.includes('@odata.bind') || set.navigation.has(name))
      throw refusedBody(`Navigation property '${name.split('@')[0]}' cannot be written: link by value.`);
    if (name.includes('@')) continue;
    const property = set.properties.get(name);
    if (!property) throw unknownProperty(set, name);
    if (locked(property)) throw refused(`Field '${name}' of entity '${set.aot}' is read-only and cannot be set.`);
    cells[name] = toCell(property, value);
  }
  return cells;
}

function parseObject(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = parseExactly(text);
  } catch {
    throw refusedBody('The request body is no JSON text.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body) || body instanceof NumberText)
    throw refusedBody('The request body must be a JSON object.');
  return body as Record<string, unknown>;
}

function companyOf(erp: Erp, set: EntitySet, given: Row, defaultCompany: string): string {
  const company = folded(given.dataAreaId || defaultCompany);
  if (!find(erp, 'LegalEntities', { LegalEntityId: company })) {
    throw refusedWrite(set, [`Warning: The value '${company}' in field 'Company' is not found in the related table 'Legal entities'.`]);
  }
  return company;
}

function requireVerb(set: EntitySet, verbs: readonly WriteVerb[], verb: WriteVerb): void {
  if (verbs.includes(verb)) return;
  const doing = { POST: 'Create', PATCH: 'Update', DELETE: 'Delete' }[verb];
  throw refused(`${doing} is not supported for entity '${set.aot}'.`);
}

function requireMatch(stored: Stored, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(stored)) throw preconditionFailed();
}

function alreadyExists({ label, table, keyLabel }: TableRules, set: EntitySet, row: Row): string {
  const value = set.keys.filter((key) => key !== 'dataAreaId').map((key) => row[key] ?? '');
  return `Cannot create a record in ${label} (${table}). ${keyLabel}: ${value.join(', ')}. The record already exists.`;
}

const tidy = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '' && value !== undefined));

/** `DeliveryModeCode` → `Delivery mode code`. */
const inWords = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

import type { Cell, Row } from './cells.ts';
import type { EntitySet } from './metadata.ts';
import type { Numbers } from './numbers.ts';
import type { Store } from './store.ts';
import type { Stored } from './table.ts';

/** What the business logic works on. */
export interface Erp {
  store: Store;
  numbers: Numbers;
  now(): Date;
}

/** A row that is being written: the fields as they will be, and where they came from. */
export interface Draft {
  erp: Erp;
  set: EntitySet;
  company: string;
  row: Record<string, Cell>;
  /** Fields that the caller sent. */
  given: ReadonlySet<string>;
  /** The stored row, when this is a change. */
  before?: Row;
  /** Adds a warning to the Infolog; the write is then refused. */
  complain(text: string): void;
}

/** A field whose value must exist elsewhere. */
export interface Lookup {
  label: string;
  related: string;
  has(erp: Erp, company: string, value: Cell): boolean;
}

/** The business logic of one table, in the order in which the platform runs it. */
export interface TableRules {
  table: string;
  label: string;
  /** What the platform calls the key in "already exists". */
  keyLabel: string;
  indexes?: readonly string[];
  lookups?: Readonly<Record<string, Lookup>>;
  /** Field lengths are those of the standard application's extended data types; metadata does not carry them. */
  lengths?: Readonly<Record<string, number>>;
  /** Field → label, for what business logic and not metadata demands. */
  required?: Readonly<Record<string, string>>;
  /** initValue: before the caller's fields are set. */
  initialise?(draft: Draft): void;
  /** defaultRow: after the caller's fields are set and each is valid. */
  fill?(draft: Draft): void;
  /** validateWrite. */
  check?(draft: Draft): void;
  /** Numbers that the server gives, at the moment of writing. */
  number?(draft: Draft): void;
  /** After insert or update, in the same transaction. */
  written?(draft: Draft, stored: Stored): void;
  /** Why the row cannot be deleted. */
  keeps?(erp: Erp, row: Row): string | undefined;
  /** After delete, in the same transaction. */
  removed?(erp: Erp, row: Row): void;
  /** Fields that are worked out on read. */
  computed?: Readonly<Record<string, (row: Row, erp: Erp) => Cell>>;
}

/** A row of another table by its key. */
export const find = (erp: Erp, table: string, key: Row): Row | undefined => erp.store.table(table).byKey(key)?.row;

/** A field must be a row of a table that has it as the rest of its key. */
export const inTable = (label: string, related: string, table: string, field: string): Lookup => ({
  label,
  related,
  has: (erp, company, value) => find(erp, table, { dataAreaId: company, [field]: value }) !== undefined,
});

/** A related table that is empty in the demo company: no value is good. */
export const inEmptyTable = (label: string, related: string): Lookup => ({ label, related, has: () => false });

/** Sets a field that the caller did not send. */
export function fillIn(draft: Draft, values: Readonly<Record<string, Cell | undefined>>): void {
  for (const [field, value] of Object.entries(values)) {
    if (value && !draft.given.has(field) && !draft.row[field]) draft.row[field] = value;
  }
}

/** Whether this write sets the field to something else than it was. */
export const changes = (draft: Draft, field: string): boolean => draft.given.has(field) && draft.row[field] !== draft.before?.[field];

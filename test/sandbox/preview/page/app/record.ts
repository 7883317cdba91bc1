import type { ColumnModel, TableModel } from '../../app/model.ts';
import { wireName } from './format.ts';
import type { Session } from './session.ts';
import type { Row, WebApiError } from './web-api.ts';

/** A row that is being looked at and changed. Values are as they travel; lookups under `_name_value`. */
export interface RecordState {
  table: TableModel;
  id?: string;
  /** As it was read, with what was typed since. */
  row: Row;
  isDirty(): boolean;
  set(column: ColumnModel, value: unknown, label?: string): void;
  read(): Promise<void>;
  /** @throws WebApiError as Dataverse refused it */
  save(): Promise<void>;
}

const formatted = '@OData.Community.Display.V1.FormattedValue';
const lookupTable = '@Microsoft.Dynamics.CRM.lookuplogicalname';

export function openRecord({ api, app, persona }: Session, table: TableModel, id: string | undefined, changed: () => void): RecordState {
  const typed = new Map<string, unknown>();
  const state: RecordState = {
    table,
    id,
    // What somebody makes is theirs, unless they say otherwise.
    row: id ? {} : { _ownerid_value: persona.id, [`_ownerid_value${formatted}`]: persona.name },
    isDirty: () => typed.size > 0,
    set(column, value, label) {
      const name = wireName(column);
      if (state.row[name] === value) return;
      typed.set(column.name, value);
      state.row = { ...state.row, [name]: value, [name + formatted]: label, [name + lookupTable]: column.targets[0] };
      changed();
    },
    async read() {
      if (!state.id) return;
      state.row = await api.retrieveRecord(table.name, state.id);
      typed.clear();
      changed();
    },
    async save() {
      const body = bodyOf();
      if (state.id) await api.updateRecord(table.name, state.id, body, String(state.row['@odata.etag'] ?? '*'));
      else state.id = (await api.createRecord(table.name, body)).id;
      await state.read();
    },
  };

  function bodyOf(): Row {
    const body: Row = {};
    for (const [name, value] of typed) {
      const column = table.columns[name];
      if (column?.kind !== 'lookup') body[name] = value;
      else if (value === null || value === undefined) body[`${column.schemaName}@odata.bind`] = null;
      else body[`${column.schemaName}@odata.bind`] = `/${app.tables[column.targets[0] ?? '']?.set}(${String(value)})`;
    }
    return body;
  }
  return state;
}

export const isConflict = (error: unknown): boolean => (error as Partial<WebApiError>).status === 412;

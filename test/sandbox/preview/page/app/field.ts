import type { CellModel, ColumnModel } from '../../app/model.ts';
import { element } from '../dom.ts';
import { chooseDialog } from './dialog.ts';
import { wireName } from './format.ts';
import type { RecordState } from './record.ts';
import { writeRoute } from './route.ts';
import type { Session } from './session.ts';

export interface Field {
  root: HTMLElement;
  update(): void;
}

interface FieldParts {
  session: Session;
  record: RecordState;
  cell: CellModel;
  column: ColumnModel;
  canWrite: boolean;
}

let fields = 0;

/** One column on a form: an input of its kind, or its value where it cannot be changed. */
export function field({ session, record, cell, column, canWrite }: FieldParts): Field {
  fields += 1;
  const id = `field-${fields}-${column.name}`;
  const label = session.words(cell.label) || session.words(column.label) || column.name;
  const writable = canWrite && !cell.disabled && (record.id ? column.canUpdate : column.canCreate) && !isCalculated(column);
  const part = writable ? input(session, record, column) : shown(session, record, column);
  part.input.id = id;
  if (writable && column.kind !== 'lookup') part.input.setAttribute('aria-required', String(column.required));
  if (!writable) part.input.setAttribute('aria-labelledby', `${id}-label`);
  const star = column.required && writable ? element('span', { class: 'star', 'aria-hidden': 'true' }, '*') : undefined;
  const caption = writable ? element('label', { for: id, id: `${id}-label` }, label, star) : element('span', { id: `${id}-label` }, label);
  const root = element('div', { class: 'form-field', title: session.words(column.description) }, caption, part.root);
  if (!cell.showLabel) caption.className = 'unseen';
  return { root, update: part.update };
}

const isCalculated = ({ kind, name }: ColumnModel): boolean => kind === 'id' || kind === 'version' || /^(created|modified)/.test(name);

interface Part {
  root: HTMLElement;
  input: HTMLElement;
  update(): void;
}

function shown({ format, text }: Session, record: RecordState, column: ColumnModel): Part {
  const value = element('div', { class: column.kind === 'memo' ? 'value memo' : 'value', role: 'group' });
  const update = () => {
    const words = format.cell(column, record.row);
    const raw = record.row[wireName(column)];
    const isLink = column.format === 'url' && typeof raw === 'string' && /^https?:\/\//.test(raw);
    const target = column.kind === 'lookup' && raw ? column.targets[0] : undefined;
    if (isLink) value.replaceChildren(element('a', { href: raw, target: '_blank', rel: 'noreferrer' }, words));
    else if (target?.startsWith('cmc_'))
      value.replaceChildren(element('a', { href: writeRoute({ at: 'record', table: target, id: String(raw) }) }, words));
    else value.replaceChildren(words || text('empty'));
  };
  return { root: value, input: value, update };
}

function input(session: Session, record: RecordState, column: ColumnModel): Part {
  switch (column.kind) {
    case 'memo':
      return memo(record, column);
    case 'choice':
    case 'bit':
      return choice(session, record, column);
    case 'lookup':
      return lookup(session, record, column);
    default:
      return line(record, column);
  }
}

function memo(record: RecordState, column: ColumnModel): Part {
  const area = element('textarea', { rows: '4', ...(column.maxLength ? { maxlength: String(column.maxLength) } : {}) });
  area.addEventListener('input', () => record.set(column, area.value === '' ? null : area.value));
  return { root: area, input: area, update: () => put(area, String(record.row[column.name] ?? '')) };
}

function line(record: RecordState, column: ColumnModel): Part {
  const isNumber = column.kind === 'integer' || column.kind === 'decimal';
  const type = column.kind === 'datetime' ? (column.format === 'date' ? 'date' : 'datetime-local') : isNumber ? 'number' : 'text';
  const made = element('input', { type, ...(isNumber ? { step: column.kind === 'integer' ? '1' : 'any' } : {}) });
  if (column.maxLength && !isNumber) made.maxLength = column.maxLength;
  made.addEventListener('input', () => record.set(column, readInput(made, column)));
  return { root: made, input: made, update: () => put(made, writeInput(record.row[column.name], column)) };
}

function readInput({ value }: HTMLInputElement, { kind, format }: ColumnModel): unknown {
  if (value === '') return null;
  if (kind === 'integer' || kind === 'decimal') return Number(value);
  if (kind === 'datetime' && format !== 'date') return new Date(value).toISOString().replace(/\.\d+Z$/, 'Z');
  return value;
}

function writeInput(value: unknown, { kind, format }: ColumnModel): string {
  if (value === null || value === undefined) return '';
  if (kind !== 'datetime' || format === 'date') return String(value);
  const moment = new Date(String(value));
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What is typed into is left alone, so that the caret stays. */
function put(target: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (document.activeElement !== target && target.value !== value) target.value = value;
}

function choice({ words, text }: Session, record: RecordState, column: ColumnModel): Part {
  const own = column.kind === 'bit' && column.options.length === 0;
  const options = own
    ? [
        { value: 0, label: text('no') },
        { value: 1, label: text('yes') },
      ]
    : column.options.map(({ value, label }) => ({ value, label: words(label) }));
  const empty = column.kind === 'bit' ? [] : [element('option', { value: '' }, text('empty'))];
  const select = element('select', {}, ...empty, ...options.map(({ value, label }) => element('option', { value: String(value) }, label)));
  select.addEventListener('change', () => {
    const value = select.value === '' ? null : Number(select.value);
    record.set(column, column.kind === 'bit' ? value === 1 : value);
  });
  const update = () => {
    const value = record.row[column.name];
    select.value = value === null || value === undefined ? (column.kind === 'bit' ? '0' : '') : String(Number(value));
  };
  return { root: select, input: select, update };
}

function lookup(session: Session, record: RecordState, column: ColumnModel): Part {
  const { text, words, format } = session;
  const label = words(column.label);
  const button = element('button', { type: 'button', class: 'lookup' });
  button.addEventListener('click', async () => {
    const labels = { search: text('search'), cancel: text('cancel'), clear: text('remove') };
    const chosen = await chooseDialog(text('lookUp', label), labels, (part) => rowsOf(session, column, part));
    if (chosen !== undefined) record.set(column, chosen?.id ?? null, chosen?.name);
  });
  const update = () => {
    button.textContent = format.cell(column, record.row) || text('choose');
  };
  return { root: button, input: button, update };
}

async function rowsOf({ api, app }: Session, column: ColumnModel, part: string) {
  const table = app.tables[column.targets[0] ?? ''];
  if (!table) return [];
  const name = table.primaryName;
  const filter = part ? `&$filter=contains(${name},'${encodeURIComponent(part.replaceAll("'", "''"))}')` : '';
  const { entities } = await api.retrieveMultipleRecords(table.name, `?$select=${name}&$orderby=${name}${filter}`, 50);
  return entities.map((row) => ({ label: String(row[name]), value: { id: String(row[table.id]), name: String(row[name]) } }));
}

import type { CellModel, FormModel, SectionModel, TableModel } from '../../app/model.ts';
import { mountFieldControl } from '../controls/field-control.ts';
import { element } from '../dom.ts';
import { askDialog } from './dialog.ts';
import { field } from './field.ts';
import { mayDo } from './privileges.ts';
import { isConflict, openRecord, type RecordState } from './record.ts';
import { goTo, type Route, writeRoute } from './route.ts';
import { type Session, tableOf } from './session.ts';
import { subgrid } from './subgrid.ts';
import type { Page } from './table-page.ts';

interface Part {
  root: HTMLElement;
  update(): void;
  close?(): void;
}

/** A row on the table's main form: the solution's tabs, sections and fields, its controls in their places. */
export function recordPage(session: Session, route: Route & { at: 'record' }): Page {
  const { text, words, persona } = session;
  const table = tableOf(session, route.table);
  const form = table.forms[0];
  const canWrite = mayDo(persona, route.id ? 'write' : 'create', table.name);
  const parts: Part[] = [];
  const heading = element('h1', {}, route.id ? text('loading') : `${text('newRow')}: ${words(table.label)}`);
  const state = element('span', { class: 'save-state' });
  const problem = element('div', { class: 'message-bar', role: 'alert', hidden: true });
  const body = element('div', { class: 'form', hidden: route.id !== undefined });
  const show = () => {
    if (route.id) heading.textContent = String(record.row[table.primaryName] ?? '') || words(table.label);
    state.textContent = record.isDirty() ? `· ${text('unsaved')}` : record.id ? `· ${text('savedState')}` : '';
    for (const part of parts) part.update();
  };
  const record = openRecord(session, table, route.id, show);
  const say = (sentence: string) => {
    problem.textContent = sentence;
    problem.hidden = sentence === '';
  };
  const read = () =>
    record.read().then(
      () => {
        say('');
        body.hidden = false;
      },
      (error: Error & { status?: number }) => {
        heading.textContent = words(table.label);
        say(error.status === 403 || error.status === 404 ? text('notThere') : error.message);
      },
    );
  const save = async (): Promise<boolean> => {
    const missing = missingIn(session, form, record);
    if (missing) return say(text('mandatory', missing)) ?? false;
    try {
      await record.save();
      say('');
      session.announce(text('saved'));
      if (!route.id) goTo({ at: 'record', table: table.name, id: record.id });
      return true;
    } catch (error) {
      say(isConflict(error) ? text('changedMeanwhile') : error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  const commands = commandBar(session, { table, record, canWrite, save, read, say });
  const note = canWrite || !form ? undefined : element('p', { class: 'quiet' }, text('readOnly'));
  const head = element('div', { class: 'page-head' }, heading, element('p', { class: 'quiet' }, `${words(table.label)} `, state));
  if (form) body.append(formBody(session, { form, record, canWrite, parts }));
  const root = element('div', { class: 'page' }, commands, head, problem, note, body);
  show();
  if (route.id) void read();
  return {
    root,
    title: words(table.label),
    isDirty: () => record.isDirty(),
    close: () => parts.forEach((part) => part.close?.()),
  };
}

/** The label of the first mandatory field of the form that is empty. */
function missingIn({ words }: Session, form: FormModel | undefined, { table, row }: RecordState): string | undefined {
  const cells = form?.tabs.flatMap(({ columns }) => columns.flatMap(({ sections }) => sections.flatMap(({ rows }) => rows.flat()))) ?? [];
  const missing = cells
    .map((cell) => table.columns[cell.column ?? ''])
    .find(
      (column) =>
        column?.required && column.canUpdate && column.kind !== 'lookup' && [null, undefined, ''].includes(row[column.name] as null),
    );
  return missing && words(missing.label);
}

interface Commands {
  table: TableModel;
  record: RecordState;
  canWrite: boolean;
  save(): Promise<boolean>;
  read(): Promise<void>;
  say(sentence: string): void;
}

function commandBar(session: Session, { table, record, canWrite, save, read, say }: Commands): HTMLElement {
  const { text, persona, api } = session;
  const bar = element('div', { class: 'commands', role: 'toolbar', 'aria-label': text('general') });
  const toTable = () => goTo({ at: 'table', table: table.name });
  const command = (label: string, click: () => void) => bar.append(element('button', { type: 'button', class: 'subtle', click }, label));
  bar.append(
    element(
      'a',
      { class: 'command', href: writeRoute({ at: 'table', table: table.name }) },
      `${session.settings.direction === 'rtl' ? '→' : '←'} ${text('back')}`,
    ),
  );
  if (canWrite) {
    command(text('save'), () => void save());
    command(text('saveClose'), () => void save().then((saved) => saved && toTable()));
  }
  if (record.id) command(`↻ ${text('refresh')}`, () => void read());
  if (record.id && mayDo(persona, 'delete', table.name))
    command(text('remove'), async () => {
      const question = text('removeSure', String(record.row[table.primaryName] ?? ''));
      if (!(await askDialog({ text: question, confirm: text('remove'), cancel: text('cancel') }))) return;
      await api.deleteRecord(table.name, record.id ?? '').then(toTable, (error: Error) => say(error.message));
      session.announce(text('deleted'));
    });
  return bar;
}

interface FormParts {
  form: FormModel;
  record: RecordState;
  canWrite: boolean;
  parts: Part[];
}

let tabSets = 0;

function formBody(session: Session, { form, record, canWrite, parts }: FormParts): HTMLElement {
  tabSets += 1;
  const panels = form.tabs.map((tab, index) => {
    const columns = tab.columns.map(({ width, sections }) => {
      const made = element(
        'div',
        { class: 'form-column' },
        ...sections.map((one) => section(session, { section: one, record, canWrite, parts })),
      );
      made.style.setProperty('--share', String(Number.parseInt(width, 10) || 100));
      return made;
    });
    return element('div', { class: 'form-tab', id: `panel-${tabSets}-${index}`, hidden: index > 0 }, ...columns);
  });
  if (panels.length < 2) return element('div', {}, ...panels);
  const tabs = form.tabs.map((tab, index) =>
    element(
      'button',
      { type: 'button', role: 'tab', class: 'tab', 'aria-controls': `panel-${tabSets}-${index}`, click: () => choose(index) },
      session.words(tab.label),
    ),
  );
  const choose = (chosen: number) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute('aria-selected', String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== chosen;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-label', session.words(form.tabs[index]?.label));
    });
  };
  const list = element('div', { class: 'tabs', role: 'tablist' }, ...tabs);
  list.addEventListener('keydown', (event) => {
    const index = tabs.indexOf(event.target as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (index < 0 || !step) return;
    const next = (index + step + tabs.length) % tabs.length;
    choose(next);
    tabs[next]?.focus();
  });
  choose(0);
  return element('div', {}, list, ...panels);
}

interface SectionParts extends Omit<FormParts, 'form'> {
  section: SectionModel;
}

function section(session: Session, { section: model, record, canWrite, parts }: SectionParts): HTMLElement {
  const grid = element('div', { class: 'section-grid' });
  grid.style.setProperty('--columns', String(model.columns));
  for (const cell of model.rows.flat()) {
    const part = cell.visible ? cellPart(session, { cell, record, canWrite }) : undefined;
    if (!part) continue;
    if (cell.colSpan > 1 || part.wide) part.root.classList.add('wide');
    parts.push(part);
    grid.append(part.root);
  }
  const label = session.words(model.label);
  const heading = model.showLabel && label ? element('h2', {}, label) : undefined;
  return element('section', { class: 'form-section', ...(label ? { 'aria-label': label } : {}) }, heading, grid);
}

interface CellParts {
  cell: CellModel;
  record: RecordState;
  canWrite: boolean;
}

function cellPart(session: Session, { cell, record, canWrite }: CellParts): (Part & { wide?: boolean }) | undefined {
  const column = record.table.columns[cell.column ?? ''];
  if (cell.subgrid && record.id) return { ...subgrid(session, { ...cell.subgrid, record, label: session.words(cell.label) }), wide: true };
  if (!column) return undefined;
  const label = session.words(cell.label) || session.words(column.label);
  if (cell.control) {
    const mounted = mountFieldControl(session, { use: cell.control, record, label, canWrite: canWrite && !cell.disabled });
    if (mounted) return { ...mounted, wide: true };
  }
  const made = field({ session, record, cell, column, canWrite });
  return { ...made, wide: column.kind === 'memo' };
}

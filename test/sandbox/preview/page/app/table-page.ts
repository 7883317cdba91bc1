import type { TableModel, ViewModel } from '../../app/model.ts';
import { mountGridControl } from '../controls/grid-control.ts';
import { element } from '../dom.ts';
import { type DataSet, openDataSet } from './data-set.ts';
import { grid } from './grid.ts';
import { mayDo } from './privileges.ts';
import { goTo, type Route } from './route.ts';
import { type Session, tableOf } from './session.ts';

export interface Page {
  root: HTMLElement;
  title: string;
  /** Whether somebody typed something that would be lost. */
  isDirty?(): boolean;
  close(): void;
}

/** A table's main page: its views, quick find and commands, and its rows as a grid or in the control that the solution puts there. */
export function tablePage(session: Session, route: Route & { at: 'table' }): Page {
  const { words } = session;
  const table = tableOf(session, route.table);
  const view = table.views.find(({ id }) => id === route.view) ?? table.views.find(({ isDefault }) => isDefault) ?? table.views[0];
  const title = words(view?.name) || words(table.plural);
  const heading = element('h1', {}, title);
  if (!view) return { root: element('div', { class: 'page' }, heading), title, close: () => undefined };

  const body = element('div', { class: 'table-body' });
  let shown: { close(): void } | undefined;
  let data: DataSet | undefined;
  let asGrid = !table.gridControl;
  const show = () => {
    shown?.close();
    body.replaceChildren();
    const opened = asGrid
      ? showGrid(session, { table, view, search: route.search })
      : showControl(session, { table, view, search: route.search });
    body.append(opened.root);
    shown = opened;
    data = opened.data;
  };
  const commands = commandBar(session, table, {
    refresh: () => data?.refresh(),
    toggle: table.gridControl && {
      isGrid: () => asGrid,
      turn: () => {
        asGrid = !asGrid;
        show();
      },
    },
  });
  const root = element(
    'div',
    { class: 'page' },
    commands,
    element('div', { class: 'page-head' }, heading, viewBar(session, table, view, route)),
    body,
  );
  show();
  return { root, title, close: () => shown?.close() };
}

interface Shown {
  table: TableModel;
  view: ViewModel;
  search?: string;
}

function showGrid(session: Session, { table, view, search }: Shown) {
  const data: DataSet = openDataSet(session, { table, view, search, changed: () => rows.update() });
  const rows = grid({ session, data, search });
  rows.update();
  data.start();
  return { root: rows.root, data, close: () => data.close() };
}

function showControl(session: Session, { table, view, search }: Shown) {
  const root = element('div', { class: 'grid-control' });
  const data: DataSet = openDataSet(session, { table, view, search, changed: () => control.update() });
  const use = table.gridControl;
  const control = mountGridControl(session, { use: use ?? { name: '', parameters: {} }, data, root });
  data.start();
  return {
    root,
    data,
    close: () => {
      data.close();
      control.close();
    },
  };
}

interface Commands {
  refresh(): void;
  toggle?: { isGrid(): boolean; turn(): void };
}

function commandBar({ text, persona }: Session, table: TableModel, { refresh, toggle }: Commands): HTMLElement {
  const bar = element('div', { class: 'commands', role: 'toolbar', 'aria-label': text('general') });
  const command = (label: string, click: () => void) => {
    const made = element('button', { type: 'button', class: 'subtle', click }, label);
    bar.append(made);
    return made;
  };
  if (mayDo(persona, 'create', table.name) && table.forms.length > 0)
    command(`+ ${text('add')}`, () => goTo({ at: 'record', table: table.name }));
  command(`↻ ${text('refresh')}`, refresh);
  if (toggle) {
    const button = command(text('showAsGrid'), () => {
      toggle.turn();
      button.textContent = text(toggle.isGrid() ? 'showAsControl' : 'showAsGrid');
    });
  }
  return bar;
}

function viewBar({ text, words }: Session, table: TableModel, view: ViewModel, route: Route & { at: 'table' }): HTMLElement {
  const options = table.views.map((one) => {
    const option = element('option', { value: one.id }, words(one.name));
    option.selected = one.id === view.id;
    return option;
  });
  const picker = element('select', { 'aria-label': text('view'), change: () => goTo({ ...route, view: picker.value }) }, ...options);
  const bar = element('div', { class: 'view-bar' }, picker);
  if (!table.quickFind) return bar;
  const input = element('input', { type: 'search', name: 'find', 'aria-label': text('search'), placeholder: text('search') });
  input.value = route.search ?? '';
  const submit = (event: Event) => {
    event.preventDefault();
    goTo({ ...route, view: route.view ?? view.id, search: input.value.trim() || undefined });
  };
  input.addEventListener('search', submit);
  bar.append(element('form', { role: 'search', submit }, input, element('button', { type: 'submit', class: 'subtle' }, text('searchGo'))));
  return bar;
}

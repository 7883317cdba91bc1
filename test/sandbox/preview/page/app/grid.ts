import type { ColumnModel } from '../../app/model.ts';
import { element, mark } from '../dom.ts';
import type { DataSet } from './data-set.ts';
import { goTo, writeRoute } from './route.ts';
import type { Session } from './session.ts';

export interface Grid {
  root: HTMLElement;
  update(): void;
}

interface GridParts {
  session: Session;
  data: DataSet;
  search?: string;
}

/** The rows of a view as the platform's own grid shows them: columns and order of the view, one page at a time. */
export function grid({ session, data, search }: GridParts): Grid {
  const { text, words } = session;
  const status = element('p', { class: 'grid-status', role: 'status' });
  const head = element('tr');
  const body = element('tbody');
  const caption = element('caption', { class: 'unseen' }, words(data.view.name));
  const table = element('table', { class: 'grid' }, caption, element('thead', {}, head), body);
  const range = element('span');
  const [previous, next] = [
    pageButton('‹', text('previous'), () => data.paging.loadPreviousPage()),
    pageButton('›', text('next'), () => data.paging.loadNextPage(true)),
  ];
  const foot = element('div', { class: 'grid-foot' }, range, previous, next);
  const scroller = element('div', { class: 'grid-scroller', tabindex: '0', role: 'group', 'aria-label': words(data.view.name) }, table);
  const shown = () => data.view.columns.flatMap(({ name, width }) => (data.table.columns[name] ? [{ name, width }] : []));
  for (const { name, width } of shown()) head.append(header(session, data, name, width));
  body.addEventListener('keydown', (event) => moveBetweenRows(body, event));

  return {
    root: element('div', { class: 'grid-box' }, status, scroller, foot),
    update() {
      mark(table, 'aria-busy', String(data.loading));
      const ids = data.sortedRecordIds;
      status.textContent = statusText(session, data, search);
      status.hidden = status.textContent === '';
      mark(status, 'data-tone', data.error ? 'bad' : 'calm');
      scroller.hidden = ids.length === 0;
      foot.hidden = ids.length === 0;
      const focused = body.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : undefined;
      body.replaceChildren(...ids.map((id, index) => row(session, data, { id, columns: shown(), first: index === 0 })));
      if (focused) body.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      for (const cell of head.children) mark(cell, 'aria-sort', sortedBy(data, cell.getAttribute('data-column') ?? ''));
      const { firstPageNumber, pageSize, totalResultCount, hasNextPage, hasPreviousPage } = data.paging;
      const from = (firstPageNumber - 1) * pageSize;
      const total = totalResultCount < 0 ? `${session.format.number(5000, 0)}+` : session.format.number(totalResultCount, 0);
      range.textContent = text('rows', session.format.number(from + 1, 0), session.format.number(from + ids.length, 0), total);
      previous.disabled = !hasPreviousPage;
      next.disabled = !hasNextPage;
    },
  };
}

const pageButton = (sign: string, label: string, click: () => void) =>
  element('button', { type: 'button', class: 'subtle page-turn', 'aria-label': label, title: label, click }, sign);

function statusText({ text, words }: Session, data: DataSet, search: string | undefined): string {
  if (data.failure?.status === 403) return text('noPrivilege', words(data.table.plural));
  if (data.error) return data.errorMessage;
  if (data.sortedRecordIds.length > 0) return '';
  if (data.loading) return text('loading');
  return search ? text('noMatch', search) : text('noRows');
}

function sortedBy({ sorting }: DataSet, name: string): string | undefined {
  const sort = sorting.find((one) => one.name === name);
  return sort && (sort.sortDirection === 1 ? 'descending' : 'ascending');
}

function header({ words }: Session, data: DataSet, name: string, width: number): HTMLElement {
  const column = data.table.columns[name];
  const sort = () => {
    const down = data.sorting[0]?.name === name && data.sorting[0].sortDirection === 0;
    data.sorting = [{ name, sortDirection: down ? 1 : 0 }];
    data.refresh();
  };
  const label = words(column?.label) || name;
  const button = element('button', { type: 'button', class: 'subtle', click: sort }, label);
  const cell = element('th', { scope: 'col', 'data-column': name, class: isNumber(column) ? 'number' : '' }, button);
  cell.style.minWidth = `${Math.min(width, 320)}px`;
  return cell;
}

const isNumber = (column: ColumnModel | undefined): boolean => column?.kind === 'decimal' || column?.kind === 'integer';

interface RowParts {
  id: string;
  columns: { name: string }[];
  first: boolean;
}

function row({ format, text }: Session, data: DataSet, { id, columns, first }: RowParts): HTMLElement {
  const route = { at: 'record', table: data.table.name, id } as const;
  const primary = columns.find(({ name }) => name === data.table.primaryName)?.name ?? columns[0]?.name;
  const cells = columns.map(({ name }) => {
    const column = data.table.columns[name];
    const shown = format.cell(column, data.rowOf(id));
    if (name !== primary) return element('td', { class: isNumber(column) ? 'number' : '' }, shown);
    const link = element('a', { href: writeRoute(route), tabindex: first ? '0' : '-1' }, shown || text('openRow', ''));
    return element('th', { scope: 'row' }, link);
  });
  return element('tr', { dblclick: () => goTo(route) }, ...cells);
}

/** Arrow keys move from row to row; only one row is a stop of the Tab key. */
function moveBetweenRows(body: HTMLElement, event: KeyboardEvent): void {
  const links = [...body.querySelectorAll<HTMLElement>('th a')];
  const index = links.indexOf(event.target as HTMLElement);
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = index < 0 || next === undefined ? undefined : links[next];
  if (!link) return;
  event.preventDefault();
  for (const one of links) one.tabIndex = one === link ? 0 : -1;
  link.focus();
}

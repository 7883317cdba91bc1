import type { ColumnModel, TableModel, ViewModel } from '../../app/model.ts';
import { composeFetch, type FilterExpression, type SortStatus, sortingOf } from './fetch-xml.ts';
import { wireName } from './format.ts';
import { goTo } from './route.ts';
import type { Session } from './session.ts';
import type { Row, WebApiError } from './web-api.ts';

export interface DataSetOptions {
  table: TableModel;
  view: ViewModel;
  search?: string;
  pageSize?: number;
  /** After every change: rows came, or could not be read. */
  changed(): void;
}

/** The platform's own type codes of columns. */
const dataTypes: Record<ColumnModel['kind'], string> = {
  text: 'SingleLine.Text',
  memo: 'Multiple',
  integer: 'Whole.None',
  decimal: 'Decimal',
  datetime: 'DateAndTime.DateAndTime',
  bit: 'TwoOptions',
  choice: 'OptionSet',
  id: 'SingleLine.Text',
  lookup: 'Lookup.Simple',
  version: 'Whole.None',
};

/** Rows of a view as the platform hands them to a control, and to the shell's own grid. */
export type DataSet = ReturnType<typeof openDataSet>;

export function openDataSet(session: Session, { table, view, search, pageSize = 50, changed }: DataSetOptions) {
  const { api, format, words } = session;
  const asked = new Set<string>();
  let rows = new Map<string, Row>();
  let order: string[] = [];
  let records: Record<string, ReturnType<typeof record>> | undefined;
  let selected: string[] = [];
  let sorting: SortStatus[] = sortingOf(view);
  let filter: FilterExpression | undefined;
  let size = pageSize;
  let pages: [first: number, last: number] = [1, 1];
  let total = -1;
  let more = false;
  let cookies = new Map<number, string>();
  let loading = true;
  let failed: WebApiError | undefined;
  let turn = 0;
  let closed = false;

  const columnNames = () => [...new Set([...view.columns.map(({ name }) => name), ...asked])];

  async function load(page: number, keep: boolean): Promise<void> {
    turn += 1;
    const mine = turn;
    loading = true;
    const known = new Set(Object.keys(table.columns));
    const columns = columnNames().filter((name) => known.has(name));
    const quickFind = table.quickFind;
    try {
      const cookie = cookies.get(page);
      const fetchXml = composeFetch({ view, quickFind, search, columns, sorting, filter, page, pageSize: size, cookie });
      const found = await api.fetchXml(table.name, fetchXml);
      if (mine !== turn || closed) return;
      rows = new Map(keep ? rows : []);
      if (!keep) pages = [page, page];
      for (const row of found.rows) rows.set(String(row[table.id]), row);
      order = [...rows.keys()];
      records = undefined;
      pages = [pages[0], page];
      total = found.total;
      more = found.more;
      if (found.cookie) cookies.set(page + 1, found.cookie);
      selected = selected.filter((id) => rows.has(id));
      failed = undefined;
    } catch (error) {
      if (mine !== turn || closed) return;
      failed = error as WebApiError;
    }
    loading = false;
    changed();
  }

  const again = () => {
    cookies = new Map();
    return load(1, false);
  };

  const record = (id: string, row = rows.get(id) ?? {}) => ({
    getRecordId: () => id,
    getValue: (name: string) => rawValue(table.columns[name], name, row),
    getFormattedValue: (name: string) => format.cell(table.columns[name], row),
    getNamedReference: () => ({ id: { guid: id }, etn: table.name, name: String(row[table.primaryName] ?? '') }),
  });

  return {
    table,
    view,
    get loading() {
      return loading;
    },
    get error() {
      return failed !== undefined;
    },
    get errorMessage() {
      return failed?.message ?? '';
    },
    get failure() {
      return failed;
    },
    get columns() {
      return columnNames().map((name, index) => {
        const column = table.columns[name];
        const width = view.columns.find((one) => one.name === name)?.width;
        return {
          name,
          displayName: words(column?.label) || name,
          dataType: dataTypes[column?.kind ?? 'text'],
          alias: name,
          order: width === undefined ? -1 : index,
          visualSizeFactor: width ?? 0,
          isHidden: width === undefined,
          isPrimary: name === table.primaryName,
          disableSorting: column?.kind === 'memo',
        };
      });
    },
    get records() {
      records ??= Object.fromEntries(order.map((id) => [id, record(id)]));
      return records;
    },
    get sortedRecordIds() {
      return order;
    },
    get sorting() {
      return sorting;
    },
    set sorting(value: SortStatus[]) {
      sorting = value;
    },
    paging: {
      get totalResultCount() {
        return total;
      },
      get pageSize() {
        return size;
      },
      get hasNextPage() {
        return more;
      },
      get hasPreviousPage() {
        return pages[0] > 1;
      },
      get firstPageNumber() {
        return pages[0];
      },
      get lastPageNumber() {
        return pages[1];
      },
      setPageSize(value: number) {
        size = Math.max(1, Math.min(5000, value));
      },
      /** Adds the next page to what is there, unless only the new one is wanted. */
      loadNextPage: (onlyNew = false) => void (more && !loading && load(pages[1] + 1, !onlyNew)),
      loadPreviousPage: () => void (pages[0] > 1 && load(pages[0] - 1, false)),
      loadExactPage: (page: number) => void load(page, false),
      reset: () => void again(),
    },
    filtering: {
      getFilter: () => filter,
      setFilter: (value: FilterExpression) => {
        filter = value;
      },
      clearFilter: () => {
        filter = undefined;
      },
    },
    linking: { getLinkedEntities: () => [], addLinkedEntity: () => undefined },
    addColumn: (name: string) => void asked.add(name),
    refresh: () => void again(),
    getTargetEntityType: () => table.name,
    getTitle: () => words(table.plural),
    getViewId: () => view.id,
    openDatasetItem: (one: { id: { guid: string } | string; etn?: string }) =>
      goTo({ at: 'record', table: one.etn ?? table.name, id: typeof one.id === 'string' ? one.id : one.id.guid }),
    getSelectedRecordIds: () => [...selected],
    setSelectedRecordIds: (ids: string[]) => {
      selected = ids.filter((id) => rows.has(id));
      changed();
    },
    clearSelectedRecordIds: () => {
      selected = [];
      changed();
    },
    rowOf: (id: string): Row => rows.get(id) ?? {},
    start: () => void again(),
    close: () => {
      closed = true;
    },
  };
}

/** As the platform hands values out: choices and yes/no as texts of their numbers, lookups as references, moments as they travel. */
export function rawValue(column: ColumnModel | undefined, name: string, row: Row): unknown {
  const wire = wireName(column, name);
  const value = row[wire];
  if (value === null || value === undefined) return column?.kind === 'text' || column?.kind === 'memo' ? '' : null;
  switch (column?.kind) {
    case 'lookup':
      return {
        id: { guid: String(value) },
        etn: String(row[`${wire}@Microsoft.Dynamics.CRM.lookuplogicalname`] ?? column.targets[0] ?? ''),
        name: String(row[`${wire}@OData.Community.Display.V1.FormattedValue`] ?? ''),
      };
    case 'choice':
      return String(value);
    case 'bit':
      return value ? '1' : '0';
    default:
      return value;
  }
}

import type { ViewModel } from '../../app/model.ts';

export interface SortStatus {
  name: string;
  /** 0 ascending, 1 descending, as the platform numbers it. */
  sortDirection: number;
}

export interface Condition {
  attributeName: string;
  conditionOperator: number;
  value?: unknown;
  entityAliasName?: string;
}

export interface FilterExpression {
  conditions?: Condition[];
  /** 0 and, 1 or. */
  filterOperator: number;
  filters?: FilterExpression[];
}

export interface Wanted {
  view: ViewModel;
  quickFind?: ViewModel;
  search?: string;
  columns: readonly string[];
  sorting: readonly SortStatus[];
  filter?: FilterExpression;
  page: number;
  pageSize: number;
  cookie?: string;
}

/** Names of the platform's condition operators, by their numbers. */
const operators: Record<number, string> = {
  0: 'eq',
  1: 'ne',
  2: 'gt',
  3: 'lt',
  4: 'ge',
  5: 'le',
  6: 'like',
  7: 'not-like',
  8: 'in',
  9: 'not-in',
  12: 'null',
  13: 'not-null',
  15: 'today',
  54: 'begins-with',
};

/** The view's query with what somebody asked for besides. */
export function composeFetch({ view, quickFind, search, columns, sorting, filter, page, pageSize, cookie }: Wanted): string {
  const xml = parse(view.fetchXml);
  const fetch = xml.documentElement;
  const entity = xml.querySelector('fetch > entity');
  if (!entity) throw new Error('The view has no query.');
  const set = (name: string, value: string) => fetch.setAttribute(name, value);
  set('count', String(pageSize));
  set('page', String(page));
  set('returntotalrecordcount', 'true');
  if (cookie) set('paging-cookie', cookie);
  const given = new Set([...entity.querySelectorAll(':scope > attribute')].map((one) => one.getAttribute('name')));
  for (const name of columns) if (!given.has(name)) entity.append(make(xml, 'attribute', { name }));
  if (sorting.length > 0) {
    for (const order of entity.querySelectorAll(':scope > order')) order.remove();
    for (const { name, sortDirection } of sorting)
      entity.append(make(xml, 'order', { attribute: name, descending: String(sortDirection === 1) }));
  }
  if (filter) entity.append(filterElement(xml, filter));
  const finding = search && quickFind ? parse(quickFind.fetchXml).querySelector('filter[isquickfindfields]') : undefined;
  if (finding && search) {
    for (const condition of finding.querySelectorAll('condition')) condition.setAttribute('value', `%${search.replace(/[%_[]/g, '[$&]')}%`);
    finding.removeAttribute('isquickfindfields');
    entity.append(xml.importNode(finding, true));
  }
  return new XMLSerializer().serializeToString(fetch);
}

/** How the view is sorted by itself. */
export const sortingOf = (view: ViewModel): SortStatus[] =>
  [...parse(view.fetchXml).querySelectorAll('fetch > entity > order')].map((order) => ({
    name: order.getAttribute('attribute') ?? '',
    sortDirection: order.getAttribute('descending') === 'true' ? 1 : 0,
  }));

const parse = (text: string): Document => new DOMParser().parseFromString(text || '<fetch/>', 'text/xml');

function make(xml: Document, name: string, attributes: Record<string, string>): Element {
  const made = xml.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function filterElement(xml: Document, { conditions = [], filterOperator, filters = [] }: FilterExpression): Element {
  const made = make(xml, 'filter', { type: filterOperator === 1 ? 'or' : 'and' });
  for (const { attributeName, conditionOperator, value } of conditions) {
    const operator = operators[conditionOperator];
    if (!operator) throw new Error(`The preview knows no condition operator ${conditionOperator}.`);
    const condition = make(xml, 'condition', { attribute: attributeName, operator });
    if (Array.isArray(value))
      for (const one of value) {
        const child = make(xml, 'value', {});
        child.textContent = String(one);
        condition.append(child);
      }
    else if (value !== undefined && value !== null && value !== '') condition.setAttribute('value', String(value));
    made.append(condition);
  }
  for (const one of filters) made.append(filterElement(xml, one));
  return made;
}

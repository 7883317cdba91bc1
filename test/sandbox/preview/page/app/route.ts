/** Where somebody is in the app. */
export type Route =
  | { at: 'table'; table: string; view?: string; search?: string }
  | { at: 'record'; table: string; id?: string }
  | { at: 'world' }
  | { at: 'start' };

/** `#/table/cmc_exception/view/<id>?search=…`, `#/record/cmc_syncstatus/<id>` (without an id: a new one), `#/world`. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [at, table = '', ...rest] = path.split('/').map(decodeURIComponent);
  if (at === 'world') return { at };
  if (at === 'record' && table) return { at, table, id: rest[0] || undefined };
  if (at !== 'table' || !table) return { at: 'start' };
  const search = new URLSearchParams(query).get('search') ?? undefined;
  return { at, table, view: rest[0] === 'view' ? rest[1] : undefined, search };
}

export function writeRoute(route: Route): string {
  if (route.at === 'world') return '#/world';
  if (route.at === 'start') return '#/';
  if (route.at === 'record') return `#/record/${route.table}/${route.id ?? ''}`;
  const view = route.view ? `/view/${route.view}` : '';
  return `#/table/${route.table}${view}${route.search ? `?${new URLSearchParams({ search: route.search })}` : ''}`;
}

export const goTo = (route: Route): void => {
  location.hash = writeRoute(route);
};

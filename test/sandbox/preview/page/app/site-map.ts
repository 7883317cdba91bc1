import type { NavigationItem, PersonaModel } from '../../app/model.ts';
import { element, mark } from '../dom.ts';
import { type Doing, mayDo } from './privileges.ts';
import { type Route, writeRoute } from './route.ts';
import type { Session } from './session.ts';

export interface SiteMap {
  root: HTMLElement;
  update(route: Route): void;
}

/** The app's navigation as the solution's site map has it, and the outside world below it. */
export function siteMap({ app, persona, text, words }: Session): SiteMap {
  const links: { link: HTMLAnchorElement; item?: NavigationItem }[] = [];
  let current: (typeof links)[number] | undefined;
  const entry = (label: string, href: string, item?: NavigationItem) => {
    const link = element('a', { href }, label);
    links.push({ link, item });
    return element('li', {}, link);
  };
  const groups = app.areas
    .map((area) => ({ ...area, items: area.items.filter(isFor(persona)) }))
    .filter(({ items }) => items.length > 0)
    .map(({ id, title, items }) => {
      const entries = items.flatMap((item) =>
        item.table ? [entry(words(item.title), writeRoute({ at: 'table', table: item.table, view: item.view }), item)] : [],
      );
      const alone = entries.length === 1;
      const heading = alone ? undefined : element('h2', { id: `area-${id}` }, words(title));
      return element('div', { class: 'area' }, heading, element('ul', alone ? {} : { 'aria-labelledby': `area-${id}` }, ...entries));
    });
  const outside = element(
    'div',
    { class: 'area outside' },
    element('h2', { id: 'area-outside' }, text('tryIt')),
    element('ul', { 'aria-labelledby': 'area-outside' }, entry(text('world'), '#/world')),
  );
  return {
    root: element('nav', { id: 'site-map', 'aria-label': text('siteMap') }, ...groups, outside),
    update(route) {
      const here = links.filter(({ item }) => fits(route, item));
      const last = here.find((one) => one === current);
      const exact = here.find(({ item }) => route.at === 'table' && route.view !== undefined && item?.view === route.view);
      current = exact ?? last ?? here.at(-1);
      for (const one of links) mark(one.link, 'aria-current', one === current ? 'page' : undefined);
    },
  };
}

/** Entries of tables, as far as somebody may read them and has what the entry asks for besides. */
const isFor =
  (persona: PersonaModel) =>
  ({ table, needs }: NavigationItem): boolean =>
    table !== undefined && mayDo(persona, 'read', table) && needs.every((one) => mayDo(persona, one.doing as Doing, one.table));

const fits = (route: Route, item: NavigationItem | undefined): boolean =>
  item ? 'table' in route && route.table === item.table : route.at === 'world';

/** Where the app begins: the first entry of its site map. */
export function startOf({ app, persona }: Session): Route {
  const first = app.areas.flatMap(({ items }) => items).find(isFor(persona));
  return first?.table ? { at: 'table', table: first.table, view: first.view } : { at: 'world' };
}

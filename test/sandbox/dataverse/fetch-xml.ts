import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fetchCondition } from './fetch-conditions.ts';
import type { Filter } from './filter.ts';
import type { Query } from './query.ts';
import { refusals } from './refusal.ts';
import { type Column, child, list, type Table, text, type Xml } from './tables.ts';

export interface FetchQuery extends Query {
  /** From 1. */
  page: number;
  /** Rows of a page. */
  size?: number;
}

/** Whose query it is, and when: for conditions like `eq-userid` and `last-x-hours`. */
export interface Moment {
  userId: string;
  now: Date;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false });

/** Reads FetchXML of one table, as saved views contain it. @throws Refusal for what is no such query */
export function readFetch(table: Table, source: string, moment: Moment): FetchQuery {
  const valid = XMLValidator.validate(source);
  if (valid !== true) throw refusals.badFetch(valid.err.msg);
  const fetch = child(parser.parse(source) as Xml, 'fetch');
  const entity = child(fetch, 'entity');
  if (!entity || text(entity, '@name') !== table.name) throw refusals.badFetch(`The entity of the query is not '${table.name}'.`);
  if (entity['link-entity'] !== undefined) throw refusals.badFetch('The local environment joins no tables.');
  const attributes = list(entity.attribute).map((one) => fetchColumn(table, text(one, '@name')).name);
  const filters = list(entity.filter).map((one) => readGroup(table, one, moment));
  return {
    ...(attributes.length > 0 ? { select: attributes } : {}),
    ...(filters.length > 0 ? { filter: together(filters, 'and') } : {}),
    orderBy: list(entity.order).map((one) => ({
      column: fetchColumn(table, text(one, '@attribute')),
      down: text(one, '@descending') === 'true',
    })),
    expand: [],
    count: text(fetch, '@returntotalrecordcount') === 'true',
    page: wholeNumber(fetch, '@page') ?? 1,
    ...optional('top', wholeNumber(fetch, '@top')),
    ...optional('size', wholeNumber(fetch, '@count')),
  };
}

const optional = <Name extends string>(name: Name, value: number | undefined): { [one in Name]?: number } =>
  (value === undefined ? {} : { [name]: value }) as { [one in Name]?: number };

function wholeNumber(xml: Xml | undefined, name: string): number | undefined {
  const value = text(xml, name);
  if (value === '') return undefined;
  if (!/^[1-9]\d*$/.test(value)) throw refusals.badFetch(`'${value}' is no value for '${name.slice(1)}'.`);
  return Number(value);
}

/** A lookup is named without its underscores here. */
function fetchColumn(table: Table, name: string): Column {
  const column = table.columns.get(`_${name}_value`) ?? (name.startsWith('_') ? undefined : table.columns.get(name));
  if (!column) throw refusals.noAttribute(table.name, name);
  return column;
}

function readGroup(table: Table, group: Xml, moment: Moment): Filter {
  const conditions = list(group.condition).map((one) => {
    const values = [...list(one.value).map((value) => (typeof value === 'string' ? value : text(value, '#text')))];
    return fetchCondition(fetchColumn(table, text(one, '@attribute')), text(one, '@operator'), values, text(one, '@value'), moment);
  });
  const parts = [...conditions, ...list(group.filter).map((one) => readGroup(table, one, moment))];
  return together(parts, text(group, '@type') === 'or' ? 'or' : 'and');
}

function together(parts: readonly Filter[], kind: 'and' | 'or'): Filter {
  if (kind === 'or') return { matches: (row) => parts.length === 0 || parts.some((one) => one.matches(row)), equalities: [] };
  return { matches: (row) => parts.every((one) => one.matches(row)), equalities: parts.flatMap((one) => one.equalities) };
}

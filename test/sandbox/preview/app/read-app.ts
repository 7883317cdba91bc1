import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppModel, AreaModel, ColumnModel, NavigationItem, PersonaModel, TableModel } from './model.ts';
import { readControls } from './read-controls.ts';
import { readOptions, readTable } from './read-table.ts';
import { all, at, bare, filesIn, readXml, text, words, type Xml } from './read-xml.ts';

export interface AppSources {
  /** Unpacked solution. */
  solution: string;
  /** What the controls' build gives: a folder for each. */
  controls: string;
  personas: PersonaModel[];
}

/** The app as the solution's source and the built controls have it now. */
export function readApp({ solution, controls, personas }: AppSources): AppModel {
  const choices = new Map(
    filesIn(solution, 'OptionSets').map((file) => {
      const set = at(readXml(file), 'optionset');
      return [text(set, '@Name'), readOptions(set)] as const;
    }),
  );
  const surroundings = { choices, targets: readTargets(solution) };
  const tables = readdirSync(join(solution, 'Entities')).map((name) => readTable(join(solution, 'Entities', name), surroundings));
  const all = [...tables, ...standard];
  return {
    areas: readAreas(solution, tables),
    tables: Object.fromEntries(all.map((table) => [table.name, table])),
    personas,
    controls: readControls(controls),
  };
}

function readTargets(solution: string): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const file of filesIn(solution, 'Other', 'Relationships'))
    for (const relationship of all(at(readXml(file), 'EntityRelationships'), 'EntityRelationship')) {
      const key = `${text(relationship, 'ReferencingEntityName')}.${text(relationship, 'ReferencingAttributeName')}`.toLowerCase();
      targets.set(key, [...(targets.get(key) ?? []), text(relationship, 'ReferencedEntityName').toLowerCase()]);
    }
  return targets;
}

/** The site map; as long as the solution has none, every table in its own order. */
function readAreas(solution: string, tables: readonly TableModel[]): AreaModel[] {
  const [file] = readdirSync(solution).includes('AppModuleSiteMaps')
    ? readdirSync(join(solution, 'AppModuleSiteMaps')).flatMap((name) => filesIn(solution, 'AppModuleSiteMaps', name))
    : [];
  if (!file) {
    const items = tables.map((table) => ({ id: table.name, title: table.plural, table: table.name, needs: [] }));
    return [{ id: 'tables', title: { 1033: 'Tables', 1031: 'Tabellen' }, items }];
  }
  const plurals = new Map([...tables, ...standard].map((table) => [table.name, table.plural]));
  const groups = all(at(readXml(file), 'AppModuleSiteMap', 'SiteMap'), 'Area').flatMap((area) => all(area, 'Group'));
  return groups.map((group) => ({
    id: text(group, '@Id'),
    title: titlesOf(group),
    items: all(group, 'SubArea').map((item) => readItem(item, plurals)),
  }));
}

const titlesOf = (xml: Xml) => words(all(at(xml, 'Titles'), 'Title'), '@Title', '@LCID');

function readItem(item: Xml, plurals: ReadonlyMap<string, TableModel['plural']>): NavigationItem {
  const url = text(item, '@Url');
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const table = text(item, '@Entity') || query.get('etn') || '';
  const title = titlesOf(item);
  const view = bare(query.get('viewid') ?? '');
  return {
    id: text(item, '@Id'),
    title: Object.keys(title).length > 0 ? title : (plurals.get(table) ?? {}),
    ...(table ? { table } : { url }),
    ...(view ? { view } : {}),
    needs: all(item, 'Privilege').flatMap((one) =>
      text(one, '@Privilege')
        .split(',')
        .map((doing) => ({ table: text(one, '@Entity'), doing: doing.trim().toLowerCase() })),
    ),
  };
}

const idColumn = (name: string): ColumnModel => ({ ...plain(name), kind: 'id' });
const plain = (name: string): ColumnModel => ({
  name,
  schemaName: name,
  kind: 'text',
  format: 'text',
  label: { 1033: name === 'fullname' ? 'Name' : name },
  description: {},
  required: false,
  canCreate: false,
  canUpdate: false,
  options: [],
  targets: [],
});
const standardTable = (name: string, primaryName: string, english: [one: string, many: string], german: [one: string, many: string]) => ({
  name,
  set: `${name}s`,
  id: `${name}id`,
  primaryName,
  label: { 1033: english[0], 1031: german[0] },
  plural: { 1033: english[1], 1031: german[1] },
  columns: { [`${name}id`]: idColumn(`${name}id`), [primaryName]: plain(primaryName) },
  views: [],
  forms: [],
});

/** What every environment has, as far as lookups of the solution point at it or controls read it. */
const standard: TableModel[] = [
  standardTable('systemuser', 'fullname', ['User', 'Users'], ['Benutzer', 'Benutzer']),
  standardTable('role', 'name', ['Security role', 'Security roles'], ['Sicherheitsrolle', 'Sicherheitsrollen']),
  standardTable('organization', 'name', ['Organisation', 'Organisations'], ['Organisation', 'Organisationen']),
  standardTable('team', 'name', ['Team', 'Teams'], ['Team', 'Teams']),
  standardTable('businessunit', 'name', ['Business unit', 'Business units'], ['Unternehmenseinheit', 'Unternehmenseinheiten']),
];

import { repeated } from './check-components.ts';
import { foreignTables } from './foreign.ts';
import type { PlacedFile } from './source.ts';
import { childOf, descendants, type Element, textOf } from './xml.ts';

const guid = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/;

/** Forms and views: their ids, and the columns that they show. */
export function checkForms(files: readonly PlacedFile[]): string[] {
  const columns = new Map(
    files
      .filter((file) => file.place === 'entity')
      .map(({ parts: [table = ''], root }) => [
        table,
        new Set([
          ...descendants(root, 'attribute').map((column) => textOf(column, 'LogicalName')),
          ...(foreignTables[table.toLowerCase()] ?? []),
        ]),
      ]),
  );
  const ids = files.flatMap((file) => idsOf(file).map((id) => ({ path: file.path, id })));
  return [
    ...ids.filter(({ id }) => !guid.test(id)).map(({ path, id }) => `${path}: "${id}" is no GUID in braces and small letters.`),
    ...repeated(ids.map(({ id }) => id)).map(
      (id) =>
        `the id ${id} is there twice: ${ids
          .filter((one) => one.id === id)
          .map(({ path }) => path)
          .join(', ')}.`,
    ),
    ...files.flatMap((file) =>
      checkShown(file, columns.get(file.parts[0] ?? '') ?? new Set()).map((problem) => `${file.path}: ${problem}`),
    ),
    ...[...columns.keys()].flatMap((table) => checkPresence(table, files)),
  ];
}

function idsOf({ place, root }: PlacedFile): string[] {
  if (place === 'view') return descendants(root, 'savedqueryid').map((one) => one.text);
  if (place === 'entity') return descendants(root, 'CustomControlDefaultConfigId').map((one) => one.text);
  if (place === 'webResource') return descendants(root, 'WebResourceId').map((one) => one.text);
  if (place === 'role') return [root.attributes.id ?? ''];
  if (place !== 'form') return [];
  const inside = ['tab', 'section', 'cell'].flatMap((name) => descendants(root, name)).map(({ attributes }) => attributes.id ?? '');
  const others = [
    ...descendants(root, 'control').flatMap(({ attributes }) => attributes.uniqueid ?? []),
    ...descendants(root, 'Library').map(({ attributes }) => attributes.libraryUniqueId ?? ''),
    ...descendants(root, 'Handler').map(({ attributes }) => attributes.handlerUniqueId ?? ''),
  ];
  return [...descendants(root, 'formid').map((one) => one.text), ...inside, ...others];
}

function checkShown({ place, parts, root }: PlacedFile, columns: ReadonlySet<string>): string[] {
  if (place === 'form') {
    const fields = descendants(root, 'control').map(({ attributes }) => attributes.datafieldname ?? '');
    return [
      ...(textOf(childOf(root, 'systemform'), 'formid') === parts[2] ? [] : ['its file name is not its formid.']),
      ...(parts[1] === 'quickCreate' && descendants(root, 'section').some(({ attributes }) => attributes.columns !== '1')
        ? ['a section of a quick create form must have one column.']
        : []),
      ...checkHandlers(root),
      ...unknown(
        fields.filter((field) => field !== ''),
        columns,
      ),
    ];
  }
  if (place !== 'view') return [];
  const query = childOf(root, 'savedquery');
  const fetched = query ? descendants(query, 'entity') : [];
  const tables = fetched.map(({ attributes }) => attributes.name ?? '');
  return [
    ...(textOf(query, 'savedqueryid') === parts[1] ? [] : ['its file name is not its savedqueryid.']),
    ...tables.filter((table) => table !== parts[0]?.toLowerCase()).map((table) => `it fetches ${table}.`),
    ...unknown(namesIn(query, 'cell', 'name'), columns),
    ...unknown(
      ['attribute', 'order', 'condition'].flatMap((name) => namesIn(query, name, name === 'attribute' ? 'name' : 'attribute')),
      columns,
    ),
    ...namesIn(query, 'cell', 'name')
      .filter((name) => !namesIn(query, 'attribute', 'name').includes(name))
      .map((name) => `it shows ${name} but does not fetch it.`),
  ];
}

function checkHandlers(root: Element): string[] {
  const libraries = descendants(root, 'Library').map(({ attributes }) => attributes.name);
  return descendants(root, 'Handler')
    .filter(({ attributes }) => !libraries.includes(attributes.libraryName))
    .map(({ attributes }) => `handler ${attributes.functionName} is of ${attributes.libraryName}, which the form does not load.`);
}

const namesIn = (element: Element | undefined, name: string, attribute: string): string[] =>
  (element ? descendants(element, name) : []).map(({ attributes }) => attributes[attribute] ?? '');

const unknown = (names: readonly string[], columns: ReadonlySet<string>): string[] =>
  names.filter((name) => !columns.has(name)).map((name) => `column ${name} does not exist.`);

const viewTypes = { '0': 'public view', '4': 'quick find view' } as const;

function checkPresence(table: string, files: readonly PlacedFile[]): string[] {
  const own = files.filter((file) => file.parts[0] === table);
  return [
    ...(own.some((file) => file.place === 'form') ? [] : [`${table} has no form.`]),
    ...(foreignTables[table.toLowerCase()] ? [] : checkDefaults(table, own)),
  ];
}

function checkDefaults(table: string, own: readonly PlacedFile[]): string[] {
  const defaults = own
    .filter((file) => file.place === 'view')
    .map(({ root }) => childOf(root, 'savedquery'))
    .filter((view) => textOf(view, 'isdefault') === '1')
    .map((view) => textOf(view, 'querytype'));
  return Object.entries(viewTypes).flatMap(([type, name]) =>
    defaults.filter((one) => one === type).length === 1 ? [] : [`${table} must have one default ${name}.`],
  );
}

import type { Publisher } from './check.ts';
import { repeated } from './check-components.ts';
import type { PlacedFile } from './source.ts';
import { childOf, descendants, textOf } from './xml.ts';

/** What people open: the app with its site map, web resources, environment variables. */
export function checkApps(files: readonly PlacedFile[], { prefix }: Publisher): string[] {
  const of = (place: PlacedFile['place'], check: (file: PlacedFile) => string[]) =>
    files.filter((file) => file.place === place).flatMap((file) => check(file).map((problem) => `${file.path}: ${problem}`));
  return [
    ...of('app', (file) => checkApp(file, files, prefix)),
    ...of('siteMap', (file) => checkSiteMap(file, files)),
    ...of('webResource', (file) => checkWebResource(file, prefix)),
    ...of('variable', (file) => checkVariable(file, prefix)),
  ];
}

const tablesOf = (files: readonly PlacedFile[]) =>
  files.filter((file) => file.place === 'entity').map((file) => (file.parts[0] ?? '').toLowerCase());

function checkApp({ root, parts }: PlacedFile, files: readonly PlacedFile[], prefix: string): string[] {
  const components = descendants(root, 'AppModuleComponent').map(({ attributes }) => `${attributes.type} ${attributes.schemaName}`);
  const maps = files.filter((file) => file.place === 'siteMap').map((file) => `62 ${file.parts[0]}`);
  const known = [...tablesOf(files).map((table) => `1 ${table}`), ...maps];
  const roles = files.filter((file) => file.place === 'role').map((file) => file.root.attributes.id);
  const icon = `{${textOf(root, 'WebResourceId')}}`;
  return [
    ...(textOf(root, 'UniqueName') === parts[0] ? [] : [`it is named "${textOf(root, 'UniqueName')}" inside.`]),
    ...((parts[0] ?? '').startsWith(prefix) ? [] : [`its name must begin with ${prefix}.`]),
    ...components.filter((one) => !known.includes(one)).map((one) => `component ${one} is not in the solution.`),
    ...(components.some((one) => one.startsWith('62 ')) ? [] : ['it has no site map.']),
    ...descendants(root, 'Role')
      .filter(({ attributes }) => !roles.includes(attributes.id))
      .map(({ attributes }) => `role ${attributes.id} is not in the solution.`),
    ...(files.some((file) => file.place === 'webResource' && textOf(file.root, 'WebResourceId') === icon)
      ? []
      : [`its icon ${icon} is no web resource of the solution.`]),
  ];
}

function checkSiteMap({ root, parts }: PlacedFile, files: readonly PlacedFile[]): string[] {
  const subAreas = descendants(root, 'SubArea');
  const views = files.filter((file) => file.place === 'view');
  const inApp = files
    .filter((file) => file.place === 'app')
    .flatMap(({ root }) => descendants(root, 'AppModuleComponent'))
    .map(({ attributes }) => attributes.schemaName);
  const ids = ['Area', 'Group', 'SubArea'].flatMap((name) => descendants(root, name)).map(({ attributes }) => attributes.Id ?? '');
  return [
    ...(textOf(root, 'SiteMapUniqueName') === parts[0] ? [] : [`it is named "${textOf(root, 'SiteMapUniqueName')}" inside.`]),
    ...repeated(ids).map((id) => `the id ${id} is there twice.`),
    ...subAreas.flatMap(({ attributes }) => {
      const query = new URL(attributes.Url ?? '', 'https://host').searchParams;
      const table = attributes.Entity ?? query.get('etn') ?? '';
      const view = query.get('viewid');
      return [
        ...(inApp.includes(table) ? [] : [`${attributes.Id} opens ${table || 'nothing'}, which is not in the app.`]),
        ...(view && !views.some((one) => one.parts[0] === table && one.parts[1] === `{${view}}`)
          ? [`${attributes.Id} opens view ${view}, which ${table} does not have.`]
          : []),
      ];
    }),
    ...['Area', 'Group', 'SubArea']
      .flatMap((name) => descendants(root, name))
      .filter((element) => descendants(childOf(element, 'Titles') ?? { ...element, children: [] }, 'Title').length === 0)
      .map(({ attributes }) => `${attributes.Id} has no title.`),
  ];
}

/** By the extension of the name: what kind of web resource it is. */
const resourceTypes: Readonly<Record<string, string>> = { js: '3', svg: '11' };

function checkWebResource({ root, parts: [name = ''] }: PlacedFile, prefix: string): string[] {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return [
    ...(textOf(root, 'Name') === name ? [] : [`it is named "${textOf(root, 'Name')}" inside.`]),
    ...(name.startsWith(prefix) ? [] : [`its name must begin with ${prefix}.`]),
    ...(textOf(root, 'WebResourceType') === resourceTypes[extension] ? [] : [`WebResourceType does not go with .${extension}.`]),
    ...(/^\/WebResources\/[A-Za-z0-9_.-]+$/.test(textOf(root, 'FileName')) ? [] : ['FileName must be a plain name under /WebResources/.']),
  ];
}

/** Text, the only kind that ours have. */
const textVariable = '100000000';

function checkVariable({ root, parts: [name = ''] }: PlacedFile, prefix: string): string[] {
  return [
    ...(root.attributes.schemaname === name ? [] : [`it is named "${root.attributes.schemaname}" inside.`]),
    ...(name.startsWith(prefix) ? [] : [`its name must begin with ${prefix}.`]),
    ...(textOf(root, 'type') === textVariable ? [] : ['its type must be text.']),
    ...(childOf(root, 'displayname', 'label') ? [] : ['it has no label.']),
  ];
}

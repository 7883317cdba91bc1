import type { ControlSource } from './built.ts';
import type { PlacedFile } from './source.ts';
import { childOf, descendants, type Element, parseXml, textOf } from './xml.ts';

/** A control under the name that forms use, with what its manifest declares. */
interface Control {
  name: string;
  folder: string;
  properties: ReadonlyMap<string, { type: string; required: boolean }>;
  dataSets: readonly string[];
}

/** Column types by the types that a control's property may have. */
const columnTypes: Readonly<Record<string, string>> = {
  'SingleLine.Text': 'nvarchar',
  Multiple: 'ntext',
  'Whole.None': 'int',
  Decimal: 'decimal',
  OptionSet: 'picklist',
  TwoOptions: 'bit',
  'DateAndTime.DateAndTime': 'datetime',
};

/** Web, tablet, phone. */
const formFactors = ['0', '1', '2'];

/** Bindings of controls on forms and grids; against the manifests too when these are given. */
export function checkControls(
  files: readonly PlacedFile[],
  needs: readonly PlacedFile[],
  prefix: string,
  sources?: readonly ControlSource[],
): string[] {
  const controls = sources?.map((source) => toControl(source, prefix));
  const described = (given: readonly PlacedFile[]) => given.filter((file) => file.place === 'control').map((file) => file.parts[0] ?? '');
  const known = [...described(files), ...described(needs)];
  return [
    ...files.filter((file) => file.place === 'control').flatMap((file) => checkDescription(file, prefix, controls)),
    ...files
      .filter((file) => file.place === 'form')
      .flatMap((file) => checkForm(file, files, known, controls).map((problem) => `${file.path}: ${problem}`)),
    ...files
      .filter((file) => file.place === 'entity')
      .flatMap((file) => checkGrid(file, known, controls).map((problem) => `${file.path}: ${problem}`)),
  ];
}

/** @throws Error for a manifest that is not well formed */
function toControl({ folder, manifest }: ControlSource, prefix: string): Control {
  const control = childOf(parseXml(manifest), 'control');
  const properties = control ? descendants(control, 'property') : [];
  return {
    name: `${prefix}${control?.attributes.namespace}.${control?.attributes.constructor}`,
    folder,
    properties: new Map(
      properties.map(({ attributes }) => [
        attributes.name ?? '',
        { type: attributes['of-type'] ?? '', required: attributes.required === 'true' && attributes.usage === 'bound' },
      ]),
    ),
    dataSets: (control ? descendants(control, 'data-set') : []).map(({ attributes }) => attributes.name ?? ''),
  };
}

function checkDescription({ path, parts: [name = ''], root }: PlacedFile, prefix: string, controls?: readonly Control[]): string[] {
  const control = controls?.find((one) => one.name === name);
  return [
    ...(textOf(root, 'Name') === name ? [] : [`${path}: it is named "${textOf(root, 'Name')}" inside.`]),
    ...(textOf(root, 'FileName') === `/Controls/${name}/ControlManifest.xml` ? [] : [`${path}: FileName must be its manifest.`]),
    ...(name.startsWith(prefix) ? [] : [`${path}: its name must begin with ${prefix}, the prefix of the publisher.`]),
    ...(controls && !control ? [`${path}: there is no such control in the sources.`] : []),
    ...(control && control.folder !== name.slice(name.lastIndexOf('.') + 1) ? [`${path}: its folder is named "${control.folder}".`] : []),
  ];
}

function checkForm(
  { root, parts }: PlacedFile,
  files: readonly PlacedFile[],
  known: readonly string[],
  controls?: readonly Control[],
): string[] {
  const cells = descendants(root, 'control').filter(({ attributes }) => attributes.uniqueid !== undefined);
  const descriptions = descendants(root, 'controlDescription');
  const table = files.find((file) => file.place === 'entity' && file.parts[0] === parts[0]);
  const columns = new Map(
    (table ? descendants(table.root, 'attribute') : []).map((column) => [textOf(column, 'LogicalName'), textOf(column, 'Type')]),
  );
  return [
    ...cells
      .filter(({ attributes }) => !descriptions.some((one) => one.attributes.forControl === attributes.uniqueid))
      .map(({ attributes }) => `control ${attributes.id} has a uniqueid and no controlDescription.`),
    ...descriptions.flatMap((description) => {
      const cell = cells.find(({ attributes }) => attributes.uniqueid === description.attributes.forControl);
      if (!cell) return [`a controlDescription is for ${description.attributes.forControl}, which no control has as its uniqueid.`];
      return [
        ...checkFallback(cell, description.children[0]),
        ...checkFactors(description),
        ...description.children.slice(1).flatMap((one) => checkParameters(one, columns, known, controls)),
      ];
    }),
  ];
}

/** The control that is shown where ours cannot be. */
function checkFallback(cell: Element, fallback: Element | undefined): string[] {
  const { classid, datafieldname, id } = cell.attributes;
  return fallback?.attributes.id === classid && textOf(fallback, 'parameters', 'datafieldname') === datafieldname
    ? []
    : [`the first customControl of ${id} must repeat its classid and its column.`];
}

function checkFactors(description: Element): string[] {
  const given = description.children.slice(1).map(({ attributes }) => attributes.formFactor);
  return formFactors.every((factor) => given.filter((one) => one === factor).length === 1) && given.length === formFactors.length
    ? []
    : ['a control must be bound once for each of the form factors 0, 1 and 2.'];
}

function checkParameters(
  bound: Element,
  columns: ReadonlyMap<string, string>,
  known: readonly string[],
  controls?: readonly Control[],
): string[] {
  const name = bound.attributes.name ?? '';
  if (!known.includes(name)) return [`control ${name} is not in the solution, and in none that it needs.`];
  const parameters = childOf(bound, 'parameters')?.children ?? [];
  const control = controls?.find((one) => one.name === name);
  return [
    ...parameters
      .filter(({ attributes, text }) => attributes.static !== 'true' && columns.get(text) !== columnTypes[attributes.type ?? ''])
      .map(({ name: parameter, attributes, text }) => `${name}.${parameter}: column ${text} is not of type ${attributes.type}.`),
    ...(control ? checkDeclared(control, parameters) : []),
  ];
}

function checkDeclared({ name, properties }: Control, parameters: readonly Element[]): string[] {
  return [
    ...parameters.flatMap((parameter) => {
      const declared = properties.get(parameter.name);
      if (!declared) return [`${name}.${parameter.name} is not declared in the manifest of the control.`];
      const { type } = parameter.attributes;
      return declared.type === type ? [] : [`${name}.${parameter.name} is ${declared.type} in the manifest, not ${type}.`];
    }),
    ...[...properties]
      .filter(([property, { required }]) => required && !parameters.some((one) => one.name === property))
      .map(([property]) => `${name}.${property} is required and not bound.`),
  ];
}

function checkGrid({ root }: PlacedFile, known: readonly string[], controls?: readonly Control[]): string[] {
  const element = 'CustomControlDefaultConfigs';
  const configs = childOf(root, element);
  if (!configs) return descendants(root, element).length > 0 ? [`${element} must stand in the outer Entity: inside, it is dropped.`] : [];
  return descendants(configs, 'controlDescription').flatMap((description) => [
    ...checkFactors(description),
    ...description.children.slice(1).flatMap((bound) => {
      const name = bound.attributes.name ?? '';
      const sets = descendants(bound, 'data-set').map(({ attributes }) => attributes.name ?? '');
      const control = controls?.find((one) => one.name === name);
      return [
        ...(known.includes(name) ? [] : [`control ${name} is not in the solution.`]),
        ...(control ? sets.filter((set) => !control.dataSets.includes(set)) : []).map(
          (set) => `${name} has no data set "${set}" in its manifest.`,
        ),
        ...(sets.length === 1 ? [] : [`${name} must have one data set.`]),
      ];
    }),
  ]);
}

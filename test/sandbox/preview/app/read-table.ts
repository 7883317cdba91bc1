import { join } from 'node:path';
import type { ColumnKind, ColumnModel, TableModel, Words } from './model.ts';
import { readControlUse, readForm } from './read-form.ts';
import { readView } from './read-view.ts';
import { all, at, filesIn, readXml, text, words, type Xml } from './read-xml.ts';

const kinds: Record<string, ColumnKind> = {
  primarykey: 'id',
  uniqueidentifier: 'id',
  nvarchar: 'text',
  ntext: 'memo',
  int: 'integer',
  decimal: 'decimal',
  money: 'decimal',
  datetime: 'datetime',
  bit: 'bit',
  picklist: 'choice',
  state: 'choice',
  status: 'choice',
  lookup: 'lookup',
  owner: 'lookup',
};

export interface Surroundings {
  choices: ReadonlyMap<string, ColumnModel['options']>;
  /** Tables by `table.column` of lookups. */
  targets: ReadonlyMap<string, string[]>;
}

/** A table of the unpacked solution with its views, forms and what stands in place of its grid. */
export function readTable(folder: string, surroundings: Surroundings): TableModel {
  const root = at(readXml(join(folder, 'Entity.xml')), 'Entity');
  const entity = at(root, 'EntityInfo', 'entity');
  const name = text(entity, '@Name').toLowerCase();
  const columns = all(at(entity, 'attributes'), 'attribute').map((attribute) => readColumn(name, attribute, surroundings));
  const views = filesIn(folder, 'SavedQueries').flatMap(readView);
  const primary = all(at(entity, 'attributes'), 'attribute').find((one) => text(one, 'DisplayMask').includes('PrimaryName'));
  const gridControl = at(root, 'CustomControlDefaultConfigs', 'CustomControlDefaultConfig', 'ControlDescriptionXML', 'controlDescriptions');
  return {
    name,
    set: text(entity, 'EntitySetName'),
    id: `${name}id`,
    primaryName: text(primary, 'LogicalName'),
    label: words(all(at(entity, 'LocalizedNames'), 'LocalizedName')),
    plural: words(all(at(entity, 'LocalizedCollectionNames'), 'LocalizedCollectionName')),
    columns: Object.fromEntries(columns.map((column) => [column.name, column])),
    views: views.filter(({ quickFind, queryType }) => !quickFind && queryType === 0).map(({ view }) => view),
    quickFind: views.find(({ quickFind }) => quickFind)?.view,
    forms: filesIn(folder, 'FormXml', 'main').flatMap(readForm),
    gridControl: all(gridControl, 'controlDescription').map(readControlUse).find(Boolean),
  };
}

function readColumn(table: string, attribute: Xml, { choices, targets }: Surroundings): ColumnModel {
  const name = text(attribute, 'LogicalName');
  const number = (key: string) => (text(attribute, key) === '' ? undefined : Number(text(attribute, key)));
  return {
    name,
    schemaName: text(attribute, '@PhysicalName'),
    kind: kinds[text(attribute, 'Type')] ?? 'text',
    format: text(attribute, 'Format').toLowerCase(),
    label: words(all(at(attribute, 'displaynames'), 'displayname')),
    description: words(all(at(attribute, 'Descriptions'), 'Description')),
    required: /required$/i.test(text(attribute, 'RequiredLevel')),
    canCreate: text(attribute, 'ValidForCreateApi') === '1',
    canUpdate: text(attribute, 'ValidForUpdateApi') === '1',
    maxLength: number('MaxLength'),
    decimals: number('Accuracy'),
    min: number('MinValue'),
    max: number('MaxValue'),
    options: choices.get(text(attribute, 'OptionSetName')) ?? readOptions(at(attribute, 'optionset')),
    targets: targets.get(`${table}.${name}`) ?? [],
  };
}

/** Values of a choice, a state or a status reason, with their labels. */
export function readOptions(set: Xml | undefined): { value: number; label: Words }[] {
  const found = [...all(at(set, 'options'), 'option'), ...all(at(set, 'states'), 'state'), ...all(at(set, 'statuses'), 'status')];
  return found.map((one) => ({ value: Number(text(one, '@value')), label: words(all(at(one, 'labels'), 'label')) }));
}

import type { CellModel, ControlUse, FormModel, SectionModel, Words } from './model.ts';
import { all, at, bare, readXml, text, words, type Xml } from './read-xml.ts';

type Controls = ReadonlyMap<string, ControlUse>;

/** The main forms of one file. */
export function readForm(path: string): FormModel[] {
  return all(at(readXml(path), 'forms'), 'systemform').map((form) => {
    const body = at(form, 'form');
    const controls: Controls = new Map(
      all(at(body, 'controlDescriptions'), 'controlDescription').flatMap((description) => {
        const use = readControlUse(description);
        return use ? [[bare(text(description, '@forControl')), use] as const] : [];
      }),
    );
    return {
      id: bare(text(form, 'formid')),
      name: words(all(at(form, 'LocalizedNames'), 'LocalizedName')),
      tabs: all(at(body, 'tabs'), 'tab').map((tab) => ({
        name: text(tab, '@name'),
        label: labelOf(tab),
        columns: all(at(tab, 'columns'), 'column').map((column) => ({
          width: text(column, '@width'),
          sections: all(at(column, 'sections'), 'section')
            .filter((section) => text(section, '@visible') !== 'false')
            .map((section) => readSection(section, controls)),
        })),
      })),
    };
  });
}

const labelOf = (xml: Xml): Words => words(all(at(xml, 'labels'), 'label'));

function readSection(section: Xml, controls: Controls): SectionModel {
  return {
    name: text(section, '@name'),
    label: labelOf(section),
    showLabel: text(section, '@showlabel') !== 'false',
    columns: text(section, '@columns').length > 1 ? text(section, '@columns').length : Number(text(section, '@columns')) || 1,
    rows: all(at(section, 'rows'), 'row').map((row) => all(row, 'cell').map((cell) => readCell(cell, controls))),
  };
}

function readCell(cell: Xml, controls: Controls): CellModel {
  const control = at(cell, 'control');
  const parameters = at(control, 'parameters');
  const target = text(parameters, 'TargetEntityType');
  return {
    label: labelOf(cell),
    showLabel: text(cell, '@showlabel') !== 'false',
    visible: text(cell, '@visible') !== 'false',
    colSpan: Number(text(cell, '@colspan')) || 1,
    rowSpan: Number(text(cell, '@rowspan')) || 1,
    column: text(control, '@datafieldname') || undefined,
    disabled: text(control, '@disabled') === 'true',
    control: controls.get(bare(text(control, '@uniqueid'))),
    subgrid: target
      ? {
          table: target,
          view: bare(text(parameters, 'ViewId')) || undefined,
          relationship: text(parameters, 'RelationshipName') || undefined,
        }
      : undefined,
  };
}

/** Our own control among those that a description names for the kinds of devices. */
export function readControlUse(description: Xml): ControlUse | undefined {
  const own = all(description, 'customControl').find((one) => text(one, '@name').startsWith('cmc_'));
  if (!own) return undefined;
  const parameters = Object.entries(at(own, 'parameters') ?? {})
    .filter(([name]) => name !== 'data-set' && !name.startsWith('@') && name !== '#text')
    .map(([name, value]) => {
      const content = typeof value === 'string' ? value : text(value as Xml, '#text');
      const fixed = typeof value === 'object' && text(value as Xml, '@static') === 'true';
      return [name, fixed ? { value: content } : { column: content }] as const;
    });
  return { name: text(own, '@name'), parameters: Object.fromEntries(parameters) };
}

import type { BuiltControl, ColumnModel, ControlUse, PropertyModel } from '../../app/model.ts';
import { wireName } from '../app/format.ts';
import type { RecordState } from '../app/record.ts';
import type { Session } from '../app/session.ts';

/** What a form binds to a control's properties, as the platform hands it over. */
export function parametersOf(
  session: Session,
  { control, use, record, canWrite }: { control: BuiltControl; use: ControlUse; record: RecordState; canWrite: boolean },
): Record<string, unknown> {
  return Object.fromEntries(control.properties.map((property) => [property.name, parameter(session, property, { use, record, canWrite })]));
}

function parameter(
  session: Session,
  property: PropertyModel,
  { use, record, canWrite }: { use: ControlUse; record: RecordState; canWrite: boolean },
): object {
  const given = use.parameters[property.name];
  const column = given?.column ? record.table.columns[given.column] : undefined;
  if (!column) return { raw: given?.value ?? property.fallback ?? null, type: property.type, error: false, errorMessage: '' };
  const editable = canWrite && (record.id ? column.canUpdate : column.canCreate);
  return {
    raw: rawOf(column, record),
    formatted: session.format.cell(column, record.row),
    type: property.type,
    error: false,
    errorMessage: '',
    security: { editable, readable: true, secured: false },
    attributes: attributesOf(session, column),
  };
}

function rawOf(column: ColumnModel, { row }: RecordState): unknown {
  const wire = wireName(column);
  const value = row[wire] ?? null;
  if (value === null) return null;
  if (column.kind === 'datetime') return new Date(String(value));
  if (column.kind !== 'lookup') return value;
  const name = String(row[`${wire}@OData.Community.Display.V1.FormattedValue`] ?? '');
  return [{ id: String(value), name, entityType: column.targets[0] ?? '' }];
}

function attributesOf({ words }: Session, column: ColumnModel): object {
  return {
    DisplayName: words(column.label),
    LogicalName: column.name,
    Description: words(column.description),
    RequiredLevel: column.required ? 2 : 0,
    IsSecured: false,
    SourceType: 0,
    ...(column.maxLength ? { MaxLength: column.maxLength } : {}),
    ...(column.decimals === undefined ? {} : { Precision: column.decimals }),
    ...(column.options.length > 0
      ? { Options: column.options.map(({ value, label }) => ({ Value: value, Label: words(label), Color: '' })) }
      : {}),
  };
}

/** Takes what a control gives back into the row, as the platform does with bound properties. */
export function takeOutputs(
  outputs: Record<string, unknown>,
  { control, use, record }: { control: BuiltControl; use: ControlUse; record: RecordState },
): void {
  for (const { name, usage } of control.properties) {
    const column = record.table.columns[use.parameters[name]?.column ?? ''];
    if (usage !== 'bound' || !column || !(name in outputs)) continue;
    const value = outputs[name] ?? null;
    record.set(column, value instanceof Date ? value.toISOString() : value);
  }
}

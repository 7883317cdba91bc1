import { Field, Textarea } from '@fluentui/react-components';
import * as React from 'react';
import type { JsonObject } from '../../shared/core/json.ts';
import { Notice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import type { SettingField } from './field.ts';
import { at, put } from './json-column.ts';
import { useLayout } from './layout.ts';
import { keyOf } from './policy-fields.ts';
import { RowsEditor } from './RowsEditor.tsx';
import { SettingLine } from './SettingLine.tsx';

interface Props {
  fields: readonly SettingField[];
  /** Before each path in the resources. */
  prefix: string;
  value: JsonObject;
  disabled: boolean;
  onChange(value: JsonObject): void;
}

/** The settings of a JSON column, side by side where there is room. */
export function Settings({ fields, prefix, value, disabled, onChange }: Props): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  return (
    <div className={layout.grid}>
      {fields.map((field) => {
        const key = `${prefix}_${keyOf(field.path)}`;
        const { is } = field;
        const same = {
          label: text(key),
          hint: text(`${key}_Hint`),
          value: at(value, field.path),
          disabled,
          onChange: (next: Parameters<typeof put>[2]) => onChange(put(value, field.path, next)),
        };
        return is.kind === 'rows' || is.kind === 'keyed-rows' ? (
          <RowsEditor key={field.path} is={is} {...same} />
        ) : (
          <SettingLine key={field.path} field={field} choice={(name) => text(`${key}_${name}`)} {...same} />
        );
      })}
    </div>
  );
}

/** The column as text, for what no field can show. */
export function RawText({
  sentence,
  raw,
  disabled,
  onChange,
}: {
  sentence: string;
  raw: string;
  disabled: boolean;
  onChange(raw: string): void;
}): React.ReactElement {
  const { text } = useHost();
  return (
    <>
      <Notice intent="warning" sentence={sentence} />
      <Field label={text('Raw')}>
        <Textarea value={raw} disabled={disabled} rows={8} resize="vertical" onChange={(_event, { value }) => onChange(value)} />
      </Field>
    </>
  );
}

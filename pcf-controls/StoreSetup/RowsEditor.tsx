import { Button, makeStyles, shorthands, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Json, JsonObject } from '../../shared/core/json.ts';
import { useAnnounce, useHost } from '../host/surface.tsx';
import { faultOf, type Kind, rowsOf, valueOfRows } from './field.ts';
import { SettingLine } from './SettingLine.tsx';

type Rows = Extract<Kind, { kind: 'rows' | 'keyed-rows' }>;

interface Props {
  is: Rows;
  label: string;
  hint: string;
  value: Json | undefined;
  disabled: boolean;
  onChange(value: Json | undefined): void;
}

/** A list of entries, each with the same few settings. */
export function RowsEditor({ is, label, hint, value, disabled, onChange }: Props): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const announce = useAnnounce();
  const rows = rowsOf(is, value);
  const write = (next: readonly JsonObject[]) => onChange(valueOfRows(is, next));
  const change = (index: number, name: string, cell: Json | undefined) =>
    write(rows.map((row, at) => (at === index ? withCell(row, name, cell) : row)));
  const hasOtherForm = faultOf({ is }, value)?.key === 'Wrong_shape';
  return (
    <fieldset className={styles.list}>
      <legend className={styles.legend}>
        <Text weight="semibold">{label}</Text>
      </legend>
      <Text size={200} className={styles.hint}>
        {hint}
      </Text>
      {hasOtherForm && <Text className={styles.wrong}>{text('Wrong_shape')}</Text>}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has nothing else that stays the same while it is edited
        <fieldset key={index} className={styles.row} aria-label={text('Row', { label, row: index + 1 })}>
          {is.columns.map((column) => (
            <SettingLine
              key={column.name}
              field={column}
              label={text(`Column_${column.name}`)}
              value={row[column.name]}
              disabled={disabled}
              choice={(name) => text(`Choice_${name}`)}
              onChange={(cell) => change(index, column.name, cell)}
            />
          ))}
          <Button
            size="small"
            className={styles.remove}
            disabled={disabled}
            aria-label={`${text('Remove')}: ${text('Row', { label, row: index + 1 })}`}
            onClick={() => write(rows.filter((_row, at) => at !== index))}
          >
            {text('Remove')}
          </Button>
        </fieldset>
      ))}
      <Button
        size="small"
        className={styles.add}
        disabled={disabled}
        aria-label={`${text('Add')}: ${label}`}
        onClick={() => {
          write([...rows, {}]);
          announce(text('Row', { label, row: rows.length + 1 }));
        }}
      >
        {text('Add')}
      </Button>
    </fieldset>
  );
}

function withCell(row: JsonObject, name: string, cell: Json | undefined): JsonObject {
  if (cell !== undefined) return { ...row, [name]: cell };
  const { [name]: _left, ...others } = row;
  return others;
}

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    margin: 0,
    padding: 0,
    ...shorthands.borderStyle('none'),
    minWidth: 0,
    ...shorthands.gridArea('auto', '1', 'auto', '-1'),
  },
  legend: { padding: 0 },
  hint: { color: tokens.colorNeutralForeground2 },
  wrong: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  row: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 132px), 1fr))',
    gap: tokens.spacingHorizontalM,
    alignItems: 'start',
    minWidth: 0,
    margin: 0,
    padding: tokens.spacingHorizontalM,
    ...shorthands.border(tokens.strokeWidthThin, 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
  remove: { justifySelf: 'start', alignSelf: 'end' },
  add: { alignSelf: 'start' },
});

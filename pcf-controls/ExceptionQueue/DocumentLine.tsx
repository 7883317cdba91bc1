import { makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { Mark } from '../lists/Mark.tsx';
import type { Words } from '../rows/words.ts';
import type { ExceptionRow } from './rows.ts';

export const lineHeight = 44;

interface Props {
  row: ExceptionRow;
  selected: boolean;
  words: Words;
}

/** One document that waits, with the mark that chooses it. */
export function DocumentLine({ row, selected, words }: Props): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.line}>
      <Mark marked={selected} />
      <Text weight="semibold" className={styles.number}>
        {row.number}
      </Text>
      <Text className={styles.store}>{row.assignedTo?.name ? `${row.store} · ${row.assignedTo.name}` : row.store}</Text>
      <Text className={styles.amount}>{row.amount === undefined ? '' : words.money([{ amount: row.amount, currency: row.currency }])}</Text>
      <Text className={styles.age}>{words.age(row.openedAt)}</Text>
    </div>
  );
}

const useStyles = makeStyles({
  line: {
    display: 'flex',
    alignItems: 'center',
    flexGrow: 1,
    minWidth: 0,
    columnGap: tokens.spacingHorizontalS,
    paddingInlineEnd: tokens.spacingHorizontalM,
  },
  number: { flexShrink: 0 },
  store: {
    flexGrow: 1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground2,
  },
  amount: { fontVariantNumeric: 'tabular-nums', textAlign: 'end', whiteSpace: 'nowrap', flexShrink: 0 },
  age: { width: '64px', textAlign: 'end', whiteSpace: 'nowrap', flexShrink: 0, color: tokens.colorNeutralForeground2 },
});

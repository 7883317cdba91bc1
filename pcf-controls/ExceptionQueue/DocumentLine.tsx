import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
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
  const layout = useLayout();
  return (
    <div className={styles.line}>
      <Mark marked={selected} />
      <Text weight="semibold">{row.number}</Text>
      <Text className={mergeClasses(styles.store, layout.cut, layout.quiet)}>
        {row.assignedTo?.name ? `${row.store} · ${row.assignedTo.name}` : row.store}
      </Text>
      <Text className={layout.figures}>
        {row.amount === undefined ? '' : words.money([{ amount: row.amount, currency: row.currency }])}
      </Text>
      <Text className={mergeClasses(styles.age, layout.figures, layout.quiet)}>{words.age(row.openedAt)}</Text>
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
  store: { flexGrow: 1 },
  age: { width: '64px', flexShrink: 0 },
});

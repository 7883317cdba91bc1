import { Text as Line, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import { Mark } from '../lists/Mark.tsx';
import type { Words } from '../rows/words.ts';
import type { ApprovalRow } from './rows.ts';

export const questionHeight = 88;

interface Props {
  row: ApprovalRow;
  words: Words;
  /** Absent where nothing is chosen any more. */
  marked?: boolean;
}

/** One question at one glance: about what, how much, who asked, since when. */
export function QuestionLine({ row, words, marked }: Props): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  const { text } = words;
  const who = row.state === 'Requested' ? row.requestedBy?.name : row.decidedBy?.name;
  return (
    <div className={styles.line}>
      {marked !== undefined && <Mark marked={marked} />}
      <div className={styles.words}>
        <div className={layout.ends}>
          <Line weight="semibold">{row.number}</Line>
          <Line weight="semibold" className={layout.figures}>
            {row.amount === undefined ? text('Amount_Unknown') : words.money([{ amount: row.amount, currency: row.currency }])}
          </Line>
        </div>
        <Line className={layout.cut}>{row.question}</Line>
        <div className={layout.ends}>
          <Line className={mergeClasses(layout.small, layout.cut)}>
            {row.state === 'Requested' ? who : [text(`State_${row.state}`), who].filter(Boolean).join(' · ')}
          </Line>
          <Line className={mergeClasses(layout.small, layout.cut)}>{words.age(row.decidedAt ?? row.requestedAt)}</Line>
        </div>
      </div>
    </div>
  );
}

const useStyles = makeStyles({
  line: { display: 'flex', flexGrow: 1, minWidth: 0, paddingInlineEnd: tokens.spacingHorizontalM },
  words: {
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    flexGrow: 1,
    minWidth: 0,
    paddingInlineStart: tokens.spacingHorizontalS,
  },
});

import { makeStyles, tokens, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import type { Text } from '../rows/words.ts';
import type { Remark } from './rows.ts';

interface Props {
  remarks: readonly Remark[];
  text: Text;
  /** The name of a system user; empty while it is not known. */
  nameOf(id: string): string;
  moment(at: string): string;
}

/** What colleagues have said, oldest first. */
export function Remarks({ remarks, text, nameOf, moment }: Props): React.ReactElement | null {
  const styles = useStyles();
  if (remarks.length === 0) return null;
  return (
    <ul aria-label={text('Remarks')} className={styles.list}>
      {remarks.map(({ at, by, text: said }) => (
        <li key={`${at}|${by}|${said}`} className={styles.remark}>
          <Words size={200} className={styles.who}>
            {[nameOf(by) || text('Colleague'), moment(at)].filter(Boolean).join(' · ')}
          </Words>
          <Words className={styles.said}>{said}</Words>
        </li>
      ))}
    </ul>
  );
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  remark: {
    display: 'flex',
    flexDirection: 'column',
    paddingInlineStart: tokens.spacingHorizontalM,
    borderInlineStartWidth: '2px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke1,
  },
  who: { color: tokens.colorNeutralForeground2 },
  said: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

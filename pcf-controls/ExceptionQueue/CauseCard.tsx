import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Words } from '../rows/words.ts';
import type { Cause } from './causes.ts';
import { teamName } from './team-name.ts';

export const causeHeight = 80;

/** One cause at one glance: what, whose, how many, how much, since when. */
export function CauseCard({ cause, words }: { cause: Cause; words: Words }): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <div className={styles.line}>
        <Text weight="semibold" className={styles.title} title={cause.title}>
          {cause.title}
        </Text>
        <Text size={200} className={styles.age}>
          {words.age(cause.oldest)}
        </Text>
      </div>
      <div className={styles.line}>
        <Badge appearance="tint" color="informative" className={styles.team}>
          {teamName(words.text, cause.team)}
        </Badge>
        <Text className={styles.figures}>
          {words.documents(cause)}
          {cause.money.length > 0 && <strong className={styles.money}>{words.money(cause.money)}</strong>}
        </Text>
      </div>
    </div>
  );
}

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'space-between',
    flexGrow: 1,
    minWidth: 0,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
  },
  line: { display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM, minWidth: 0 },
  title: {
    display: '-webkit-box',
    WebkitLineClamp: '2',
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
    minWidth: 0,
    overflowWrap: 'anywhere',
  },
  age: { color: tokens.colorNeutralForeground2, flexShrink: 0 },
  team: { flexShrink: 0 },
  figures: { fontVariantNumeric: 'tabular-nums', textAlign: 'end', whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' },
  money: { marginInlineStart: tokens.spacingHorizontalM },
});

import { Badge, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Words } from '../rows/words.ts';
import type { Cause } from './causes.ts';
import { teamName } from './team-name.ts';

export const causeHeight = 80;

/** One cause at one glance: what, whose, how many, how much, since when. */
export function CauseCard({ cause, words }: { cause: Cause; words: Words }): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  return (
    <div className={mergeClasses(layout.fills, styles.card)}>
      <div className={layout.ends}>
        <Text weight="semibold" className={styles.title} title={cause.title}>
          {cause.title}
        </Text>
        <Text className={mergeClasses(layout.small, layout.figures)}>{words.age(cause.oldest)}</Text>
      </div>
      <div className={layout.ends}>
        <Badge appearance="tint" color="informative">
          {teamName(words.text, cause.team)}
        </Badge>
        <Text className={mergeClasses(layout.figures, layout.cut)}>
          {words.documents(cause)}
          {cause.money.length > 0 && <strong className={styles.money}>{words.money(cause.money)}</strong>}
        </Text>
      </div>
    </div>
  );
}

const useStyles = makeStyles({
  card: {
    justifyContent: 'space-between',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
  },
  title: {
    display: '-webkit-box',
    WebkitLineClamp: '2',
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
    minWidth: 0,
    overflowWrap: 'anywhere',
    unicodeBidi: 'plaintext',
  },
  money: { marginInlineStart: tokens.spacingHorizontalM },
});

import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { StoreCheck } from '../../shared/canonical/command.ts';
import { useHost } from '../host/surface.tsx';

const marks: Record<StoreCheck['state'], string> = { right: '✓', wrong: '✕', missing: '○', 'not-checked': '–' };

/** The state of a check as a mark and a word. */
export function CheckMark({ state }: { state: StoreCheck['state'] }): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  return (
    <Text
      className={mergeClasses(styles.mark, state === 'right' && styles.right, (state === 'wrong' || state === 'missing') && styles.wrong)}
    >
      <span aria-hidden="true">{marks[state]} </span>
      {text(`Check_${state}`)}
    </Text>
  );
}

const useStyles = makeStyles({
  mark: { whiteSpace: 'nowrap', color: tokens.colorNeutralForeground2 },
  right: { color: tokens.colorStatusSuccessForeground1 },
  wrong: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
});

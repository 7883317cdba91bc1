import { Text as Line, makeStyles, Toolbar, ToolbarButton, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Text } from '../rows/words.ts';
import { actionLetters, type QueueAction } from './fixes.ts';

interface Props {
  actions: readonly QueueAction[];
  /** How many of the cause's rows are chosen; with none the actions are for all. */
  chosen: number;
  count: number;
  text: Text;
  /** Why an action is not possible for this person now. */
  denied(action: QueueAction): string | undefined;
  onAction(action: QueueAction): void;
}

/** What can be done with the chosen rows, or with all; each action has its letter. */
export function ActionBar({ actions, chosen, count, text, denied, onAction }: Props): React.ReactElement {
  const styles = useStyles();
  const reasons = new Set(actions.map(denied));
  const [reason] = reasons;
  return (
    <>
      <Toolbar size="small" aria-label={text('Actions')} className={styles.bar}>
        {actions.map((action) => {
          const letter = actionLetters[action];
          const why = denied(action);
          const label =
            chosen > 0 ? text(`Act_${action}_Chosen`, chosen) : count > 1 ? text(`Act_${action}_All`, count) : text(`Act_${action}`);
          return (
            <ToolbarButton
              key={action}
              disabledFocusable={why !== undefined}
              title={why ?? text('Letter', label, letter.toUpperCase())}
              aria-keyshortcuts={letter}
              onClick={() => why === undefined && onAction(action)}
            >
              {label}
            </ToolbarButton>
          );
        })}
      </Toolbar>
      {reasons.size === 1 && reason && <Line>{reason}</Line>}
    </>
  );
}

const useStyles = makeStyles({
  bar: { flexWrap: 'wrap', paddingInline: 0, rowGap: tokens.spacingVerticalXS, columnGap: tokens.spacingHorizontalXS },
});

import { Button, Text as Line } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
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
  const layout = useLayout();
  const reasons = new Set(actions.map(denied));
  const [reason] = reasons;
  return (
    <>
      <div role="toolbar" aria-label={text('Actions')} className={layout.line} style={{ columnGap: 0 }} onKeyDown={toNeighbour}>
        {actions.map((action) => {
          const letter = actionLetters[action];
          const why = denied(action);
          const label =
            chosen > 0 ? text(`Act_${action}_Chosen`, chosen) : count > 1 ? text(`Act_${action}_All`, count) : text(`Act_${action}`);
          return (
            <Button
              key={action}
              appearance="subtle"
              disabledFocusable={why !== undefined}
              title={why ?? text('Letter', label, letter.toUpperCase())}
              aria-keyshortcuts={letter}
              onClick={() => why === undefined && onAction(action)}
            >
              {label}
            </Button>
          );
        })}
      </div>
      {reasons.size === 1 && reason && <Line>{reason}</Line>}
    </>
  );
}

/** Arrows go from one action to the next. */
function toNeighbour({ key, target }: React.KeyboardEvent): void {
  const { nextElementSibling, previousElementSibling } = target as Element;
  const neighbour = key === 'ArrowRight' ? nextElementSibling : key === 'ArrowLeft' ? previousElementSibling : undefined;
  (neighbour as HTMLElement | null | undefined)?.focus();
}

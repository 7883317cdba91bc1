import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { AskedLine } from '../host/asked-line.tsx';
import { useHost } from '../host/surface.tsx';
import { hasEnded } from '../host/ticket.ts';
import type { Acts } from './use-acts.ts';

/** What was asked for lately: how far it is, how it ended, and the way back while there is one. */
export function ActLines({ acts }: { acts: Acts }): React.ReactElement | null {
  const { text } = useHost();
  const styles = useStyles();
  if (acts.list.length === 0) return null;
  return (
    <ul aria-label={text('Acts')} className={styles.list}>
      {acts.list.map(({ ticket, state }) => (
        <li key={ticket.key} className={styles.line}>
          <Text weight="semibold">{ticket.command.name}</Text>
          <div className={styles.state}>
            <AskedLine state={state} onUndo={() => void ticket.withdraw()} />
          </div>
          {hasEnded(state) && (
            <Button size="small" appearance="subtle" onClick={() => acts.forget(ticket)}>
              {text('Acts_Close')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM },
  state: { flexGrow: 1, minWidth: 0 },
});

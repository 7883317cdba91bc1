import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { Notice } from './states.tsx';
import { useHost } from './surface.tsx';
import { hasEnded, type TicketState } from './ticket.ts';

interface Props {
  state: TicketState;
  onUndo(): void;
  /** Puts the line away once it has ended. */
  onClose?(): void;
}

const slowAfterMs = 20_000;

/** How far something asked for is: with the seconds left to take it back, and what to do when it takes long. */
export function AskedLine({ state, onUndo }: Props): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const now = useSeconds(!hasEnded(state));
  if (hasEnded(state)) return <Notice intent={intentOf(state)} sentence={state.says} />;
  const left = Math.ceil(((state.undoUntil ?? 0) - now) / 1000);
  if (state.phase === 'undoable' && left > 0) {
    return (
      <div className={styles.line}>
        <Text>{text('Host_undoable', { seconds: left })}</Text>
        <Button size="small" onClick={onUndo}>
          {text('Host_Undo')}
        </Button>
      </div>
    );
  }
  const slow = state.phase !== 'working' && now - Math.max(state.sentAt, state.undoUntil ?? 0) > slowAfterMs;
  return <Spinner className={styles.line} size="tiny" labelPosition="after" label={waitingFor(state, slow, text)} />;
}

const waitingFor = ({ phase, says }: TicketState, slow: boolean, text: (key: string) => string): string =>
  slow ? text('Host_slow') : phase === 'undoable' ? text('Host_sent') : says;

const intentOf = ({ phase }: TicketState): 'success' | 'info' | 'warning' =>
  phase === 'done' ? 'success' : phase === 'withdrawn' ? 'info' : 'warning';

/** The time, once a second as long as it matters. Epoch milliseconds. */
function useSeconds(ticking: boolean): number {
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

const useStyles = makeStyles({
  line: { display: 'flex', alignItems: 'center', justifyContent: 'start', gap: tokens.spacingHorizontalM, minHeight: '32px' },
});

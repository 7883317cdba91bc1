import { Button, Field, makeStyles, Textarea, Tooltip, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Host } from '../host/host.ts';
import type { Command } from '../host/ticket.ts';
import type { OfferedAction } from './actions.ts';
import type { DocumentStatus } from './rows.ts';

interface Props {
  host: Host;
  status: DocumentStatus;
  actions: readonly OfferedAction[];
  /** Something asked for has not ended. */
  busy: boolean;
  onAsk(command: Command): void;
}

const undoSeconds = 8;
const longestSaid = 500;

/** What this person can ask for; what they may not says why. */
export function Actions({ host, status, actions, busy, onAsk }: Props): React.ReactElement | null {
  const { text } = host;
  const styles = useStyles();
  const [writing, setWriting] = React.useState<OfferedAction>();
  if (actions.length === 0) return null;
  const ask = (action: OfferedAction, said?: string) => {
    setWriting(undefined);
    onAsk(commandOf(host, status, action, said));
  };
  if (writing && !busy)
    return <Writing host={host} action={writing} onSay={(said) => ask(writing, said)} onLeave={() => setWriting(undefined)} />;
  return (
    <section aria-label={text('Actions')} className={styles.row}>
      {actions.map((action, index) => {
        const { allowed, because } = host.may(action.kind);
        const why = busy ? text('Action_Busy') : because;
        const button = (
          <Button
            key={`${action.kind}|${action.problem?.key ?? ''}`}
            appearance={index === 0 ? 'primary' : 'secondary'}
            disabledFocusable={busy || !allowed}
            onClick={() => (action.needs ? setWriting(action) : ask(action))}
          >
            {text(`Action_${action.kind}`)}
          </Button>
        );
        return why ? (
          <Tooltip key={`${action.kind}|${action.problem?.key ?? ''}`} content={why} relationship="description" withArrow>
            {button}
          </Tooltip>
        ) : (
          button
        );
      })}
    </section>
  );
}

interface WritingProps {
  host: Host;
  action: OfferedAction;
  onSay(said: string): void;
  onLeave(): void;
}

/** Asks for the reason or the comment that goes with an action. Escape leaves. */
function Writing({ host: { text }, action, onSay, onLeave }: WritingProps): React.ReactElement {
  const styles = useStyles();
  const [said, setSaid] = React.useState('');
  const box = React.useRef<HTMLTextAreaElement>(null);
  React.useEffect(() => box.current?.focus(), []);
  const ready = said.trim() !== '';
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSay(said.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <Field label={text(`Write_${action.kind}`)} hint={action.problem?.title} required>
        <Textarea ref={box} value={said} maxLength={longestSaid} onChange={(_event, { value }) => setSaid(value)} />
      </Field>
      <div className={styles.row}>
        <Button appearance="primary" type="submit" disabledFocusable={!ready}>
          {text(`Action_${action.kind}`)}
        </Button>
        <Button onClick={onLeave}>{text('Leave')}</Button>
      </div>
    </form>
  );
}

function commandOf({ text }: Host, status: DocumentStatus, { kind, problem }: OfferedAction, said: string | undefined): Command {
  const bodies: Record<OfferedAction['kind'], Record<string, unknown>> = {
    resubmit: {},
    release: {},
    hold: { reason: said },
    'ask-approval': { exception: problem?.key, comment: said },
  };
  return {
    kind,
    store: status.store,
    documentType: status.kind,
    externalId: status.externalId,
    body: bodies[kind],
    name: `${text(`Action_${kind}`)} · ${status.number}`,
    undoSeconds,
  };
}

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

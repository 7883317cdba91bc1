import { Button, MessageBar, MessageBarActions, MessageBarBody, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Failure } from './failure.ts';
import { useHost } from './surface.tsx';

/** A button that leads on. */
export interface Way {
  label: string;
  go(): void;
}

interface NoticeProps {
  intent: 'info' | 'success' | 'warning' | 'error';
  sentence: string;
  /** For support, small. */
  detail?: string;
  way?: Way;
}

/** A sentence, and a way on. */
export function Notice({ intent, sentence, detail, way }: NoticeProps): React.ReactElement {
  const styles = useStyles();
  return (
    <MessageBar intent={intent} layout="multiline" className={styles.notice}>
      <MessageBarBody>
        {sentence}
        {detail && <div className={styles.detail}>{detail}</div>}
      </MessageBarBody>
      {way && (
        <MessageBarActions>
          <Button size="small" onClick={way.go}>
            {way.label}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** What comes sooner is not announced: a spinner that flashes says nothing, and takes its time from what comes. */
const quietMs = 150;
const slowAfterMs = 10_000;

/** Says what is being waited for, and after ten seconds what to do instead. */
export function Loading({ what, onAgain }: { what?: string; onAgain?(): void }): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const [wait, setWait] = React.useState<'quiet' | 'told' | 'slow'>('quiet');
  React.useEffect(() => {
    const timers = [setTimeout(() => setWait('told'), quietMs), setTimeout(() => setWait('slow'), slowAfterMs)];
    return () => timers.forEach(clearTimeout);
  }, []);
  if (wait === 'quiet') return <div className={styles.loading} />;
  if (wait === 'slow') {
    return <Notice intent="warning" sentence={text('Host_LoadingSlow')} way={onAgain && { label: text('Host_TryAgain'), go: onAgain }} />;
  }
  return <Spinner className={styles.loading} size="tiny" labelPosition="after" label={what ?? text('Host_Loading')} />;
}

const failureSentences = {
  offline: 'Host_Offline',
  'no-rights': 'Host_NoRights',
  gone: 'Host_Gone',
  busy: 'Host_Busy',
  failed: 'Host_Failed',
} as const;

/** Why rows could not be read, and how to go on. */
export function Failed({ failure, onAgain }: { failure: Failure; onAgain(): void }): React.ReactElement {
  const { text } = useHost();
  const detail = failure.kind === 'failed' || failure.kind === 'no-rights' ? failure.detail : '';
  return (
    <Notice
      intent={failure.kind === 'failed' ? 'error' : 'warning'}
      sentence={text(failureSentences[failure.kind])}
      detail={detail && `${text('Host_ForSupport')}: ${detail}`}
      way={{ label: text('Host_TryAgain'), go: onAgain }}
    />
  );
}

/** Says that what stands below may be old; nothing while there is a connection. */
export function OfflineNotice(): React.ReactElement | null {
  const { online, text } = useHost();
  return online ? null : <Notice intent="warning" sentence={text('Host_Offline')} />;
}

/** Nothing is there, and that is a state: a title, a sentence, perhaps a first step. */
export function Empty({ title, sentence, way }: { title: string; sentence: string; way?: Way }): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.empty}>
      <Text weight="semibold">{title}</Text>
      <Text className={styles.quiet}>{sentence}</Text>
      {way && <Button onClick={way.go}>{way.label}</Button>}
    </div>
  );
}

const useStyles = makeStyles({
  notice: { minWidth: 0 },
  detail: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  loading: { justifyContent: 'start', minHeight: '20px', padding: tokens.spacingVerticalM },
  empty: { display: 'flex', flexDirection: 'column', alignItems: 'start', gap: tokens.spacingVerticalS, padding: tokens.spacingVerticalL },
  quiet: { color: tokens.colorNeutralForeground2 },
});

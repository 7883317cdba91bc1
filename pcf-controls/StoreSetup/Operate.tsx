import { Button, Link, Text } from '@fluentui/react-components';
import * as React from 'react';
import type { CommandKind } from '../../shared/canonical/command.ts';
import { AskedLine } from '../host/asked-line.tsx';
import { Failed, Notice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';
import { namesOf, PauseDialog } from './PauseDialog.tsx';
import { ReplayDialog } from './ReplayDialog.tsx';
import type { StoreRow } from './store-rows.ts';
import type { Operating } from './use-operating.ts';

interface Props {
  operating: Operating;
  /** Leads to the names of the secrets. */
  onSecrets(): void;
}

/** What is done with a store that works: stop it and go on, run a time again, read exchanged secrets. */
export function Operate({ operating, onSecrets }: Props): React.ReactElement {
  const { own, failure, look } = operating;
  return (
    <>
      {failure && <Failed failure={failure} onAgain={() => void look()} />}
      {own && <Actions own={own} operating={operating} onSecrets={onSecrets} />}
    </>
  );
}

function Actions({ own, operating, onSecrets }: Props & { own: StoreRow }): React.ReactElement {
  const host = useHost();
  const layout = useLayout();
  const { text } = host;
  const { alike, pausedBy, asked } = operating;
  const [open, setOpen] = React.useState<'pause' | 'replay'>();
  const opener = React.useRef<HTMLElement | null>(null);
  const may = host.may('pause-stores');
  const act = (label: string, onClick: () => void) => (
    <Button
      disabledFocusable={!may.allowed || asked.busy}
      title={may.because || undefined}
      onClick={({ currentTarget }) => {
        opener.current = currentTarget;
        onClick();
      }}
    >
      {label}
    </Button>
  );
  const ask = (kind: CommandKind, about: string, body: Readonly<Record<string, unknown>>) => {
    operating.ask(kind, about, body);
    close();
  };
  const close = () => {
    setOpen(undefined);
    // The dialog gives the focus away only after it has gone.
    setTimeout(() => opener.current?.focus());
  };
  const line = (...kinds: readonly CommandKind[]) =>
    asked.state && asked.command && kinds.includes(asked.command.kind) && <AskedLine state={asked.state} onUndo={asked.undo} />;
  const target = text(`Target_${own.target}`);
  return (
    <>
      {!may.allowed && <Text className={layout.hint}>{may.because}</Text>}
      <Part title={text('Pause_Part')} says={own.paused ? '' : text('Pause_Says')}>
        {own.paused ? (
          <>
            <Notice intent="warning" sentence={pausedSentence(host, own.paused, pausedBy)} />
            <div className={layout.line}>
              {act(text('Resume_One', { store: own.name }), () => ask('resume-stores', own.name, { stores: [own.key] }))}
              {alike.length > 1 &&
                act(text('Resume_All', { count: alike.length, target }), () =>
                  ask('resume-stores', namesOf(alike), { target: own.target }),
                )}
            </div>
            {alike.length > 1 && <Text className={layout.hint}>{text('Resume_Which', { target, stores: namesOf(alike) })}</Text>}
          </>
        ) : (
          <div className={layout.line}>{act(text('Pause'), () => setOpen('pause'))}</div>
        )}
        {line('pause-stores', 'resume-stores')}
      </Part>
      <Part title={text('Replay_Part')} says={text('Replay_Says')}>
        <div className={layout.line}>{act(text('Replay'), () => setOpen('replay'))}</div>
        {line('replay')}
      </Part>
      <Part title={text('Rotate_Part')} says={text('Rotate_Says')}>
        <div className={layout.line}>
          {act(text('Rotate'), () => ask('rotate-secret', own.name, {}))}
          <Link as="button" onClick={onSecrets}>
            {text('Rotate_Names')}
          </Link>
        </div>
        {line('rotate-secret')}
      </Part>
      {open === 'pause' && (
        <PauseDialog
          own={own}
          running={alike}
          onPause={(body) => ask('pause-stores', 'target' in body ? namesOf(alike) : own.name, body)}
          onClose={close}
        />
      )}
      {open === 'replay' && <ReplayDialog onReplay={(body) => ask('replay', own.name, body)} onClose={close} />}
    </>
  );
}

function pausedSentence(
  { text, show }: ReturnType<typeof useHost>,
  { since, reason }: NonNullable<StoreRow['paused']>,
  who: string,
): string {
  const values = { since: show.moment(since), who, reason: reason || text('Paused_NoReason') };
  return text(who ? 'Paused_By' : 'Paused_Since', values);
}

function Part({ title, says, children }: { title: string; says: string; children: React.ReactNode }): React.ReactElement {
  const layout = useLayout();
  return (
    <section className={layout.close}>
      <Text as="h3" weight="semibold" className={layout.bare}>
        {title}
      </Text>
      {says && <Text className={layout.hint}>{says}</Text>}
      {children}
    </section>
  );
}

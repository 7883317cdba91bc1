import { Text } from '@fluentui/react-components';
import * as React from 'react';
import { Notice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';
import { Act, Part } from './Part.tsx';
import { namesOf, PauseDialog } from './PauseDialog.tsx';
import type { StoreRow } from './store-rows.ts';
import type { Operating } from './use-operating.ts';

interface Props {
  own: StoreRow;
  operating: Operating;
}

/** Stops work on the store, or on all of its target, and goes on. */
export function Pausing({ own, operating }: Props): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  const [open, setOpen] = React.useState(false);
  const { alike, ask } = operating;
  const pause = (body: Readonly<Record<string, unknown>>) => {
    ask('pause-stores', 'target' in body ? namesOf(alike) : own.name, body);
    setOpen(false);
  };
  return (
    <Part
      title={text('Pause_Part')}
      says={own.paused ? '' : text('Pause_Says')}
      kinds={['pause-stores', 'resume-stores']}
      operating={operating}
    >
      {own.paused && <PausedNotice {...own.paused} who={operating.pausedBy} />}
      <div className={layout.line}>
        {/* The same button in both states: who has pressed it keeps their place. */}
        <Act
          kind={own.paused ? 'resume-stores' : 'pause-stores'}
          label={own.paused ? text('Resume_Do_one', { store: own.name }) : text('Pause')}
          primary={Boolean(own.paused)}
          operating={operating}
          onAct={() => (own.paused ? ask('resume-stores', own.name, { stores: [own.key] }) : setOpen(true))}
        />
        {own.paused && alike.length > 1 && (
          <Act
            kind="resume-stores"
            label={text('Resume_Do', { count: alike.length })}
            operating={operating}
            onAct={() => ask('resume-stores', namesOf(alike), { target: own.target })}
          />
        )}
      </div>
      {own.paused && alike.length > 1 && (
        <Text className={layout.hint}>{text('Resume_Which', { target: text(`Target_${own.target}`), stores: namesOf(alike) })}</Text>
      )}
      {open && <PauseDialog own={own} running={alike} onPause={pause} onClose={() => setOpen(false)} />}
    </Part>
  );
}

function PausedNotice({ since, reason, who }: NonNullable<StoreRow['paused']> & { who: string }): React.ReactElement {
  const { text, show } = useHost();
  const values = { since: show.moment(since), who, reason: reason || text('Paused_NoReason') };
  return <Notice intent="warning" sentence={text(who ? 'Paused_By' : 'Paused_Since', values)} />;
}

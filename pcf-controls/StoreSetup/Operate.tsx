import { Link, Text } from '@fluentui/react-components';
import * as React from 'react';
import { Failed } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';
import { Act, Part } from './Part.tsx';
import { Pausing } from './Pausing.tsx';
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
  const host = useHost();
  const layout = useLayout();
  const { own, failure, look } = operating;
  const may = host.may('pause-stores');
  return (
    <>
      {failure && <Failed failure={failure} onAgain={() => void look()} />}
      {own && (
        <>
          {!may.allowed && <Text className={layout.hint}>{may.because}</Text>}
          <Pausing own={own} operating={operating} />
          <Replaying own={own} operating={operating} />
          <Rotating own={own} operating={operating} onSecrets={onSecrets} />
        </>
      )}
    </>
  );
}

function Replaying({ own, operating }: { own: StoreRow; operating: Operating }): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  const [open, setOpen] = React.useState(false);
  const replay = (body: Readonly<Record<string, unknown>>) => {
    operating.ask('replay', own.name, body);
    setOpen(false);
  };
  return (
    <Part title={text('Replay_Part')} says={text('Replay_Says')} kinds={['replay']} operating={operating}>
      <div className={layout.line}>
        <Act kind="replay" label={text('Replay')} operating={operating} onAct={() => setOpen(true)} />
      </div>
      {open && <ReplayDialog onReplay={replay} onClose={() => setOpen(false)} />}
    </Part>
  );
}

function Rotating({ own, operating, onSecrets }: Props & { own: StoreRow }): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  return (
    <Part title={text('Rotate_Part')} says={text('Rotate_Says')} kinds={['rotate-secret']} operating={operating}>
      <div className={layout.line}>
        <Act kind="rotate-secret" label={text('Rotate')} operating={operating} onAct={() => operating.ask('rotate-secret', own.name, {})} />
        <Link as="button" onClick={onSecrets}>
          {text('Rotate_Names')}
        </Link>
      </div>
    </Part>
  );
}

import { makeStyles, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { AskedLine } from '../host/asked-line.tsx';
import type { ControlProps } from '../host/control.tsx';
import type { Host } from '../host/host.ts';
import { useLive } from '../host/live.ts';
import { Empty, Failed, Loading, Notice, OfflineNotice } from '../host/states.tsx';
import { useAsk } from '../host/use-ask.ts';
import { Actions } from './Actions.tsx';
import { actionsFor } from './actions.ts';
import { Documents } from './Documents.tsx';
import { Glance } from './Glance.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { type OrderPicture, orderReader } from './load.ts';
import { Approvals, Problems } from './Problems.tsx';
import { Timeline } from './Timeline.tsx';

/** The sync status of the order whose status key the form holds. */
export function OrderStatus({ host, inputs }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  const key = inputs.statusKey.raw?.trim() ?? '';
  const { error, errorMessage } = inputs.statusKey;
  if (error) return <Notice intent="error" sentence={errorMessage || host.text('Host_NoRights')} />;
  if (key === '') return <Empty title={host.text('NoShop_Title')} sentence={host.text('NoShop_Sentence')} />;
  return <Followed key={key} host={host} statusKey={key} />;
}

const goesOn = (picture: OrderPicture | undefined): boolean =>
  picture !== undefined && ['Received', 'Working', 'Waiting'].includes(picture.status.state ?? '');

function Followed({ host, statusKey }: { host: Host; statusKey: string }): React.ReactElement {
  const { text } = host;
  const styles = useStyles();
  const read = React.useMemo(() => orderReader(host, statusKey), [host, statusKey]);
  const thorough = React.useRef(false);
  const live = useLive(host, {
    key: statusKey,
    load: async () => {
      const all = thorough.current;
      thorough.current = false;
      return await read(all);
    },
    goesOn: (picture) => goesOn(picture) || asked.busy,
  });
  const lookAgain = () => {
    thorough.current = true;
    live.look();
  };
  const asked = useAsk(host, lookAgain);
  const picture = live.value;

  if (live.loading) return <Loading what={text('Loading')} onAgain={lookAgain} />;
  if (!picture && live.failure) return <Failed failure={live.failure} onAgain={lookAgain} />;
  if (!picture) {
    return (
      <Empty
        title={text('Unknown_Title')}
        sentence={text('Unknown_Sentence', { key: statusKey })}
        way={{ label: text('Host_TryAgain'), go: lookAgain }}
      />
    );
  }
  const { status, problems, approvals } = picture;
  return (
    <div className={styles.column}>
      <OfflineNotice />
      {live.failure && live.failure.kind !== 'offline' && <Failed failure={live.failure} onAgain={lookAgain} />}
      {picture.storeName === undefined && <Notice intent="warning" sentence={text('StoreGone', { store: status.store })} />}
      <Glance host={host} picture={picture} />
      <Problems host={host} problems={problems} />
      <Approvals host={host} approvals={approvals} />
      {asked.state && <AskedLine state={asked.state} onUndo={asked.undo} onClose={asked.clear} />}
      <Actions host={host} status={status} actions={actionsFor(status, problems, approvals)} busy={asked.busy} onAsk={asked.ask} />
      <Timeline host={host} status={status} events={picture.events} />
      <Documents host={host} documents={picture.documents} />
    </div>
  );
}

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0, padding: tokens.spacingVerticalS },
});

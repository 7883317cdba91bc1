import { Badge } from '@fluentui/react-components';
import * as React from 'react';
import { targetDocuments } from '../../shared/canonical/target-schema.ts';
import type { ControlProps } from '../host/control.tsx';
import { Failed, Loading, Notice, OfflineNotice } from '../host/states.tsx';
import { hasEnded } from '../host/ticket.ts';
import { Act } from './act.tsx';
import { offers } from './desk.ts';
import { FirstStep } from './first-step.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { ReleaseBar } from './release-bar.tsx';
import { useStyles } from './styles.ts';
import { useRelease } from './use-release.ts';
import { type Head, useWork, type Work } from './use-work.ts';
import { stateOf } from './versions.ts';
import { Views } from './views.tsx';

type Props = ControlProps<IInputs, IOutputs>;

const narrowest = 760;

/** The rules of one store for one document. */
export function Editor(props: Props): React.ReactElement {
  const { host, inputs, disabled } = props;
  const document = targetDocuments.find((name) => name === inputs.document?.raw);
  const store = inputs.store?.raw?.trim() ?? '';
  const key = inputs.mappingSetKey?.raw ?? '';
  if (!document || !store) return <FirstStep host={host} store={store} document={document} />;
  const head = { document, store, key, version: inputs.version?.raw ?? 1, state: stateOf(inputs.state?.raw), locked: disabled };
  return <OpenEditor key={`${key} ${store} ${document}`} {...props} head={head} />;
}

function OpenEditor({ host, inputs, output, fullScreen, width, head }: Props & { head: Head }): React.ReactElement {
  const styles = useStyles();
  const work = useWork(host, head, inputs.rules.raw ?? '', (rules) => output({ rules }));
  const release = useRelease(work);
  const { desk, column } = work;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape' && desk.picked !== undefined) desk.pick(undefined);
    if (desk.readOnly || !(event.ctrlKey || event.metaKey) || (event.target as Element).matches('input, textarea')) return;
    if (event.key === 'z') column.undo();
    else if (event.key === 'y') column.redo();
    else return;
    event.preventDefault();
  };
  return (
    // Keys reach this from what is inside.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is asked of the element itself
    <div className={styles.root} onKeyDown={onKeyDown}>
      <OfflineNotice />
      <Title work={work} fullScreen={fullScreen} />
      <ReleaseBar work={work} release={release} />
      {work.failure && <Failed failure={work.failure} onAgain={work.readAgain} />}
      <Asking work={work} />
      <Views work={work} release={release} narrow={width > 0 && width < narrowest} />
      <Offers id={offers.paths} values={work.paths} />
      <Offers id={offers.maps} values={Object.keys(desk.bench.valueMaps)} />
      <Offers id={offers.zones} values={zones} />
    </div>
  );
}

const zones = ['store.timeZone'];

function Offers({ id, values }: { id: string; values: readonly string[] }): React.ReactElement {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}

/** What is edited, whether it fits, and the way back. */
function Title({ work, fullScreen }: { work: Work; fullScreen(on: boolean): void }): React.ReactElement {
  const styles = useStyles();
  const [full, setFull] = React.useState(false);
  const { desk, head, state, column } = work;
  const { say, readOnly, preview } = desk;
  const count = preview.problems.length;
  const whyNot = (steps: readonly unknown[] | undefined, key: string) => readOnly ?? (steps?.length ? undefined : say(key));
  return (
    <div className={styles.row}>
      <span className={styles.strong}>{say('title', { document: say(`document_${head.document}`), store: head.store })}</span>
      <Badge
        appearance="tint"
        color={state === 'published' ? 'success' : 'informative'}
      >{`${say(`set_${state}`)} · ${head.version}`}</Badge>
      {work.set && <span className={count > 0 ? styles.bad : styles.good}>{say(count > 0 ? 'problems' : 'no_problems', { count })}</span>}
      <span className={styles.grow} />
      <Act
        size="small"
        look="subtle"
        label={say('undo')}
        hint="Ctrl+Z"
        why={whyNot(column.history?.past, 'nothing_to_undo')}
        onClick={column.undo}
      />
      <Act
        size="small"
        look="subtle"
        label={say('redo')}
        hint="Ctrl+Y"
        why={whyNot(column.history?.future, 'nothing_to_redo')}
        onClick={column.redo}
      />
      <Act
        size="small"
        look="subtle"
        label={say(full ? 'small_screen' : 'full_screen')}
        onClick={() => {
          fullScreen(!full);
          setFull(!full);
        }}
      />
    </div>
  );
}

/** Fields and documents come from the service; until then, and without it, rules stand there without values. */
function Asking({ work }: { work: Work }): React.ReactElement | null {
  const { fetched, askAgain, desk } = work;
  if (fetched.context || !fetched.state) return null;
  if (!hasEnded(fetched.state)) return <Loading what={desk.say('context_loading')} onAgain={askAgain} />;
  return (
    <Notice
      intent="warning"
      sentence={desk.say('context_missing', { says: fetched.state.says })}
      way={{ label: desk.say('Host_TryAgain'), go: askAgain }}
    />
  );
}

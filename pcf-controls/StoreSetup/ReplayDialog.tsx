import { Checkbox, Field, Input, mergeClasses, Select, Text } from '@fluentui/react-components';
import * as React from 'react';
import type { SyncState } from '../../shared/canonical/status.ts';
import { useHost } from '../host/surface.tsx';
import { AskingDialog } from './AskingDialog.tsx';
import { useLayout } from './layout.ts';
import { canLookAgain, type ReplayForm, replayBody, replayKinds, replayStates } from './replay-form.ts';

const hourMs = 3_600_000;

interface Props {
  onReplay(body: Readonly<Record<string, unknown>>): void;
  onClose(): void;
}

/** Which time is to be run again; the last hour unless somebody says another. */
export function ReplayDialog({ onReplay, onClose }: Props): React.ReactElement {
  const { text, show } = useHost();
  const layout = useLayout();
  const [form, setForm] = React.useState<ReplayForm>(() => {
    const now = Date.now();
    // A field for a moment ends with its minutes: what came in this one belongs to the last hour, too.
    return { from: show.local(now - hourMs), to: show.local(now + 60_000), kind: 'order', states: [], lookAgain: false };
  });
  const set = (change: Partial<ReplayForm>) => setForm((before) => ({ ...before, ...change }));
  const read = replayBody(form, show.instant);
  const fault = 'fault' in read ? text(read.fault) : undefined;
  const moment = (end: 'from' | 'to') => (
    <Field
      label={text(`Replay_${end}`)}
      hint={text('Replay_Local')}
      validationMessage={end === 'to' && form.from && form.to ? fault : undefined}
      required
    >
      <Input type="datetime-local" value={form[end]} onChange={(_event, { value }) => set({ [end]: value })} />
    </Field>
  );
  return (
    <AskingDialog
      title={text('Replay_Title')}
      act={text('Replay_Do')}
      wanting={fault}
      onAct={() => 'body' in read && onReplay(read.body)}
      onClose={onClose}
    >
      <Text>{text('Replay_Means')}</Text>
      <div className={layout.grid}>
        {moment('from')}
        {moment('to')}
      </div>
      <Field label={text('Replay_Kind')}>
        <Select value={form.kind} onChange={(_event, { value }) => set({ kind: value })}>
          {replayKinds.map((kind) => (
            <option key={kind} value={kind}>
              {text(`Kind_${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={text('Replay_States')} hint={text('Replay_States_Hint')}>
        <fieldset className={mergeClasses(layout.line, layout.bare)}>
          {replayStates.map((state) => (
            <Checkbox
              key={state}
              label={text(`Sync_${state}`)}
              checked={form.states.includes(state)}
              onChange={() => set({ states: toggled(form.states, state) })}
            />
          ))}
        </fieldset>
      </Field>
      {canLookAgain(form) && (
        <Checkbox
          label={text('Replay_Look')}
          checked={form.lookAgain}
          onChange={(_event, { checked }) => set({ lookAgain: checked === true })}
        />
      )}
    </AskingDialog>
  );
}

const toggled = (states: readonly SyncState[], state: SyncState): SyncState[] =>
  states.includes(state) ? states.filter((one) => one !== state) : [...states, state];

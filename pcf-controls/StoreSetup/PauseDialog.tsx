import { Field, Radio, RadioGroup, Text, Textarea } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';
import { AskingDialog } from './AskingDialog.tsx';
import type { StoreRow } from './store-rows.ts';

const shortest = 3;
const longest = 500;

interface Props {
  own: StoreRow;
  /** The stores of its target that run, it among them. */
  running: readonly StoreRow[];
  onPause(body: Readonly<Record<string, unknown>>): void;
  onClose(): void;
}

/** Why work is to stop, and on which stores. */
export function PauseDialog({ own, running, onPause, onClose }: Props): React.ReactElement {
  const { text } = useHost();
  const [said, setSaid] = React.useState('');
  const [all, setAll] = React.useState(false);
  const reason = said.trim();
  const which = all ? { target: own.target } : { stores: [own.key] };
  return (
    <AskingDialog
      title={text('Pause_Title')}
      act={text('Pause_Do', { count: all ? running.length : 1, store: own.name })}
      wanting={reason.length < shortest ? text('Pause_Wanting') : undefined}
      onAct={() => onPause({ ...which, reason })}
      onClose={onClose}
    >
      <Text>{text('Pause_Means')}</Text>
      {running.length > 1 && (
        <Field label={text('Pause_Which')}>
          <RadioGroup value={all ? 'all' : ''} onChange={(_event, { value }) => setAll(value === 'all')}>
            <Radio value="" label={text('Pause_One', { store: own.name })} />
            <Radio value="all" label={text('Pause_All', { target: text(`Target_${own.target}`), stores: namesOf(running) })} />
          </RadioGroup>
        </Field>
      )}
      <Field label={text('Pause_Reason')} hint={text('Pause_Reason_Hint')} required>
        <Textarea value={said} maxLength={longest} resize="vertical" onChange={(_event, { value }) => setSaid(value)} />
      </Field>
    </AskingDialog>
  );
}

export const namesOf = (stores: readonly StoreRow[]): string => stores.map(({ name }) => name).join(', ');

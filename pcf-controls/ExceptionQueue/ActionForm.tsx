import { Button, Field, Select, Textarea } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Text } from '../rows/words.ts';
import type { QueueAction } from './fixes.ts';

const shortestReason = 3;
const snoozeHours = [1, 4, 24, 72, 168] as const;

/** An action that needs a word or a time before it is carried out. */
export type AskedAction = Exclude<QueueAction, 'resubmit' | 'assign'>;

interface Props {
  action: AskedAction;
  /** How many problems it is about. */
  count: number;
  text: Text;
  now: number;
  onDo(body: Record<string, string>): void;
  onCancel(): void;
}

/** The word or the time that an action needs; Esc leaves it. */
export function ActionForm({ action, count, text, now, onDo, onCancel }: Props): React.ReactElement {
  const layout = useLayout();
  const [said, setSaid] = React.useState('');
  const [hours, setHours] = React.useState('4');
  const first = React.useRef<HTMLElement>(null);
  React.useEffect(() => first.current?.focus(), []);
  const ready = action === 'snooze' || said.trim().length >= shortestReason;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (ready) onDo(bodyOf(action, said.trim(), new Date(now + Number(hours) * 3_600_000).toISOString()));
  };
  return (
    <form
      className={layout.box}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
        event.stopPropagation();
      }}
    >
      {action === 'snooze' ? (
        <Field label={text('Snooze_Until')}>
          <Select ref={first as React.Ref<HTMLSelectElement>} value={hours} onChange={(_event, { value }) => setHours(value)}>
            {snoozeHours.map((one) => (
              <option key={one} value={one}>
                {text(`Snooze_${one}`)}
              </option>
            ))}
          </Select>
        </Field>
      ) : (
        <Field label={text(`Say_${action}`)} hint={text(`Hint_${action}`)}>
          <Textarea
            ref={first as React.Ref<HTMLTextAreaElement>}
            value={said}
            maxLength={action === 'dismiss' ? 300 : 2000}
            resize="vertical"
            onChange={(_event, { value }) => setSaid(value)}
          />
        </Field>
      )}
      <div className={layout.line}>
        <Button type="submit" appearance="primary" disabledFocusable={!ready} title={ready ? undefined : text('Say_First')}>
          {count === 1 ? text(`Do_${action}_One`) : text(`Do_${action}_Many`, count)}
        </Button>
        <Button onClick={onCancel}>{text('Cancel')}</Button>
      </div>
    </form>
  );
}

function bodyOf(action: AskedAction, said: string, until: string): Record<string, string> {
  if (action === 'snooze') return { until };
  if (action === 'dismiss') return { reason: said };
  return action === 'comment' ? { text: said } : { comment: said };
}

import { Button, Text } from '@fluentui/react-components';
import * as React from 'react';
import { useAnnounce, useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';

interface Props {
  storeKey: string;
  enabled: boolean;
  /** Somebody has stopped work on it. */
  paused: boolean;
  disabled: boolean;
  /** Why it cannot go live yet. */
  hindrance: { key: string; count?: number } | undefined;
  /** Writes the row; false when it could not. */
  switchTo(enabled: boolean): Promise<boolean>;
  output(enabled: boolean): void;
}

/** Whether the store imports, and the button that changes it. Switching off undoes going live. */
export function GoLive({ storeKey, enabled, paused, disabled, hindrance, switchTo, output }: Props): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  const announce = useAnnounce();
  const [said, setSaid] = React.useState('');
  const [busy, setBusy] = React.useState(false);
  const [on, setOn] = React.useState(enabled);
  React.useEffect(() => setOn(enabled), [enabled]);
  const turn = async (next: boolean) => {
    setBusy(true);
    const isWritten = await switchTo(next);
    setBusy(false);
    setOn(next);
    output(next);
    const sentence = isWritten ? text(next ? 'GoLive_Done' : 'SwitchOff_Done', { store: storeKey }) : text('GoLive_Unsaved');
    setSaid(sentence);
    announce(sentence);
  };
  const why = hindrance
    ? text(hindrance.key, hindrance.count === undefined ? {} : { count: hindrance.count })
    : text('GoLive_Says', { store: storeKey });
  return (
    <div className={layout.close}>
      <Text size={400} weight="semibold">
        <span aria-hidden="true">{on ? '● ' : '○ '}</span>
        {text(on ? (paused ? 'State_paused' : 'State_live') : 'State_off')}
      </Text>
      <div className={layout.line}>
        {on ? (
          <Button disabled={disabled || busy} onClick={() => void turn(false)}>
            {text('SwitchOff')}
          </Button>
        ) : (
          <Button appearance="primary" disabled={disabled || busy || hindrance !== undefined} onClick={() => void turn(true)}>
            {text('GoLive')}
          </Button>
        )}
        <Text className={layout.hint}>{said || (on ? '' : why)}</Text>
      </div>
    </div>
  );
}

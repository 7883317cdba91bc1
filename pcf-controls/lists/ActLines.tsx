import { Button, mergeClasses, Text } from '@fluentui/react-components';
import * as React from 'react';
import { AskedLine } from '../host/asked-line.tsx';
import { useHost } from '../host/surface.tsx';
import { hasEnded } from '../host/ticket.ts';
import { useLayout } from './layout.ts';
import type { Acts } from './use-acts.ts';

/** What was asked for lately: how far it is, how it ended, and the way back while there is one. */
export function ActLines({ acts }: { acts: Acts }): React.ReactElement | null {
  const { text } = useHost();
  const layout = useLayout();
  if (acts.list.length === 0) return null;
  return (
    <ul aria-label={text('Acts')} className={mergeClasses(layout.close, layout.list)}>
      {acts.list.map(({ ticket, state }) => (
        <li key={ticket.key} className={layout.line}>
          <Text weight="semibold">{ticket.command.name}</Text>
          <div style={{ flexGrow: 1, minWidth: 0 }}>
            <AskedLine state={state} onUndo={() => void ticket.withdraw()} />
          </div>
          {hasEnded(state) && (
            <Button size="small" appearance="subtle" onClick={() => acts.forget(ticket)}>
              {text('Acts_Close')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

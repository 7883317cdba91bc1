import { Button, Text } from '@fluentui/react-components';
import * as React from 'react';
import type { CommandKind } from '../../shared/canonical/command.ts';
import { AskedLine } from '../host/asked-line.tsx';
import { useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';
import type { Operating } from './use-operating.ts';

interface PartProps {
  title: string;
  says: string;
  /** Shows what came of commands of these kinds. */
  kinds: readonly CommandKind[];
  operating: Operating;
  children: React.ReactNode;
}

/** One thing that can be done with a store, with what came of it. */
export function Part({ title, says, kinds, operating: { asked }, children }: PartProps): React.ReactElement {
  const layout = useLayout();
  return (
    <section className={layout.close}>
      <Text as="h3" weight="semibold" className={layout.bare}>
        {title}
      </Text>
      {says && <Text className={layout.hint}>{says}</Text>}
      {children}
      {asked.state && asked.command && kinds.includes(asked.command.kind) && <AskedLine state={asked.state} onUndo={asked.undo} />}
    </section>
  );
}

interface ActProps {
  kind: CommandKind;
  label: string;
  primary?: boolean;
  operating: Operating;
  onAct(): void;
}

/** A button that asks for something: not while something else is under way, and not without the role, which it then names. */
export function Act({ kind, label, primary, operating, onAct }: ActProps): React.ReactElement {
  const { allowed, because } = useHost().may(kind);
  return (
    <Button
      appearance={primary ? 'primary' : undefined}
      disabledFocusable={!allowed || operating.asked.busy}
      title={because || undefined}
      onClick={onAct}
    >
      {label}
    </Button>
  );
}

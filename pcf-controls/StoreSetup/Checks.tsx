import { Button, makeStyles, mergeClasses, Text } from '@fluentui/react-components';
import * as React from 'react';
import type { CommandKind, StoreCheck } from '../../shared/canonical/command.ts';
import { AskedLine } from '../host/asked-line.tsx';
import { Notice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { CheckMark } from './CheckMark.tsx';
import { sortedChecks } from './checks.ts';
import { useLayout } from './layout.ts';
import type { Checking } from './use-checking.ts';

/** What a store still needs, with how to get it; what is right is folded away. */
export function Checks({ checking, disabled }: { checking: Checking; disabled: boolean }): React.ReactElement {
  const host = useHost();
  const styles = useStyles();
  const layout = useLayout();
  const { text } = host;
  const [all, setAll] = React.useState(false);
  const { checks, stale, asked, hindrance } = checking;
  const may = host.may('check-store');
  const sorted = sortedChecks(checks ?? []);
  const right = sorted.filter(({ state }) => state === 'right');
  const open = sorted.filter(({ state }) => state !== 'right');
  return (
    <>
      <div className={layout.line}>
        <Button disabled={!may.allowed || disabled || checking.busy} onClick={() => void checking.check()}>
          {text('Check_Now')}
        </Button>
        <Text className={layout.hint}>{may.allowed ? text('Check_Says') : may.because}</Text>
      </div>
      {asked.state && asked.state.phase !== 'done' && <AskedLine state={asked.state} onUndo={asked.undo} />}
      {asked.state?.phase === 'done' && asked.command?.kind !== 'check-store' && <AskedLine state={asked.state} onUndo={asked.undo} />}
      {hindrance && <Notice intent="warning" sentence={hindrance} />}
      {checks === undefined && <Text className={layout.hint}>{text('Check_None')}</Text>}
      {checks !== undefined && stale && <Text className={layout.hint}>{text('Check_Stale')}</Text>}
      {open.length > 0 && <CheckList checks={open} disabled={disabled || checking.busy} repair={checking.repair} />}
      {right.length > 0 && (
        <>
          <Button size="small" appearance="subtle" className={styles.fold} aria-expanded={all} onClick={() => setAll(!all)}>
            {text('Checks_Right', { count: right.length })}
          </Button>
          {all && <CheckList checks={right} disabled={disabled} repair={checking.repair} />}
        </>
      )}
    </>
  );
}

interface ListProps {
  checks: readonly StoreCheck[];
  disabled: boolean;
  repair(kind: CommandKind): void;
}

function CheckList({ checks, disabled, repair }: ListProps): React.ReactElement {
  const host = useHost();
  const styles = useStyles();
  const layout = useLayout();
  const { text } = host;
  return (
    <ul className={mergeClasses(layout.close, layout.bare)}>
      {checks.map(({ id, title, state, says, advice, repair: kind }) => (
        <li key={id} className={layout.closest}>
          <div className={layout.line}>
            <Text weight="semibold">{title}</Text>
            <CheckMark state={state} />
          </div>
          {says && <Text className={styles.says}>{says}</Text>}
          {advice && state !== 'right' && <Text className={styles.says}>{advice}</Text>}
          {kind && state !== 'right' && (
            <div className={layout.line}>
              <Button
                size="small"
                disabled={disabled || !host.may(kind).allowed}
                aria-label={`${text('Repair')}: ${title}`}
                onClick={() => repair(kind)}
              >
                {text('Repair')}
              </Button>
              {!host.may(kind).allowed && <Text size={200}>{host.may(kind).because}</Text>}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

const useStyles = makeStyles({
  fold: { alignSelf: 'start' },
  says: { overflowWrap: 'anywhere' },
});

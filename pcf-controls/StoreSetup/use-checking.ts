import * as React from 'react';
import type { CommandKind, StoreCheck } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import type { Host } from '../host/host.ts';
import { quoted } from '../host/rows.ts';
import { type Asked, useAsk } from '../host/use-ask.ts';
import { checksInColumn, checksOf } from './checks.ts';

/** The columns of the store row as the form shows them now. */
export interface StoreColumns {
  cmc_connection: string;
  cmc_policies: string;
  cmc_connector: string;
  cmc_legalentity: string;
}

export interface Checking {
  /** Undefined when nothing was ever checked. */
  checks: StoreCheck[] | undefined;
  /** Something was changed since. */
  stale: boolean;
  busy: boolean;
  asked: Asked;
  /** Why nothing could be checked or written. */
  hindrance: string | undefined;
  check(): Promise<void>;
  repair(kind: CommandKind): void;
  /** Switches the store in its row; false when there is no row yet. */
  switchTo(enabled: boolean): Promise<boolean>;
}

interface Store {
  key: string;
  columns: StoreColumns;
  /** The column that keeps what the last check found. */
  column: string | null | undefined;
}

const table = 'cmc_store';
const answerMinutes = 5;

/**
 * Checks look at the row, so what the form shows is written there first: the person need not leave the form or know the order of things.
 */
export function useChecking(host: Host, { key, columns, column }: Store): Checking {
  const [answer, setAnswer] = React.useState<StoreCheck[]>();
  const [hindrance, setHindrance] = React.useState<string>();
  const [saving, setSaving] = React.useState(false);
  const checked = React.useRef(markOf(columns));
  const asked = useAsk(host, ({ phase, answer: said }, { kind }) => {
    if (kind === 'check-store') setAnswer((before) => checksOf(said) ?? before);
    else if (phase === 'done') void check();
  });

  async function check(): Promise<void> {
    setHindrance(undefined);
    if (!key) return setHindrance(host.text('Check_NoKey'));
    setSaving(true);
    try {
      if (!(await written(host, key, { ...columns }))) return setHindrance(host.text('Check_NotSaved'));
      checked.current = markOf(columns);
      asked.ask({ kind: 'check-store', store: key, body: { store: key }, lifeMinutes: answerMinutes });
    } catch (error) {
      setHindrance(host.text('Check_NotWritten', { detail: host.failure(error).detail }));
    } finally {
      setSaving(false);
    }
  }

  return {
    checks: answer ?? checksInColumn(column, host.language),
    stale: checked.current !== markOf(columns),
    busy: saving || asked.busy,
    asked,
    hindrance,
    check,
    repair: (kind) => void asked.ask({ kind, store: key, body: { store: key } }),
    async switchTo(enabled) {
      try {
        return await written(host, key, { cmc_enabled: enabled });
      } catch (error) {
        setHindrance(host.text('Check_NotWritten', { detail: host.failure(error).detail }));
        return false;
      }
    },
  };
}

const markOf = (columns: StoreColumns): string => JSON.stringify(columns);

/** Writes what differs; false when there is no such row yet. */
async function written({ rows }: Host, key: string, wanted: Record<string, unknown>): Promise<boolean> {
  const names = Object.keys(wanted);
  const row = await rows.first(table, { select: ['cmc_storeid', ...names], filter: `cmc_key eq ${quoted(key)}` });
  if (!row) return false;
  const changed = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => textOf(row[name]) !== textOf(value)));
  if (Object.keys(changed).length > 0) await rows.update(table, textOf(row.cmc_storeid), changed);
  return true;
}

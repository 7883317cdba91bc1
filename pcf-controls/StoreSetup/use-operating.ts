import * as React from 'react';
import type { CommandKind } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import type { Failure } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { quoted } from '../host/rows.ts';
import { type Asked, useAsk } from '../host/use-ask.ts';
import { likewise, type StoreRow, storeColumns, storeOf } from './store-rows.ts';

export interface Operating {
  /** The store of the form as its row says; undefined when there is no row, or it was not read yet. */
  own: StoreRow | undefined;
  /** It, and the others of its target that run when it runs, or stand when it stands. */
  alike: StoreRow[];
  /** Who stopped it; empty where it is not known. */
  pausedBy: string;
  /** Why the row could not be read. */
  failure: Failure | undefined;
  asked: Asked;
  look(): Promise<void>;
  /** `about` names in a few words what it is about. */
  ask(kind: CommandKind, about: string, body: Readonly<Record<string, unknown>>): void;
}

const undoSeconds = 5;

interface Seen {
  stores: StoreRow[];
  pausedBy: string;
  failure?: Failure;
}

/** The store's row, and what is asked for it. `settled` changes when the row may have been saved. */
export function useOperating(host: Host, key: string, settled: unknown): Operating {
  const [{ stores, pausedBy, failure }, setSeen] = React.useState<Seen>({ stores: [], pausedBy: '' });
  const own = stores.find((store) => store.key === key);
  const look = async () => {
    try {
      setSeen(await seen(host, key));
    } catch (error) {
      setSeen((before) => ({ ...before, failure: host.failure(error) }));
    }
  };
  const asked = useAsk(host, look);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known already need not be looked at again.
  React.useEffect(() => {
    if (key && !own) void look();
  }, [key, settled]);
  return {
    own,
    alike: own ? likewise(own, stores) : [],
    pausedBy,
    failure,
    asked,
    look,
    ask: (kind, about, body) => void asked.ask({ kind, store: key, body, name: `${host.text(`Name_${kind}`)} · ${about}`, undoSeconds }),
  };
}

async function seen(host: Host, key: string): Promise<Seen> {
  const stores = (await host.rows.read('cmc_store', { select: storeColumns })).map(storeOf);
  const paused = stores.find((store) => store.key === key)?.paused;
  return { stores, pausedBy: paused ? await whoPaused(host, key, paused.since) : '' };
}

const person = '_cmc_userid_value';
const done = 727_000_000;

/** The audit knows; who may not read it does not hear of it. */
async function whoPaused({ rows }: Host, key: string, since: number): Promise<string> {
  const filter = `cmc_action eq 'pause-stores' and cmc_store eq ${quoted(key)} and cmc_outcome eq ${done} and cmc_occurredon ge ${new Date(since).toISOString()}`;
  const entry = await rows.first('cmc_auditentry', { select: [person], filter, order: 'cmc_occurredon asc' }).catch(() => undefined);
  return textOf(entry?.[`${person}@OData.Community.Display.V1.FormattedValue`]);
}

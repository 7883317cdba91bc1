import * as React from 'react';
import type { TargetDocument } from '../../shared/canonical/target-schema.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { rootsOf } from '../../shared/mapping/source.ts';
import type { Host } from '../host/host.ts';
import { useAnnounce } from '../host/surface.tsx';
import type { Desk } from './desk.ts';
import { mapsOf } from './entries.ts';
import { linked } from './link.ts';
import { newId, withRule } from './model.ts';
import { type Bench, benchOf, previewOf } from './preview.ts';
import type { RowHead } from './read-rules.ts';
import { leafPaths, type SourceNode, sourceTree } from './tree.ts';
import { type Column, useColumn } from './use-column.ts';
import { type Beside, type Fetched, useBeside, useMappingContext } from './use-rows.ts';
import { inForce, type SetState, shippedOnly, type Version } from './versions.ts';

/** What the form says of the row that is edited. */
export interface Head extends RowHead {
  key: string;
  store: string;
  /** As the form has it; the row itself may know better. */
  state: SetState;
  locked: boolean;
}

/** Everything the editor knows while somebody works. */
export interface Work {
  head: Head;
  host: Host;
  desk: Desk;
  column: Column;
  /** Undefined where the column holds no rules. */
  set?: MappingSet;
  state: SetState;
  /** The saved row of what is edited; undefined before it is read, and of a form that was never saved. */
  row?: Version;
  beside?: Beside;
  failure?: ReturnType<Host['failure']>;
  fetched: Fetched;
  /** The rules that count now. */
  counting: MappingSet;
  countingVersion?: Version;
  tree: readonly SourceNode[];
  paths: readonly string[];
  sample: number;
  chooseSample(sample: number): void;
  readAgain(): void;
  askAgain(): void;
}

export function useWork(host: Host, head: Head, raw: string, write: (rules: string) => void): Work {
  const [turns, setTurns] = React.useState({ rows: 0, context: 0 });
  const [sample, chooseSample] = React.useState(0);
  const { store, document } = head;
  const column = useColumn(raw, head, write);
  const { beside, failure } = useBeside(host, store, document, turns.rows);
  const fetched = useMappingContext(host, store, document, turns.context);
  const set = 'set' in column.read ? column.read.set : undefined;
  const row = beside?.versions.find((version) => version.key === head.key);
  const state = row?.state ?? head.state;
  const given = fetched.context?.samples[sample]?.given;
  const bench = useBench(document, store, fetched, beside, set);
  const tree = React.useMemo(() => sourceTree(given, rootsOf[document]), [given, document]);
  const shown = set ?? shippedOnly(document);
  const countingVersion = beside && inForce(beside.versions);
  return {
    head,
    host,
    column,
    set,
    state,
    row,
    beside,
    failure,
    fetched,
    desk: useDesk(column, shown, bench, given, { say: host.text, readOnly: whyReadOnly(host, head, state) }),
    counting: countingVersion && 'set' in countingVersion.rules ? countingVersion.rules.set : shippedOnly(document),
    countingVersion,
    tree,
    paths: React.useMemo(() => leafPaths(tree), [tree]),
    sample,
    chooseSample,
    readAgain: () => setTurns(({ rows, context }) => ({ rows: rows + 1, context })),
    askAgain: () => setTurns(({ rows, context }) => ({ rows, context: context + 1 })),
  };
}

/** Value maps are taken from their rows, which may be newer than what the service said. */
function useBench(
  document: TargetDocument,
  store: string,
  { context }: Fetched,
  beside: Beside | undefined,
  set: MappingSet | undefined,
): Bench {
  const alone = context ? undefined : set;
  return React.useMemo(() => {
    const bench = benchOf(document, context, alone);
    return beside ? { ...bench, valueMaps: mapsOf(beside.entries, store, Object.keys(bench.valueMaps)) } : bench;
  }, [document, store, context, beside, alone]);
}

function useDesk(column: Column, set: MappingSet, bench: Bench, given: unknown, { say, readOnly }: Pick<Desk, 'say' | 'readOnly'>): Desk {
  const announce = useAnnounce();
  const [picked, setPicked] = React.useState<string>();
  const written = JSON.stringify(set);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a set is what is written in it
  const preview = React.useMemo(() => previewOf(set, bench, given), [written, bench, given]);
  return {
    say,
    set,
    bench,
    preview,
    given,
    readOnly,
    edit: column.edit,
    picked,
    pick(path) {
      setPicked(path);
      announce(say(path === undefined ? 'put_back' : 'picked_up', { path: path ?? '' }));
    },
    link(path, target) {
      const field = bench.schema.fields.find(({ name }) => name === target);
      if (!field) return;
      const rule = preview.rules.find((one) => one.rule.target === target)?.rule;
      column.edit(withRule(set, linked(rule, path, field, newId(target, [...bench.defaults.rules, ...set.rules]))));
      setPicked(undefined);
      announce(say('linked', { path, field: field.label ?? target }));
    },
    announce,
  };
}

/** Only a draft may be changed, and only by who may publish it. */
function whyReadOnly(host: Host, { locked, version }: Head, state: SetState): string | undefined {
  if (state !== 'draft') return host.text(`read_only_${state}`, { version });
  return host.may('publish-mapping').because || (locked ? host.text('read_only_locked') : undefined);
}

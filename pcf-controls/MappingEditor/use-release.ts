import * as React from 'react';
import type { CommandKind } from '../../shared/canonical/command.ts';
import { type Asked, useAsk } from '../host/use-ask.ts';
import { changesBetween } from './diff.ts';
import type { Work } from './use-work.ts';
import { draftRow, type Version } from './versions.ts';

const mappingSet = 'cmc_mappingset';

/** The way of a draft into force, and back. */
export interface Release {
  asked: Asked;
  /** So many fields would be filled otherwise than now. */
  changes: number;
  unsaved: boolean;
  /** What Dataverse said when something could not be written. */
  wrong?: string;
  setWrong(error: unknown): void;
  test(): void;
  publish(comment: string): void;
  rollBack(version: Version): void;
  /** Makes a new row with these rules, and opens it. */
  draft(from: Version): void;
  /** Why not; undefined where it can be done. */
  why(kind: CommandKind): string | undefined;
}

export function useRelease(work: Work): Release {
  const { host, head, desk, column, row, state, beside, counting } = work;
  const { say, bench, set } = desk;
  const asked = useAsk(host, work.readAgain);
  const [wrong, setSentence] = React.useState<string>();
  const setWrong = (error: unknown) => setSentence(host.failure(error).detail || say('Host_Failed'));
  const { key, store, document } = head;
  const unsaved = row !== undefined && row.raw !== column.text && state === 'draft';
  const writing = (work: () => Promise<void>): void => {
    setSentence(undefined);
    work().catch(setWrong);
  };
  const asking = (kind: 'test-mapping' | 'publish-mapping', more: { comment?: string } = {}): void =>
    writing(async () => {
      if (unsaved && row) await host.rows.update(mappingSet, row.id, { cmc_rules: column.text });
      asked.ask({ kind, store, body: { mappingSet: key, ...more } });
    });
  return {
    asked,
    changes: changesBetween(bench.defaults, counting, set).length,
    unsaved,
    wrong,
    setWrong,
    test: () => asking('test-mapping'),
    publish: (comment) => asking('publish-mapping', comment ? { comment } : {}),
    rollBack: (version) => void asked.ask({ kind: 'roll-back-mapping', store, body: { mappingSet: version.key } }),
    draft: (from) =>
      writing(async () => {
        const rules = from.key !== key && 'set' in from.rules ? from.rules.set : set;
        host.open(mappingSet, await host.rows.create(mappingSet, draftRow({ store, document }, rules, beside?.versions ?? [])));
      }),
    why: (kind) => host.may(kind).because || (asked.busy ? say('busy') : row ? undefined : say('save_first')),
  };
}

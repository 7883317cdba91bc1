import * as React from 'react';
import type { CompanionRole } from '../../shared/canonical/roles.ts';
import type { ControlProps } from '../host/control.tsx';
import type { Host } from '../host/host.ts';
import { Failed, Loading, OfflineNotice } from '../host/states.tsx';
import { ActLines } from '../lists/ActLines.tsx';
import { useLayout } from '../lists/layout.ts';
import { type Acts, useActs } from '../lists/use-acts.ts';
import { useNames } from '../lists/use-names.ts';
import { useRecords } from '../lists/use-records.ts';
import { useRefreshing } from '../lists/use-refreshing.ts';
import { heightOf, useNow, useWidth } from '../lists/use-size.ts';
import { useWords } from '../lists/use-words.ts';
import type { Words } from '../rows/words.ts';
import type { Asking } from './asking.ts';
import { teamsOf } from './fixes.ts';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { Queue } from './Queue.tsx';
import { exceptionColumns, readException } from './rows.ts';

const wanted = {
  table: 'cmc_exception',
  columns: exceptionColumns,
  lookups: new Set(['cmc_assignedto']),
  filter: 'cmc_state eq 727000000',
};

/** The exception queue over a view of `cmc_exception`. */
export function ExceptionQueueView({ host, inputs, height }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  const layout = useLayout();
  const set = inputs.exceptions;
  const box = React.useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const now = useNow();
  const records = useRecords(set, host.rows, wanted);
  const { soon } = useRefreshing(host, set);
  const acts = useActs(host, ({ phase }) => phase === 'done' && soon());
  const { language } = host;
  const rows = React.useMemo(() => records.cells.map(({ id, value }) => readException(id, value, language)), [records.cells, language]);
  const nameOf = useNames(
    host,
    React.useMemo(() => rows.flatMap(({ remarks }) => remarks.map(({ by }) => by)), [rows]),
  );
  const onlooker = useOnlooker(host);
  const words = useWords(host, now);
  const tools = { words, asking: askingOf(host, words, acts), now, nameOf, moment: (at: string) => host.show.moment(at) };

  return (
    <div ref={box} className={layout.ground} style={{ height: heightOf(height) }}>
      <OfflineNotice />
      {records.error !== undefined && <Failed failure={host.failure(records.error)} onAgain={() => set.refresh()} />}
      {rows.length === 0 && records.loading ? (
        <Loading what={host.text('Loading')} onAgain={() => set.refresh()} />
      ) : (
        // Before its width is known it would be drawn as a narrow one, and at once again beside its detail.
        width > 0 &&
        (rows.length > 0 || records.error === undefined) && (
          <Queue rows={rows} loading={records.loading} onlooker={onlooker} tools={tools} checkedAt={records.checkedAt} width={width} />
        )
      )}
      <ActLines acts={acts} />
    </div>
  );
}

function useOnlooker(host: Host) {
  const [roles, setRoles] = React.useState<ReadonlySet<CompanionRole>>(new Set());
  React.useEffect(() => {
    host.me.roles().then(setRoles, () => undefined);
  }, [host]);
  return React.useMemo(() => ({ id: host.me.userId, teams: teamsOf(roles) }), [host, roles]);
}

const undoSeconds = 5;
/** A question is worth its answer only as long as somebody looks. */
const questionMinutes = 2;

function askingOf(host: Host, { text }: Words, acts: Acts): Asking {
  return {
    async question(kind, { kind: documentType, cause: causeKey, ...target }, body) {
      const ticket = host.ask({ kind, ...target, documentType, causeKey, body: { ...body }, lifeMinutes: questionMinutes });
      const { phase, answer, says } = await ticket.settled;
      if (phase !== 'done') throw new Error(says);
      return answer;
    },
    act(kind, { kind: documentType, cause: causeKey, ...target }, body, about) {
      acts.ask({ kind, ...target, documentType, causeKey, body: { ...body }, name: `${text(`Name_${kind}`)} · ${about}`, undoSeconds });
    },
    denied(kind) {
      const { allowed, because } = host.may(kind);
      return allowed ? undefined : because;
    },
    choosePerson: async () => (await host.choose('systemuser').catch(() => undefined))?.id,
  };
}

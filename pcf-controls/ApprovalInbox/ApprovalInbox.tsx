import * as React from 'react';
import type { ControlProps } from '../host/control.tsx';
import type { Host } from '../host/host.ts';
import { quoted } from '../host/rows.ts';
import { Failed, Loading, OfflineNotice } from '../host/states.tsx';
import { hasEnded } from '../host/ticket.ts';
import { ActLines } from '../lists/ActLines.tsx';
import { useLayout } from '../lists/layout.ts';
import { type Acts, useActs } from '../lists/use-acts.ts';
import { useRecords } from '../lists/use-records.ts';
import { useRefreshing } from '../lists/use-refreshing.ts';
import { heightOf, useNow, useWidth } from '../lists/use-size.ts';
import { useWords } from '../lists/use-words.ts';
import { sums } from '../rows/amounts.ts';
import { recordsOf } from '../rows/cells.ts';
import { cellOf } from '../rows/records.ts';
import type { Words } from '../rows/words.ts';
import type { Decision } from './DecisionBar.tsx';
import { type Limits, limitsOf, seen } from './decision.ts';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { Inbox } from './Inbox.tsx';
import { type ApprovalRow, approvalColumns, readApproval } from './rows.ts';

const wanted = {
  table: 'cmc_approval',
  columns: approvalColumns,
  lookups: new Set(['cmc_requestedby', 'cmc_decidedby']),
  filter: '',
};
const undoSeconds = 5;

/** The approval inbox over a view of `cmc_approval`. */
export function ApprovalInboxView({ host, inputs, height }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  const layout = useLayout();
  const set = inputs.approvals;
  const box = React.useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const now = useNow();
  const records = useRecords(set, host.rows, wanted);
  const { soon } = useRefreshing(host, set);
  const acts = useActs(host, ({ phase }) => (phase === 'done' || phase === 'refused') && soon());
  const rows = React.useMemo(
    () => records.cells.map(({ id, value }) => readApproval(id, value, host.language)),
    [records.cells, host.language],
  );
  const limits = useLimits(host);
  const words = useWords(host, now);
  const may = host.may('approve');

  return (
    <div ref={box} className={layout.ground} style={{ height: heightOf(height) }}>
      <OfflineNotice />
      {records.error !== undefined && <Failed failure={host.failure(records.error)} onAgain={() => set.refresh()} />}
      {rows.length === 0 && records.loading ? (
        <Loading what={host.text('Loading')} onAgain={() => set.refresh()} />
      ) : (
        (rows.length > 0 || records.error === undefined) && (
          <Inbox
            rows={rows}
            loading={records.loading}
            checkedAt={records.checkedAt}
            width={width}
            tools={{
              words,
              now,
              limits,
              pending: pendingIn(acts),
              userId: host.me.userId,
              denied: may.allowed ? undefined : may.because,
              moment: (at) => host.show.moment(at),
              decide: (decision, chosen, comment) => ask(acts, words, { decision, chosen, comment }),
              openOrder: (row) => (row.kind === 'order' ? () => void openOrder(host, row) : undefined),
            }}
          />
        )
      )}
      <ActLines acts={acts} />
    </div>
  );
}

function ask(acts: Acts, { text, money }: Words, said: { decision: Decision; chosen: readonly ApprovalRow[]; comment: string }): void {
  const { decision, chosen, comment } = said;
  const [first] = chosen;
  const about = chosen.length === 1 && first ? first.number : text('Questions', chosen.length);
  acts.ask({
    kind: decision,
    body: { approvals: seen(chosen), comment },
    name: [text(`Name_${decision}`), about, money(sums(chosen))].filter(Boolean).join(' · '),
    undoSeconds,
  });
}

/** Keys of what has a decision under way. */
const pendingIn = (acts: Acts): Set<string> =>
  new Set(
    acts.list
      .filter(({ state }) => !hasEnded(state))
      .flatMap(({ ticket }) => recordsOf(ticket.command.body?.approvals).map(({ key }) => String(key))),
  );

async function openOrder(host: Host, { store, kind, externalId }: ApprovalRow): Promise<void> {
  const filter = `cmc_store eq ${quoted(store)} and cmc_documenttype eq ${quoted(kind)} and cmc_externalid eq ${quoted(externalId)}`;
  const row = await host.rows.first('cmc_syncstatus', { select: ['cmc_syncstatusid'], filter }).catch(() => undefined);
  if (typeof row?.cmc_syncstatusid === 'string') host.open('cmc_syncstatus', row.cmc_syncstatusid);
}

/** What this person may approve; nothing until it is known. */
function useLimits(host: Host): Limits {
  const [limits, setLimits] = React.useState<Limits>(new Map());
  React.useEffect(() => {
    const filter = `_cmc_userid_value eq ${host.me.userId}`;
    host.rows
      .read('cmc_approvallimit', { select: ['cmc_currency', 'cmc_limit'], filter })
      .then((rows) => setLimits(limitsOf(rows.map((row) => (column: string) => cellOf(row, column)))))
      .catch(() => undefined);
  }, [host]);
  return limits;
}

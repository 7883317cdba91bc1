import { textOf } from '../../shared/core/json.ts';
import type { Host } from '../host/host.ts';
import { quoted, type Row } from '../host/rows.ts';
import {
  type AskedApproval,
  approvalColumns,
  type DocumentStatus,
  eventColumns,
  type HappenedEvent,
  type OpenProblem,
  problemColumns,
  readApproval,
  readEvents,
  readProblem,
  readStatus,
  statusColumns,
} from './rows.ts';

/** Everything that the control shows of one order. */
export interface OrderPicture {
  status: DocumentStatus;
  /** What the store is called; undefined when its row was deleted. */
  storeName: string | undefined;
  events: HappenedEvent[];
  /** Shipments, cancellations and the like that belong to it. */
  documents: DocumentStatus[];
  problems: OpenProblem[];
  approvals: AskedApproval[];
}

const openException = 727_000_000;
/** So long after it was read, what hangs on an unchanged order is read again. */
const freshMs = 20_000;

/**
 * Reads one order again and again: as long as its own row has not changed, that row alone, and what hangs on it every 20 seconds.
 * Undefined when there is no such row.
 */
export function orderReader(host: Host, key: string): (thorough?: boolean) => Promise<OrderPicture | undefined> {
  let last: { picture: OrderPicture; changedOn: string; at: number } | undefined;
  return async (thorough = false) => {
    const row = await host.rows.first('cmc_syncstatus', { select: statusColumns, filter: `cmc_key eq ${quoted(key)}` });
    if (!row) return undefined;
    const status = readStatus(row, host.language);
    const changedOn = `${textOf(row.modifiedon)}|${JSON.stringify(status)}`;
    if (!thorough && last?.changedOn === changedOn && Date.now() - last.at < freshMs) return last.picture;
    const storeName = last?.picture.storeName ?? (await storeNameOf(host, status.store));
    const picture = { status, storeName, ...(await belongings(host, status)) };
    last = { picture, changedOn, at: Date.now() };
    return picture;
  };
}

async function belongings(host: Host, status: DocumentStatus): Promise<Omit<OrderPicture, 'status' | 'storeName'>> {
  const ofDocument = `cmc_store eq ${quoted(status.store)} and cmc_documenttype eq ${quoted(status.kind)} and cmc_externalid eq ${quoted(status.externalId)}`;
  const [events, documents, problems, approvals] = await Promise.all([
    host.rows.read('cmc_syncevent', {
      select: eventColumns,
      filter: `cmc_statuskey eq ${quoted(status.key)}`,
      order: 'cmc_occurredon asc',
    }),
    host.rows.read(
      'cmc_syncstatus',
      { select: statusColumns, filter: `cmc_parentkey eq ${quoted(status.key)}`, order: 'cmc_lasteventon asc' },
      50,
    ),
    host.rows.read(
      'cmc_exception',
      {
        select: problemColumns,
        filter: `cmc_state eq ${openException} and (cmc_statuskey eq ${quoted(status.key)} or (${ofDocument}))`,
        order: 'cmc_openedon asc',
      },
      50,
    ),
    visible(host, host.rows.read('cmc_approval', { select: approvalColumns, filter: ofDocument, order: 'cmc_requestedon asc' }, 50)),
  ]);
  return {
    events: readEvents(events, host.language),
    documents: documents.map((row) => readStatus(row, host.language)),
    problems: problems.map((row) => readProblem(row, host.language)),
    approvals: approvals.map((row) => readApproval(row, host.language)),
  };
}

async function storeNameOf(host: Host, store: string): Promise<string | undefined> {
  const [row] = await visible(host, host.rows.read('cmc_store', { select: ['cmc_name'], filter: `cmc_key eq ${quoted(store)}` }, 1), [
    { cmc_name: store },
  ]);
  return row && (textOf(row.cmc_name) || store);
}

/** What this person may not see is left out: the rest of the order is still worth showing. */
async function visible(host: Host, rows: Promise<Row[]>, otherwise: Row[] = []): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    if (host.failure(error).kind === 'no-rights') return otherwise;
    throw error;
  }
}

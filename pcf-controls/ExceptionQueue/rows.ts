import { textOf } from '../../shared/core/json.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { cellsOf, columnsRead, type Person, plainId, recordOf, recordsOf } from '../rows/cells.ts';

/** A word of a colleague. `by` is the id of a system user. */
export interface Remark {
  at: string;
  by: string;
  text: string;
}

/** A row of `cmc_exception` as the queue works with it. Moments are epoch milliseconds, absent when the row has none. */
export interface ExceptionRow {
  id: string;
  key: string;
  code: string;
  title: string;
  meaning: string;
  advice: string;
  team: string;
  open: boolean;
  store: string;
  kind: string;
  externalId: string;
  number: string;
  amount?: DecimalText;
  currency: string;
  cause: string;
  /** Whether the row itself names its cause: only then the server knows it. */
  named: boolean;
  detail: Record<string, unknown>;
  openedAt?: number;
  assignedTo?: Person;
  snoozedUntil?: number;
  remarks: Remark[];
  statusKey: string;
  channelUrl: string;
}

const openState = '727000000';

/** Reads one row, whatever somebody has written into it: what cannot be read counts as absent. */
export function readException(id: string, value: (column: string) => unknown): ExceptionRow {
  const { text, amount, moment, person, json } = cellsOf(value);
  return {
    id,
    key: text('cmc_key'),
    code: text('cmc_code'),
    title: text('cmc_title'),
    meaning: text('cmc_meaning'),
    advice: text('cmc_advice'),
    team: text('cmc_team'),
    open: text('cmc_state') === '' || text('cmc_state') === openState,
    store: text('cmc_store'),
    kind: text('cmc_documenttype'),
    externalId: text('cmc_externalid'),
    number: text('cmc_externalnumber') || text('cmc_externalid'),
    amount: amount('cmc_amount'),
    currency: text('cmc_currency'),
    named: text('cmc_causekey') !== '',
    cause: text('cmc_causekey') || `${text('cmc_code')}|${id}`,
    detail: recordOf(json('cmc_detail')),
    openedAt: moment('cmc_openedon'),
    assignedTo: person('cmc_assignedto'),
    snoozedUntil: moment('cmc_snoozeduntil'),
    remarks: recordsOf(json('cmc_comments'))
      .map(({ at, by, text: said }) => ({ at: textOf(at), by: plainId(textOf(by)), text: textOf(said) }))
      .filter((remark) => remark.text !== ''),
    statusKey: text('cmc_statuskey'),
    channelUrl: text('cmc_channelurl'),
  };
}

/** The columns that it reads, whatever the view shows. */
export const exceptionColumns: readonly string[] = columnsRead(readException);

/** What makes two rows the same document: an order with two unknown SKUs is one order. */
export const documentOf = ({ store, kind, externalId }: ExceptionRow): string => `${store}|${kind}|${externalId}`;

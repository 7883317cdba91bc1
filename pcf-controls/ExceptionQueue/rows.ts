import { textOf } from '../../shared/core/json.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { inOwnLanguage, inOwnWords } from '../host/own-words.ts';
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

/**
 * Reads one row, whatever somebody has written into it: what cannot be read counts as absent. Its sentences are in the reader's language
 * (BCP 47) where the row has them.
 */
export function readException(id: string, value: (column: string) => unknown, language = ''): ExceptionRow {
  const { text, amount, moment, person, json } = cellsOf((column) => value(`cmc_${column}`));
  const texts = json('texts');
  const says = (name: string) => inOwnWords(texts, language, name) || text(name);
  return {
    id,
    key: text('key'),
    code: text('code'),
    title: says('title'),
    meaning: says('meaning'),
    advice: says('advice'),
    team: text('team'),
    open: ['', openState].includes(text('state')),
    store: text('store'),
    kind: text('documenttype'),
    externalId: text('externalid'),
    number: text('externalnumber') || text('externalid'),
    amount: amount('amount'),
    currency: text('currency'),
    named: text('causekey') !== '',
    cause: text('causekey') || `${text('code')}|${id}`,
    detail: recordOf(json('detail')),
    openedAt: moment('openedon'),
    assignedTo: person('assignedto'),
    snoozedUntil: moment('snoozeduntil'),
    remarks: recordsOf(inOwnLanguage(json('comments'), language))
      .map(({ at, by, text: said }) => ({ at: textOf(at), by: plainId(textOf(by)), text: textOf(said) }))
      .filter((remark) => remark.text !== ''),
    statusKey: text('statuskey'),
    channelUrl: text('channelurl'),
  };
}

/** The columns that it reads, whatever the view shows. */
export const exceptionColumns: readonly string[] = columnsRead(readException);

/** What makes two rows the same document: an order with two unknown SKUs is one order. */
export const documentOf = ({ store, kind, externalId }: ExceptionRow): string => `${store}|${kind}|${externalId}`;

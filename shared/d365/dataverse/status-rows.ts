import type { ExceptionNote, StatusUpdate } from '../../canonical/status.ts';
import { rowKey, shortHash } from '../../core/hash.ts';
import { jsonNumber } from '../../core/json.ts';
import { type DecimalText, rounded } from '../../core/money.ts';
import { epochMs, isAfter } from '../../core/time.ts';
import { exceptionState, syncState } from './choices.ts';
import type { Row, TableRows } from './rows.ts';

const amountDecimals = 4;

/**
 * The rows that a batch of updates of one store comes to: of several updates of one document the newest makes its status row, every
 * one adds its timeline, and an exception that a later update resolves ends resolved. The same batch again makes the same rows.
 */
export function toRows(updates: readonly StatusUpdate[], { financeScmUrl }: { financeScmUrl?: string } = {}): TableRows[] {
  const status = new Map<string, StatusUpdate>();
  const events = new Map<string, Row>();
  const exceptions = new Map<string, Row>();
  // Messages of the same moment may come in any order: what happened first is told first.
  const inOrder = [...updates].sort((a, b) => epochMs(a.at) - epochMs(b.at));
  for (const update of inOrder) {
    const key = statusKey(update);
    const before = status.get(key);
    if (!before || !isAfter(before.at, update.at)) status.set(key, merged(before, update));
    update.events.forEach((event, index) => {
      const eventKey = `${key}|${shortHash(`${update.operationId}|${update.at}`)}|${index}`;
      events.set(eventKey, {
        cmc_key: eventKey,
        cmc_name: event.title.slice(0, 300),
        cmc_statuskey: parentKeyOf(update) ?? key,
        ...statusLink(key),
        cmc_store: update.store,
        cmc_documenttype: update.kind,
        cmc_externalid: update.externalId,
        cmc_kind: event.kind,
        cmc_text: event.text ?? '',
        cmc_texts: textsColumn(event.texts),
        cmc_occurredon: event.at,
        cmc_operationid: update.operationId,
      });
    });
    for (const { code, cause, because } of update.resolved) {
      const row = exceptions.get(exceptionKey(update, code, cause)) ?? { cmc_key: exceptionKey(update, code, cause) };
      exceptions.set(String(row.cmc_key), {
        ...row,
        cmc_state: exceptionState.Resolved,
        cmc_closedon: update.at,
        cmc_closedbecause: because.slice(0, 300),
      });
    }
    for (const note of update.exceptions) exceptions.set(exceptionKey(update, note.code, note.cause), exceptionRow(update, note));
  }
  return [
    { set: 'cmc_syncstatuses', table: 'cmc_syncstatus', rows: [...status].map(([key, update]) => statusRow(key, update, financeScmUrl)) },
    { set: 'cmc_syncevents', table: 'cmc_syncevent', rows: [...events.values()] },
    { set: 'cmc_exceptions', table: 'cmc_exception', rows: [...exceptions.values()] },
  ];
}

export const statusKey = ({ store, kind, externalId }: Pick<StatusUpdate, 'store' | 'kind' | 'externalId'>): string =>
  rowKey(store, kind, externalId);

/** A status row that is written in the same round trip, before the rows that point to it. */
const statusLink = (key: string): Row => ({ 'cmc_statusid@odata.bind': `/cmc_syncstatuses(cmc_key='${key}')` });

/** The order that a shipment, invoice or cancellation belongs to. */
const parentKeyOf = (update: StatusUpdate): string | undefined =>
  update.order && update.kind !== 'order' ? statusKey({ ...update, kind: 'order', externalId: update.order }) : undefined;

/** The list of sales orders of the legal entity. A link to one record carries a query that only Dynamics itself can encrypt. */
const salesOrdersUrl = (financeScmUrl: string, company = ''): string =>
  `${financeScmUrl}/?cmp=${encodeURIComponent(company.toUpperCase())}&mi=SalesTableListPage`;

const exceptionKey = (update: StatusUpdate, code: string, cause: string): string =>
  rowKey(update.store, update.kind, update.externalId, code, shortHash(cause));

/** A run that ended before the order was read knows less than the one before: what it does not know stays. */
const merged = (before: StatusUpdate | undefined, update: StatusUpdate): StatusUpdate => ({
  ...before,
  ...(Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined)) as StatusUpdate),
  // They belong to the reason, which is always another one.
  texts: update.texts,
});

function statusRow(key: string, update: StatusUpdate, financeScmUrl: string | undefined): Row {
  return {
    cmc_key: key,
    cmc_name: (update.number ?? update.externalId).slice(0, 100),
    cmc_store: update.store,
    cmc_connector: update.channel,
    cmc_documenttype: update.kind,
    cmc_externalid: update.externalId,
    cmc_state: syncState[update.state],
    cmc_reason: update.reason,
    cmc_texts: textsColumn(update.texts),
    cmc_attempt: update.attempt,
    cmc_nexttryon: update.nextTryAt ?? null,
    cmc_lasteventon: update.at,
    cmc_operationid: update.operationId,
    ...known({
      cmc_externalnumber: update.number,
      cmc_erpcompany: update.company,
      cmc_erpdocument: update.document,
      cmc_erpcustomer: update.customer,
      cmc_channeltotal: decimalOf(update.channelTotal),
      cmc_erptotal: decimalOf(update.erpTotal),
      cmc_currency: update.currency,
      cmc_rulesversion: update.rulesVersion,
      cmc_parentkey: parentKeyOf(update),
      cmc_erpurl: financeScmUrl && update.document ? salesOrdersUrl(financeScmUrl, update.company) : undefined,
      cmc_receivedon: update.receivedAt,
      cmc_syncedon: update.syncedAt,
      cmc_channelurl: update.adminUrl,
    }),
  };
}

function exceptionRow(update: StatusUpdate, { code, cause, title, meaning, advice, texts, team, detail }: ExceptionNote): Row {
  return {
    cmc_key: exceptionKey(update, code, cause),
    cmc_name: title.slice(0, 300),
    cmc_code: code,
    cmc_title: title.slice(0, 300),
    cmc_meaning: meaning,
    cmc_advice: advice,
    cmc_texts: textsColumn(texts),
    cmc_team: team,
    cmc_state: exceptionState.Open,
    cmc_store: update.store,
    cmc_documenttype: update.kind,
    cmc_externalid: update.externalId,
    cmc_statuskey: statusKey(update),
    ...statusLink(statusKey(update)),
    cmc_causekey: cause.slice(0, 400),
    cmc_detail: detail === undefined ? null : JSON.stringify(detail),
    cmc_openedon: update.at,
    cmc_closedon: null,
    cmc_closedbecause: null,
    cmc_operationid: update.operationId,
    ...known({
      cmc_channelurl: update.adminUrl,
      cmc_externalnumber: update.number,
      cmc_amount: decimalOf(update.channelTotal),
      cmc_currency: update.currency,
    }),
  };
}

/** Emptied where there are none: those of an earlier run say something else. */
const textsColumn = (texts: StatusUpdate['texts']): string | null => (texts ? JSON.stringify(texts) : null);

const decimalOf = (amount: DecimalText | undefined): unknown =>
  amount === undefined ? undefined : jsonNumber(rounded(amount, amountDecimals));

const known = (fields: Row): Row => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

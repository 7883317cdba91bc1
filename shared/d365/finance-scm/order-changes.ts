import { IntegrationError } from '../../core/errors.ts';
import type { LegalEntityId } from '../../core/ids.ts';
import { isObject, type Json, textOf } from '../../core/json.ts';
import { epochMs, type Instant, instant, later, parseInstant } from '../../core/time.ts';
import type { OrderChange, OrderChangePage, OrderChangeSource } from '../erp-target.ts';
import { literal, type ODataClient, readAnswer, readRows } from '../odata-client.ts';

type Row = Record<string, Json>;

/** Rows that were being written while we looked carry an earlier time than what we have seen. */
const overlapMs = 5 * 60_000;
const dayMs = 86_400_000;
/** An order that is cancelled later than this after it was placed is found by its data event only. */
const cancellableDays = 120;
const mostPerFilter = 25;

interface Look {
  client: ODataClient;
  company: LegalEntityId;
  /** What was seen before ends here. */
  from: Instant;
}

/** Finance & SCM tells nobody of packing slips and cancellations: they are looked for by time, with an overlap. */
export async function* orderChanges(
  client: ODataClient,
  company: LegalEntityId,
  source: OrderChangeSource,
  from: Instant,
): AsyncGenerator<OrderChangePage> {
  yield* looks[source]({ client, company, from });
}

const looks: Record<OrderChangeSource, (look: Look) => AsyncGenerator<OrderChangePage>> = {
  'packing-slips': async function* ({ client, company, from }) {
    const path = list('CustPackingSlipJourBiEntities', {
      filter: `dataAreaId eq ${literal(company)} and CreatedOn ge ${later(from, -overlapMs)}`,
      select: 'SalesId,PackingSlipId,CreatedOn',
      orderBy: 'CreatedOn',
    });
    for await (const rows of pages(client, path))
      yield toPage(rows, 'CreatedOn', from, (row) => slipChange(row, 'posted', textOf(row.CreatedOn)));
  },

  corrections: async function* ({ client, company, from }) {
    const path = list('CustPackingSlipVersionBiEntities', {
      filter: `VersionDateTime ge ${later(from, -overlapMs)}`,
      select: 'CustPackingSlipJour,VersionDateTime',
      orderBy: 'VersionDateTime',
    });
    for await (const rows of pages(client, path)) {
      const slips = await slipsByRecord(client, company, [...new Set(rows.map((row) => textOf(row.CustPackingSlipJour)))]);
      yield toPage(rows, 'VersionDateTime', from, (row) => {
        const slip = slips.get(textOf(row.CustPackingSlipJour));
        return slip && slipChange(slip, 'corrected', textOf(row.VersionDateTime));
      });
    }
  },

  /** Invoices carry a day only: the last two days are looked at each time. */
  invoices: async function* ({ client, company, from }) {
    const path = list('SalesInvoiceHeadersV4', {
      filter: `dataAreaId eq ${literal(company)} and InvoiceDate ge ${later(from, -2 * dayMs)} and SalesOrderOriginCode ne ''`,
      select: 'SalesOrderNumber,InvoiceNumber,InvoiceDate',
    });
    for await (const rows of pages(client, path))
      yield toPage(rows, 'InvoiceDate', from, (row) =>
        change('invoice', textOf(row.SalesOrderNumber), textOf(row.InvoiceNumber), undefined, parseInstant(textOf(row.InvoiceDate))),
      );
  },

  /** Orders carry no time of change: every cancelled order of the last months that came from a shop is looked at each time. */
  cancellations: async function* ({ client, company, from }) {
    const path = list('SalesOrderHeadersV4', {
      filter: [
        `dataAreaId eq ${literal(company)}`,
        "SalesOrderStatus eq Microsoft.Dynamics.DataEntities.SalesStatus'Canceled'",
        "SalesOrderOriginCode ne ''",
        `OrderCreationDateTime ge ${later(from, -cancellableDays * dayMs)}`,
      ].join(' and '),
      select: 'SalesOrderNumber,OrderCreationDateTime',
    });
    for await (const rows of pages(client, path))
      yield toPage(rows, 'OrderCreationDateTime', from, (row) => change('cancellation', textOf(row.SalesOrderNumber), ''));
  },
};

/** Posted and corrected within one second are two changes: Dynamics keeps no smaller time. */
const slipChange = (row: Row, what: 'posted' | 'corrected', at: string): OrderChange =>
  change('shipment', textOf(row.SalesId), textOf(row.PackingSlipId), `${what} ${at}`, parseInstant(at));

const change = (about: OrderChange['about'], salesOrder: string, document: string, version = '', occurredAt?: Instant): OrderChange => ({
  about,
  salesOrder,
  document,
  key: [about, salesOrder, document, version].filter(Boolean).join('|'),
  occurredAt,
});

function toPage(rows: readonly Row[], timeColumn: string, from: Instant, toChange: (row: Row) => OrderChange | undefined): OrderChangePage {
  const times = rows.map((row) => parseInstant(textOf(row[timeColumn]))).filter((at) => at !== undefined);
  const latest = Math.max(epochMs(from), ...times.map(epochMs));
  return {
    changes: rows.map(toChange).filter((one) => one !== undefined && one.salesOrder !== '') as OrderChange[],
    next: instant(Math.min(latest, Date.now())),
  };
}

/** Packing slips by their record id, which is all that a version row says. Those of other companies are left out. */
async function slipsByRecord(client: ODataClient, company: LegalEntityId, ids: readonly string[]): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  for (let start = 0; start < ids.length; start += mostPerFilter) {
    const some = ids.slice(start, start + mostPerFilter).filter((id) => /^\d+$/.test(id));
    if (some.length === 0) continue;
    const path = list('CustPackingSlipJourBiEntities', {
      filter: `dataAreaId eq ${literal(company)} and (${some.map((id) => `SourceKey eq ${id}`).join(' or ')})`,
      select: 'SalesId,PackingSlipId,SourceKey',
    });
    for await (const rows of pages(client, path)) for (const row of rows) found.set(textOf(row.SourceKey), row);
  }
  return found;
}

const list = (set: string, { filter, select, orderBy }: { filter: string; select: string; orderBy?: string }): string =>
  `${set}?cross-company=true&$filter=${filter}&$select=${select}${orderBy ? `&$orderby=${orderBy}` : ''}`;

/** The rows page by page, as the service cuts them. */
export async function* pages(client: ODataClient, first: string): AsyncGenerator<Row[]> {
  for (let path: string | undefined = first; path; ) {
    const answer = await client.send({ method: 'GET', path });
    if (answer.status !== 200) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: client.remote } });
    const body = readAnswer(client.remote, answer);
    const next = isObject(body) ? body['@odata.nextLink'] : undefined;
    yield readRows(client.remote, answer);
    path = typeof next === 'string' ? next : undefined;
  }
}

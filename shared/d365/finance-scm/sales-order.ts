import type { TargetFields, TargetSchema } from '../../canonical/target-schema.ts';
import { IntegrationError } from '../../core/errors.ts';
import type { CustomerAccount } from '../../core/ids.ts';
import { type Json, jsonNumber, textOf } from '../../core/json.ts';
import { type CurrencyCode, decimal, isZero, one, parseDecimal } from '../../core/money.ts';
import { type CalendarDate, noonUtc } from '../../core/time.ts';
import type { DocumentLink, ExternalReference, SalesOrderDocument, SalesOrderLine } from '../erp-target.ts';
import type { BatchAnswer, BatchOperation, PartAnswer } from '../odata-batch.ts';
import { literal, type ODataClient, readAnswer, readRows } from '../odata-client.ts';
import { readRefusal } from './infolog.ts';
import { customerSchema, salesOrderHeaderSchema, salesOrderLineSchema } from './schema.ts';

const headerColumns =
  'SalesOrderNumber,OrderingCustomerAccountNumber,CurrencyCode,CustomersOrderReference,SalesOrderOriginCode,OrderTotalAmount';

/** With a number of ours: customer, header and lines in one changeset, the booked total read in the same round trip. */
export async function writeWithOurNumber(client: ODataClient, document: SalesOrderDocument & { number: string }): Promise<DocumentLink> {
  const account = 'account' in document.customer ? document.customer.account : undefined;
  const creates = 'create' in document.customer;
  if (!account) throw new TypeError('a sales order with a number of ours needs a customer account of ours');
  const operations = [
    ...(creates ? [createCustomer(document, account)] : []),
    createHeader(document, account, document.number),
    ...document.lines.map((line, index) => createLine(document, document.number, line, index + 1)),
  ];
  const answers = await client.batch([{ changeset: operations }, readHeader(document.company, document.number)]);
  const refused = failureOf(answers[0]);
  if (!refused) return toLink(client, document, answers[1], account);

  const refusal = readRefusal(refused.status, refused.text);
  if (refusal.kind === 'duplicate' && refusal.table === 'SalesTable') return adopt(client, document);
  // Two first orders of one buyer at the same moment: the account's number is made from the buyer, so it is the same person.
  if (refusal.kind === 'duplicate' && refusal.table === 'CustTable' && creates)
    return writeWithOurNumber(client, { ...document, customer: { account } });
  throw refusalError(client, document, refused);
}

/** With a number sequence: the header first, for its number; lines in a changeset after it. A header left alone by a crash is found and completed. */
export async function writeWithSequence(client: ODataClient, document: SalesOrderDocument): Promise<DocumentLink> {
  const account = await ensureCustomer(client, document);
  const begun = await findHeader(client, document);
  const header = begun ?? (await postOne(client, document, createHeader(document, account)));
  const number = textOf(header.SalesOrderNumber);
  const written = begun ? await writtenLines(client, document, number) : new Set<string>();
  const missing = document.lines.map((line, index) => ({ line, position: index + 1 })).filter(({ line }) => !written.has(line.externalId));
  const changeset = missing.map(({ line, position }) => createLine(document, number, line, position));
  const answers = await client.batch([...(changeset.length > 0 ? [{ changeset }] : []), readHeader(document.company, number)]);
  const refused = changeset.length > 0 ? failureOf(answers[0]) : undefined;
  if (refused) throw refusalError(client, document, refused);
  return toLink(client, document, answers.at(-1), account);
}

/** The order that carries this reference, if Dynamics has it. */
export async function findSalesOrder(client: ODataClient, reference: ExternalReference): Promise<DocumentLink | undefined> {
  const row = await findHeader(client, reference);
  if (!row) return undefined;
  if (reference.number && !isSame(row, reference)) throw conflict(reference);
  return linkOf(row, reference);
}

async function adopt(client: ODataClient, document: SalesOrderDocument): Promise<DocumentLink> {
  const there = await findSalesOrder(client, document);
  if (!there) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: client.remote } });
  return there;
}

async function findHeader(
  client: ODataClient,
  { company, origin, reference, number }: ExternalReference,
): Promise<Record<string, Json> | undefined> {
  const by = number
    ? `SalesOrderNumber eq ${literal(number)}`
    : `CustomersOrderReference eq ${literal(reference)} and SalesOrderOriginCode eq ${literal(origin)}`;
  const answer = await client.send({
    method: 'GET',
    path: `SalesOrderHeadersV4?cross-company=true&$filter=dataAreaId eq ${literal(company)} and ${by}&$select=${headerColumns}&$top=2`,
  });
  if (answer.status !== 200) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: client.remote } });
  return readRows(client.remote, answer)[0];
}

async function writtenLines(client: ODataClient, { company }: SalesOrderDocument, number: string): Promise<Set<string>> {
  const answer = await client.send({
    method: 'GET',
    path: `SalesOrderLinesV3?cross-company=true&$filter=dataAreaId eq ${literal(company)} and SalesOrderNumber eq ${literal(number)}&$select=ExternalItemNumber`,
  });
  return new Set(readRows(client.remote, answer).map((row) => textOf(row.ExternalItemNumber)));
}

async function ensureCustomer(client: ODataClient, document: SalesOrderDocument): Promise<CustomerAccount> {
  if (!('create' in document.customer)) return document.customer.account;
  const row = await postOne(client, document, createCustomer(document, document.customer.account));
  return textOf(row.CustomerAccount) as CustomerAccount;
}

async function postOne(client: ODataClient, document: SalesOrderDocument, operation: BatchOperation): Promise<Record<string, Json>> {
  const answer = await client.send({ method: 'POST', path: operation.path, body: operation.body });
  if (answer.status !== 201) throw refusalError(client, document, answer);
  return readAnswer(client.remote, answer) as Record<string, Json>;
}

function createCustomer(document: SalesOrderDocument, account: CustomerAccount | undefined): BatchOperation {
  const fields = 'create' in document.customer ? document.customer.create : {};
  return post('CustomersV3', {
    dataAreaId: document.company,
    ...(account ? { CustomerAccount: account } : {}),
    ...typed(fields, customerSchema),
  });
}

function createHeader(document: SalesOrderDocument, account: CustomerAccount, number?: string): BatchOperation {
  return post('SalesOrderHeadersV4', {
    dataAreaId: document.company,
    ...(number ? { SalesOrderNumber: number } : {}),
    OrderingCustomerAccountNumber: account,
    InvoiceCustomerAccountNumber: account,
    ...typed(document.header, salesOrderHeaderSchema),
  });
}

function createLine(document: SalesOrderDocument, number: string, line: SalesOrderLine, position: number): BatchOperation {
  const { item, price } = line;
  const { color, size, style, configuration, version } = item.dimensions;
  return post('SalesOrderLinesV3', {
    dataAreaId: document.company,
    SalesOrderNumber: number,
    ItemNumber: item.itemNumber,
    ...given({
      ProductColorId: color,
      ProductSizeId: size,
      ProductStyleId: style,
      ProductConfigurationId: configuration,
      ProductVersionId: version,
    }),
    OrderedSalesQuantity: jsonNumber(line.quantity),
    ...given({ SalesUnitSymbol: item.unit }),
    SalesPrice: jsonNumber(price.unitPrice),
    ...(isZero(price.unitDiscount) ? {} : { LineDiscountAmount: jsonNumber(price.unitDiscount) }),
    ...(price.priceUnit === one ? {} : { SalesPriceQuantity: jsonNumber(price.priceUnit) }),
    ExternalItemNumber: line.externalId,
    CustomersLineNumber: position,
    ...typed(line.fields, salesOrderLineSchema),
  });
}

const post = (set: string, body: Record<string, unknown>): BatchOperation => ({
  method: 'POST',
  path: `${set}?cross-company=true`,
  body: JSON.stringify(body),
});

const given = (fields: Record<string, string | undefined>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value));

/** Text fields of a mapping as the JSON types that Finance & SCM wants. */
function typed(fields: TargetFields, schema: TargetSchema): Record<string, unknown> {
  const types = new Map(schema.fields.map((field) => [field.name, field.type]));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const type = types.get(name);
      if (type === 'decimal' || type === 'integer') return [name, jsonNumber(decimal(value))];
      return [name, type === 'date' ? noonUtc(value as CalendarDate) : value];
    }),
  );
}

const readHeader = (company: string, number: string): BatchOperation => ({
  method: 'GET',
  path: `SalesOrderHeadersV4(dataAreaId=${literal(company)},SalesOrderNumber=${literal(number)})?cross-company=true&$select=${headerColumns}`,
});

function failureOf(answer: PartAnswer | undefined): BatchAnswer | undefined {
  if (!answer) return undefined;
  if (!('changeset' in answer)) return answer.status >= 400 ? answer : undefined;
  return answer.changeset.find((one) => one.status >= 400);
}

function refusalError(client: ODataClient, document: SalesOrderDocument, answer: BatchAnswer): IntegrationError {
  const refusal = readRefusal(answer.status, answer.text);
  if (refusal.kind === 'conflict') return new IntegrationError('REMOTE_BUSY', { facts: { remote: client.remote }, retryAfterMs: 500 });
  return new IntegrationError('ERP_REFUSED', {
    facts: { problem: refusal.problem, company: document.company },
    cause: `ERP_REFUSED|${document.company}|${refusal.problem}`,
  });
}

const conflict = ({ company, number }: ExternalReference) =>
  new IntegrationError('ERP_DOCUMENT_CONFLICT', { facts: { document: number ?? '', company } });

const isSame = (row: Record<string, Json>, { reference, origin }: ExternalReference): boolean =>
  textOf(row.CustomersOrderReference) === reference.slice(0, 60) && textOf(row.SalesOrderOriginCode).toLowerCase() === origin.toLowerCase();

async function toLink(
  client: ODataClient,
  document: SalesOrderDocument,
  answer: PartAnswer | undefined,
  account: CustomerAccount,
): Promise<DocumentLink> {
  if (answer && !('changeset' in answer) && answer.status === 200)
    return linkOf(readAnswer(client.remote, answer) as Record<string, Json>, document, account);
  return adopt(client, document);
}

function linkOf(row: Record<string, Json>, reference: ExternalReference, account?: CustomerAccount): DocumentLink {
  return {
    company: reference.company,
    number: textOf(row.SalesOrderNumber),
    customer: account ?? (textOf(row.OrderingCustomerAccountNumber) as CustomerAccount),
    currency: textOf(row.CurrencyCode) as CurrencyCode,
    total: parseDecimal(textOf(row.OrderTotalAmount)),
  };
}

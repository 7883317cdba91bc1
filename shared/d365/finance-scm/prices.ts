import type { ItemNumber, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { CurrencyCode, compare, type DecimalText, dividedBy, isZero, one, parseDecimal, zero } from '../../core/money.ts';
import { type CalendarDate, noonUtc } from '../../core/time.ts';
import { type ErpTarget, type ItemPrice, itemKey, type PriceQuery } from '../erp-target.ts';
import { literal, type ODataClient } from '../odata-client.ts';
import { dimensionsOf } from './on-hand.ts';
import { pages } from './order-changes.ts';

type Row = Record<string, Json>;

const mostPerFilter = 40;
/** What an agreement without a first or last day carries. */
const noDay = '1900-01-01T12:00:00Z';

const agreementColumns =
  'ItemNumber,ProductColorId,ProductSizeId,ProductStyleId,ProductconfigurationId,ProductVersionId,PriceCustomerGroupCode,CustomerAccountNumber,Price,SalesPriceQuantity,FromQuantity,PriceApplicableFromDate,PriceApplicableToDate';

/** Reads prices; in which currency a legal entity keeps its ledger is asked once. */
export function createPriceReader(client: ODataClient): ErpTarget['prices'] {
  const ledgers = new Map<LegalEntityId, CurrencyCode>();
  return async (company, items, query) => {
    const ledgerCurrency = ledgers.get(company) ?? (await readLedgerCurrency(client, company));
    if (ledgerCurrency) ledgers.set(company, ledgerCurrency);
    return readPrices(client, company, items, query, ledgerCurrency);
  };
}

/**
 * The price of one unit: trade agreements of the store's price group, then those for everybody, then the item's own sales price. That one is
 * in the currency of the legal entity's ledger and counts only where this is the currency asked for: no amount is shown under another
 * currency. Agreements of single customers are not for shops.
 */
async function readPrices(
  client: ODataClient,
  company: LegalEntityId,
  items: readonly ItemNumber[],
  query: PriceQuery,
  ledgerCurrency: CurrencyCode | undefined,
): Promise<Map<string, ItemPrice>> {
  const prices = new Map<string, ItemPrice>();
  const currency = query.currency ?? ledgerCurrency;
  if (!currency) return prices;
  const groups = chunks([...new Set(items)], mostPerFilter);
  const [own, agreements] = await Promise.all([
    currency === ledgerCurrency ? Promise.all(groups.map((some) => ownPrices(client, company, some))) : [],
    Promise.all(groups.map((some) => readAgreements(client, company, some, currency, query.on))),
  ]);
  for (const [item, price] of own.flat()) prices.set(itemKey(item, {}), { price, currency });
  for (const [key, rows] of byKey(agreements.flat())) {
    const general = prices.get(key.split('|')[0] ?? '');
    const price = lowest(rows, query.priceGroup) ?? lowest(rows, '') ?? general?.price;
    const sale = query.salePriceGroup ? lowest(rows, query.salePriceGroup) : undefined;
    if (!price) continue;
    prices.set(key, sale && compare(sale, price) < 0 ? { price, sale, currency } : { price, currency });
  }
  return prices;
}

/** Undefined for a legal entity without a ledger: it sells nothing. */
async function readLedgerCurrency(client: ODataClient, company: LegalEntityId): Promise<CurrencyCode | undefined> {
  const path = `Ledgers?cross-company=true&$filter=LegalEntityId eq ${literal(company)}&$select=LegalEntityId,AccountingCurrency`;
  for await (const [ledger] of pages(client, path)) return CurrencyCode.safeParse(textOf(ledger?.AccountingCurrency)).data;
  return undefined;
}

async function ownPrices(client: ODataClient, company: LegalEntityId, items: readonly ItemNumber[]): Promise<[ItemNumber, DecimalText][]> {
  const found: [ItemNumber, DecimalText][] = [];
  const path = `ReleasedProductsV2?cross-company=true&$filter=dataAreaId eq ${literal(company)} and ${among(items)}&$select=ItemNumber,SalesPrice,SalesPriceQuantity`;
  for await (const rows of pages(client, path)) {
    for (const row of rows) {
      const price = perUnit(row.SalesPrice, row.SalesPriceQuantity);
      if (price && !isZero(price)) found.push([textOf(row.ItemNumber) as ItemNumber, price]);
    }
  }
  return found;
}

async function readAgreements(
  client: ODataClient,
  company: LegalEntityId,
  items: readonly ItemNumber[],
  currency: CurrencyCode,
  on: CalendarDate,
): Promise<Row[]> {
  const path = `SalesPriceAgreements?cross-company=true&$filter=dataAreaId eq ${literal(company)} and PriceCurrencyCode eq ${literal(currency)} and ${among(items)}&$select=${agreementColumns}`;
  const day = noonUtc(on);
  const found: Row[] = [];
  for await (const rows of pages(client, path)) found.push(...rows.filter((row) => isInForce(row, day)));
  return found;
}

function isInForce(row: Row, day: string): boolean {
  const [from, to] = [textOf(row.PriceApplicableFromDate), textOf(row.PriceApplicableToDate)];
  const quantity = parseDecimal(textOf(row.FromQuantity)) ?? zero;
  return (
    textOf(row.CustomerAccountNumber) === '' &&
    compare(quantity, one) <= 0 &&
    (from === '' || from === noDay || Date.parse(from) <= Date.parse(day)) &&
    (to === '' || to === noDay || Date.parse(to) >= Date.parse(day))
  );
}

function byKey(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = itemKey(textOf(row.ItemNumber), dimensionsOf(row) as Record<string, string>);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function lowest(rows: readonly Row[], group: string | undefined): DecimalText | undefined {
  if (group === undefined) return undefined;
  const prices = rows
    .filter((row) => textOf(row.PriceCustomerGroupCode).toLowerCase() === group.toLowerCase())
    .map((row) => perUnit(row.Price, row.SalesPriceQuantity))
    .filter((price) => price !== undefined);
  return prices.reduce<DecimalText | undefined>(
    (least, price) => (least === undefined || compare(price, least) < 0 ? price : least),
    undefined,
  );
}

/** A price may be for ten. */
function perUnit(price: Json | undefined, quantity: Json | undefined): DecimalText | undefined {
  const amount = parseDecimal(textOf(price));
  const units = parseDecimal(textOf(quantity)) ?? one;
  return amount && (isZero(units) ? amount : dividedBy(amount, units));
}

const among = (items: readonly ItemNumber[]): string => `(${items.map((item) => `ItemNumber eq ${literal(item)}`).join(' or ')})`;

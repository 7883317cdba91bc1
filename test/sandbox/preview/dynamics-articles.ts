import {
  compare,
  type DecimalText,
  decimal,
  dividedBy,
  isZero,
  minus,
  parseDecimal,
  plus,
  wholePart,
  zero,
} from '../../../shared/core/money.ts';
import { type LegalEntity, warehouses } from '../world.ts';
import { type Dynamics, literal, type Row, text } from './dynamics.ts';

/** One item or variant as Finance & SCM has it. */
export interface DynamicsArticle {
  /** In the first warehouse. */
  onHand: DecimalText;
  elsewhere: DecimalText;
  /** In open orders that reserve nothing yet. */
  promised: DecimalText;
  /** What is left of all warehouses for new orders, in whole units of each. */
  sellable: DecimalText;
  /** For one unit. */
  price?: DecimalText;
  /** Its price is a trade agreement of this currency, and not the item's own sales price. */
  agreement?: string;
}

const mostRead = 500;

export const keyOf = (item: string, { color = '', size = '' }: { color?: string; size?: string }): string =>
  [item, color, size].join('|').toLowerCase();

/** Stock and prices of a legal entity, by `keyOf`. */
export async function readArticles(dynamics: Dynamics, company: LegalEntity): Promise<Map<string, DynamicsArticle>> {
  const read = (set: string, more: string) =>
    dynamics
      .read('financeScm', `${set}?cross-company=true&$filter=dataAreaId eq ${literal(company)}&$top=${mostRead}${more}`)
      .then(({ rows }) => rows);
  const [stock, released, agreements] = await Promise.all([
    read('WarehousesOnHandV2', ''),
    read('ReleasedProductsV2', '&$select=ItemNumber,SalesPrice,SalesPriceQuantity'),
    read('SalesPriceAgreements', ''),
  ]);
  const [first] = warehouses[company];
  const articles = new Map<string, DynamicsArticle>();
  const of = (row: Row): DynamicsArticle => {
    const key = keyOf(text(row.ItemNumber), { color: text(row.ProductColorId), size: text(row.ProductSizeId) });
    const known = articles.get(key) ?? { onHand: zero, elsewhere: zero, promised: zero, sellable: zero };
    articles.set(key, known);
    return known;
  };
  for (const row of stock) addStock(of(row), row, first.id);
  for (const row of released) of(row);
  for (const [key, article] of articles) {
    const [item = ''] = key.split('|');
    const own = released.find((row) => text(row.ItemNumber).toLowerCase() === item);
    const agreed = agreements.find((row) => text(row.ItemNumber).toLowerCase() === item && isForEverybody(row));
    article.agreement = agreed && text(agreed.PriceCurrencyCode);
    article.price = agreed ? perUnit(agreed.Price, agreed.SalesPriceQuantity) : own && perUnit(own.SalesPrice, own.SalesPriceQuantity);
  }
  return articles;
}

function addStock(article: DynamicsArticle, row: Row, first: string): void {
  const there = amountOf(row.OnHandQuantity);
  if (text(row.InventoryWarehouseId) === first) article.onHand = plus(article.onHand, there);
  else article.elsewhere = plus(article.elsewhere, there);
  article.promised = plus(article.promised, amountOf(row.OnOrderQuantity));
  const left = minus(amountOf(row.AvailableOnHandQuantity), amountOf(row.OnOrderQuantity));
  if (compare(left, zero) > 0) article.sellable = plus(article.sellable, wholePart(left));
}

const isForEverybody = (row: Row): boolean =>
  !row.CustomerAccountNumber && !row.PriceCustomerGroupCode && !row.ProductColorId && !row.ProductSizeId;

/** A price may be for ten. */
function perUnit(price: unknown, quantity: unknown): DecimalText | undefined {
  const units = amountOf(quantity);
  return isZero(units) ? decimal(text(price) || '0') : dividedBy(decimal(text(price) || '0'), units);
}

const amountOf = (value: unknown): DecimalText => parseDecimal(text(value)) ?? zero;

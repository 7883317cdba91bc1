import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, amountIn, companyIn, optionalText, textIn } from './act-body.ts';
import { folded, type Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { sameDimensions } from './rules/dimensions.ts';
import { accountingCurrency } from './rules/ledger.ts';

export const pricing: Readonly<Record<string, Act>> = { price: setPrice };

const day = /^\d{4}-\d\d-\d\d$/;

/**
 * `{ itemNumber, price, company?, currency?, priceGroup?, fromDate?, toDate?, color?, size? }`: the item's own sales price; as soon as a
 * currency, price group, day (`YYYY-MM-DD`) or dimension is said, a trade agreement. The same agreement is changed, another one is added.
 */
export function setPrice(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const price = amountIn(body, 'price');
  const company = body.company === undefined ? undefined : companyIn(body);
  const products = erp.store
    .table('InventTable')
    .equal('ItemNumber', item)
    .filter(({ row }) => company === undefined || row.dataAreaId === company);
  if (products.length === 0) throw new WrongCall(`item "${item}" is not released.`);
  const terms = ['currency', 'priceGroup', 'fromDate', 'toDate', 'color', 'size'];
  const agreed = terms.some((term) => body[term] !== undefined);
  for (const product of products) {
    if (agreed) agree(erp, product.row, body, price);
    else erp.store.update('InventTable', product, { ...product.row, SalesPrice: price });
  }
  return { itemNumber: item, price, companies: products.map(({ row }) => row.dataAreaId) };
}

function agree(
  erp: Erp,
  { dataAreaId = '', ItemNumber = '', ProductNumber = '', SalesUnitSymbol = '' }: Row,
  body: ActBody,
  price: string,
) {
  const terms: Row = {
    PriceCurrencyCode: optionalText(body, 'currency') ?? accountingCurrency(erp, dataAreaId),
    PriceCustomerGroupCode: optionalText(body, 'priceGroup') ?? '',
    PriceApplicableFromDate: noonIn(body, 'fromDate'),
    PriceApplicableToDate: noonIn(body, 'toDate'),
    ProductColorId: optionalText(body, 'color') ?? '',
    ProductSizeId: optionalText(body, 'size') ?? '',
  };
  if (!find(erp, 'Currencies', { CurrencyCode: terms.PriceCurrencyCode ?? '' }))
    throw new WrongCall(`currency "${terms.PriceCurrencyCode}" does not exist.`);
  const same = erp.store
    .table('PriceDiscTable')
    .equal('ItemNumber', ItemNumber)
    .find(
      ({ row }) =>
        row.dataAreaId === dataAreaId &&
        Object.keys(terms).every((term) => folded(row[term] ?? '') === folded(terms[term] ?? '')) &&
        sameDimensions(row, terms),
    );
  if (same) return void erp.store.update('PriceDiscTable', same, { ...same.row, Price: price });
  erp.store.insert('PriceDiscTable', {
    dataAreaId,
    RecordId: erp.numbers.next('agreement', ''),
    ItemNumber,
    ProductNumber,
    ...Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== '')),
    Price: price,
    SalesPriceQuantity: '1',
    QuantityUnitySymbol: SalesUnitSymbol,
  });
}

function noonIn(body: ActBody, name: string): string {
  const value = optionalText(body, name);
  if (value === undefined) return '';
  if (!day.test(value)) throw new WrongCall(`"${name}" must be a day: YYYY-MM-DD.`);
  return `${value}T12:00:00Z`;
}

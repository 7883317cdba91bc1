import Big from 'big.js';
import { type Cell, decimalText, folded, noDate, noonOf, type Row } from '../cells.ts';
import type { Erp } from '../erp.ts';
import { sameDimensions } from './dimensions.ts';
import { accountingCurrency } from './ledger.ts';
import { amountOf, roundTo } from './money.ts';

/** The unit price of an item in a currency: a trade agreement, else the item's sales price in the company's currency. */
export function defaultPrice(erp: Erp, line: Row, product: Row): { price: Cell; priceUnit: Cell } {
  const agreement = erp.store
    .table('PriceDiscTable')
    .equal('ItemNumber', line.ItemNumber ?? '')
    .find(({ row }) => fits(row, line, erp.now()))?.row;
  if (agreement) return { price: agreement.Price ?? '0', priceUnit: agreement.SalesPriceQuantity ?? '1' };
  const own = accountingCurrency(erp, line.dataAreaId ?? '');
  const price = amountOf(product.SalesPrice);
  if (folded(own) === folded(line.CurrencyCode ?? '')) return { price: decimalText(price), priceUnit: product.SalesPriceQuantity ?? '1' };
  return { price: converted(erp, price, own, line.CurrencyCode ?? ''), priceUnit: product.SalesPriceQuantity ?? '1' };
}

function fits(agreement: Row, line: Row, today: Date): boolean {
  return (
    folded(agreement.dataAreaId ?? '') === folded(line.dataAreaId ?? '') &&
    folded(agreement.PriceCurrencyCode ?? '') === folded(line.CurrencyCode ?? '') &&
    (!agreement.CustomerAccountNumber || folded(agreement.CustomerAccountNumber) === folded(line['#customer'] ?? '')) &&
    folded(agreement.QuantityUnitySymbol || line.SalesUnitSymbol || '') === folded(line.SalesUnitSymbol ?? '') &&
    amountOf(agreement.FromQuantity).lte(amountOf(line.OrderedSalesQuantity).abs()) &&
    // Orders here carry no price group: the field's table is empty.
    !agreement.PriceCustomerGroupCode &&
    isInForce(agreement, noonOf(today)) &&
    (!agreement.ProductColorId && !agreement.ProductSizeId ? true : sameDimensions(agreement, line))
  );
}

const isInForce = ({ PriceApplicableFromDate: from, PriceApplicableToDate: to }: Row, day: Cell): boolean =>
  (!from || from === noDate || from <= day) && (!to || to === noDate || to >= day);

/** An amount in a company's own currency, rounded to it. */
export function inCompanyCurrency(erp: Erp, amount: Big, currency: string, company: string): Cell {
  const own = accountingCurrency(erp, company);
  return folded(own) === folded(currency) ? decimalText(amount) : converted(erp, amount, currency, own);
}

/** Rates are quoted as so many units of the second currency for 100 of the first. */
function converted(erp: Erp, price: Big, from: string, to: string): Cell {
  const rates = [...erp.store.table('ExchangeRates').all()].map(({ row }) => row);
  const direct = rates.find((row) => row.FromCurrency === from && row.ToCurrency === to);
  if (direct) return decimalText(roundTo(price.times(amountOf(direct.Rate)).div(100), to));
  const reverse = rates.find((row) => row.FromCurrency === to && row.ToCurrency === from);
  return reverse ? decimalText(roundTo(price.times(100).div(amountOf(reverse.Rate)), to)) : '0';
}

/** Net amount of a line: quantity × (price − discount) / price unit, less percentages, plus the line's fixed charge. */
export function lineAmount(line: Row): Big {
  const price = amountOf(line.SalesPrice).minus(amountOf(line.LineDiscountAmount)).minus(amountOf(line.MultilineDiscountAmount));
  const left = (percentage: string | undefined) => new Big(100).minus(amountOf(percentage));
  const factor = left(line.LineDiscountPercentage).times(left(line.MultilineDiscountPercentage));
  const unit = amountOf(line.SalesPriceQuantity || '1').times(10_000);
  const exact = amountOf(line.OrderedSalesQuantity).times(price).times(factor).div(unit);
  return roundTo(exact.plus(amountOf(line.FixedPriceCharges)), line.CurrencyCode ?? '');
}

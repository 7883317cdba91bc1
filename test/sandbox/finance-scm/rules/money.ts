import Big from 'big.js';

const decimalsOf: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, CLP: 0, KWD: 3, BHD: 3, TND: 3 };

/** How many decimals amounts in this currency have. */
export const currencyDecimals = (currency: string): number => decimalsOf[currency.toUpperCase()] ?? 2;

/** Rounds to the currency, half away from zero. */
export const roundTo = (amount: Big, currency: string): Big => amount.round(currencyDecimals(currency), Big.roundHalfUp);

/** The decimal value of a stored field; an unset one is zero. */
export const amountOf = (cell: string | undefined): Big => new Big(cell || '0');

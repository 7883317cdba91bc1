import { isObject, type Json, type JsonObject } from '../../../../shared/core/json.ts';
import { type DecimalText, decimal, parseDecimal, plus, zero } from '../../../../shared/core/money.ts';

/** Reads documents of the REST kind as they are found in the wild: fields missing, numbers for texts and the other way round. */

export const objectIn = (value: unknown): JsonObject => (isObject(value) ? (value as JsonObject) : {});
export const listIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject).map((one) => one as JsonObject) : [];

/** Undefined for null, "" and what is no text or number. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value || undefined : typeof value === 'number' ? String(value) : undefined;

export const amountIn = (value: unknown): DecimalText | undefined =>
  typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : undefined;

export const numberIn = (value: unknown): number | undefined => {
  const amount = amountIn(value);
  return amount === undefined ? undefined : Number(amount);
};

/** A digit text or a safe number; ids beyond 2^53 come as text from the lossless parser. */
export const idIn = (value: unknown): string | undefined => /^\d+$/.exec(textIn(value) ?? '')?.[0];
/** The id of a document that may have been through a lossy parser: the gid was not. */
export const ownId = (document: JsonObject): string | undefined =>
  idIn(
    String(document.admin_graphql_api_id ?? '')
      .split('/')
      .at(-1),
  ) ?? idIn(document.id);

export interface Currencies {
  shop: string;
  presentment: string;
}

/** `{ shop_money, presentment_money }` of a field, out of `<name>_set` or, in older documents, `<name>`. */
export function moneySet(document: JsonObject, name: string, { shop, presentment }: Currencies): JsonObject | undefined {
  const set = objectIn(document[`${name}_set`]);
  const own = amountIn(objectIn(set.shop_money).amount) ?? amountIn(document[name]);
  if (own === undefined) return undefined;
  const seen = amountIn(objectIn(set.presentment_money).amount) ?? own;
  return {
    shop_money: { amount: own, currency_code: textIn(objectIn(set.shop_money).currency_code) ?? shop },
    presentment_money: { amount: seen, currency_code: textIn(objectIn(set.presentment_money).currency_code) ?? presentment },
  };
}

/** The shop's money of a field; zero where there is none. */
export const shopAmount = (document: JsonObject, name: string): DecimalText =>
  amountIn(objectIn(objectIn(document[`${name}_set`]).shop_money).amount) ?? amountIn(document[name]) ?? zero;

export const sumOf = (list: readonly JsonObject[], name: string): DecimalText => plus(zero, ...list.map((one) => shopAmount(one, name)));

/** Sets `<name>` and `<name>_set`; the presentment amount keeps the order's rate. */
export function setAmount(document: JsonObject, name: string, amount: DecimalText, currencies: Currencies, decimals = 2): void {
  document[name] = fixedText(amount, decimals);
  const money = (currency_code: string): Json => ({ amount: fixedText(amount, decimals), currency_code });
  document[`${name}_set`] = { shop_money: money(currencies.shop), presentment_money: money(currencies.presentment) };
}

/** As REST writes amounts: with the currency's decimals. */
export const fixedText = (amount: DecimalText, decimals: number): string => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return decimals === 0 && !fraction ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
};

export const count = (value: number): DecimalText => decimal(value);

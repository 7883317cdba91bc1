import { isObject, jsonNumber } from '../../../../shared/core/json.ts';

const textIds = new Set(['payment_id', 'unique_token']);

/** JSON as Shopify sends it: ids are numbers, also those beyond 2^53. */
export const toBody = (document: unknown): Buffer => Buffer.from(JSON.stringify(withNumbers(document)));

function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isNumberedId(name, inner) ? jsonNumber(inner) : withNumbers(inner)]),
  );
}

const isNumberedId = (name: string, value: unknown): value is string =>
  (name === 'id' || (name.endsWith('_id') && !textIds.has(name))) && typeof value === 'string' && /^(0|[1-9]\d*)$/.test(value);

import { existsSync, readFileSync } from 'node:fs';

/** The fields that a real WooCommerce server says it takes, where that material is at hand. */

interface Field {
  type?: string | string[];
  enum?: unknown[];
  readonly?: boolean;
  properties?: Record<string, Field>;
  items?: Field;
}
type Fields = Record<string, Field>;
interface Published {
  endpoints: { methods: string[]; args: Fields }[];
  schema: { properties: Fields };
}

const folder = new URL('../../../shared/contracts/woocommerce/schemas/', import.meta.url);
export const hasPublished = existsSync(folder);
const published = (name: string): Published => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const args = (name: string): Fields => published(name).endpoints.find(({ methods }) => methods.includes('POST'))?.args ?? {};
const writable = (name: string): Fields =>
  Object.fromEntries(Object.entries(published(name).schema.properties).filter(([, field]) => !field.readonly));

export interface SentBody {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

/** What the published fields have against a request; empty when it is right. */
export function problemsOf({ path, body }: SentBody): string[] {
  const id: Fields = { id: { type: 'integer' } };
  const each = (fields: Fields) =>
    Object.entries(body).flatMap(([kind, items]) =>
      ['create', 'update'].includes(kind) && Array.isArray(items) && items.length <= 100
        ? items.flatMap((item, index) => problems(`${kind}[${index}]`, item, { ...fields, ...(kind === 'update' ? id : {}) }))
        : [`${kind} is no batch of at most 100`],
    );
  if (/^orders\/batch$/.test(path)) return each(args('orders_batch'));
  if (/^orders\/\d+\/notes$/.test(path)) return problems('', body, { note: { type: 'string' }, customer_note: { type: 'boolean' } });
  if (/^orders\/\d+$/.test(path)) return problems('', body, args('orders'));
  if (/^products\/batch$/.test(path)) return each(args('products_batch'));
  if (/^products\/\d+\/variations\/batch$/.test(path)) return each(writable('variations'));
  if (/^products(\/\d+)?$/.test(path)) return problems('', body, args('products'));
  if (/^webhooks(\/\d+)?$/.test(path)) return problems('', body, args('webhooks'));
  return [`nothing is published about ${path}`];
}

function problems(at: string, value: unknown, fields: Fields): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  return Object.entries(value).flatMap(([name, given]) => {
    const field = fields[name];
    return field ? check(`${at}.${name}`, given, field) : [`${at}.${name} is not published`];
  });
}

function check(at: string, value: unknown, field: Field): string[] {
  const types = [field.type ?? []].flat().map((type) => (type === 'date-time' ? 'string' : type));
  const fits = types.length === 0 || types.some((type) => isOf(type, value));
  if (!fits) return [`${at} is ${JSON.stringify(value)}, not ${types.join(' or ')}`];
  if (field.enum && !field.enum.includes(value)) return [`${at} is ${JSON.stringify(value)}, not one of ${field.enum.join(', ')}`];
  if (Array.isArray(value) && field.items) return value.flatMap((one, index) => check(`${at}[${index}]`, one, field.items ?? {}));
  // Meta may hold anything: its value is described as an object among others.
  return types.length === 1 && field.properties ? problems(at, value, field.properties) : [];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

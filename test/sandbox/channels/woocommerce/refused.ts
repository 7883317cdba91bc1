import type { SimResponse } from '../../serve.ts';
import { phpJson } from './php-json.ts';

/** An answer that is an error, in WordPress's words. */
export class Refused extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, code: string, message: string, data: unknown = { status }) {
    super(message);
    this.status = status;
    this.body = { code, message, data };
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): SimResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8', 'x-robots-tag': 'noindex', ...headers },
  body: phpJson(body),
});

export const invalidId = (status = 404): Refused => new Refused(status, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');

import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import { legalEntities } from '../world.ts';
import { decimalText } from './cells.ts';
import type { Erp } from './erp.ts';
import type { ServerTime } from './server-time.ts';
import type { Stored } from './table.ts';

/** What a person in Dynamics does, and what the caller says about it. */
export type ActBody = Readonly<Record<string, unknown>>;
export type Act = (erp: Erp, body: ActBody, time: ServerTime) => unknown;

export function textIn(body: ActBody, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new WrongCall(`"${name}" must be a text.`);
  return value;
}

export const optionalText = (body: ActBody, name: string): string | undefined =>
  body[name] === undefined ? undefined : textIn(body, name);

/** A number, or a decimal as text. */
export function amountIn(body: ActBody, name: string): string {
  const value = body[name];
  if ((typeof value !== 'number' && typeof value !== 'string') || !/^-?\d+(\.\d+)?$/.test(String(value)))
    throw new WrongCall(`"${name}" must be a number.`);
  return decimalText(new Big(value));
}

export function companyIn({ company }: ActBody): string {
  const known = legalEntities.find(({ id }) => id === company);
  if (!known) throw new WrongCall(`"company" must be one of: ${legalEntities.map(({ id }) => id).join(', ')}.`);
  return known.id;
}

/** The one row that is meant, in the company that is said where there are several. */
export function theOne(rows: Stored[], body: ActBody, what: string): Stored {
  const company = body.company === undefined ? undefined : companyIn(body);
  const [first, second] = rows.filter(({ row }) => company === undefined || row.dataAreaId === company);
  if (!first) throw new WrongCall(`${what} does not exist.`);
  if (second) throw new WrongCall(`${what} exists in several companies: say "company".`);
  return first;
}

import { type DecimalText, fixed, parseDecimal, zero } from '../../../../shared/core/money.ts';

/** An order as REST v3 shows it. Orders that were put may lack or add anything; the simulator itself always writes all of it. */
export interface OrderDocument {
  id: number | string;
  status: string;
  currency: string;
  total: string;
  date_modified_gmt: string | null;
  [field: string]: unknown;
}

export type Row = Record<string, unknown>;

export const rowsOf = (value: unknown): Row[] =>
  Array.isArray(value) ? (value.filter((row) => typeof row === 'object' && row !== null) as Row[]) : [];

/** A decimal field of a document; what is missing or odd counts as zero. */
export const amountOf = (value: unknown): DecimalText =>
  (typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : undefined) ?? zero;

/** As many decimals as the shop prints: at least two, also for yen. */
export const printed = (amount: DecimalText, currency: string): string => fixed(amount, currency === 'KWD' ? 3 : 2);

/** Decimals that amounts of this currency are rounded to. */
export const decimalsIn = (currency: string): number => (currency === 'JPY' ? 0 : currency === 'KWD' ? 3 : 2);

const siteZone = 'Europe/Berlin';

/** One moment as WordPress writes it: UTC without a Z, and the clock on the shop's wall. */
export interface SiteMoment {
  gmt: string;
  local: string;
}

export function siteMoment(epochMs = Date.now()): SiteMoment {
  return { gmt: new Date(epochMs).toISOString().slice(0, 19), local: wallClock(epochMs) };
}

const siteClock = new Intl.DateTimeFormat('sv-SE', { timeZone: siteZone, dateStyle: 'short', timeStyle: 'medium' });
const wallClock = (epochMs: number): string => siteClock.format(epochMs).replace(' ', 'T');

/** Epoch ms of a date argument or field. Without a zone it is UTC when `gmt`, else the site's own time. */
export function epochOf(text: string, gmt: boolean): number {
  if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Date.parse(text);
  const wall = Date.parse(`${text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T')}Z`);
  return gmt ? wall : wall - (Date.parse(`${wallClock(wall)}Z`) - wall);
}

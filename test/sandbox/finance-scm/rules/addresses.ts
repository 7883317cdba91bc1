import type { Row } from '../cells.ts';

/** An address as forms show it: street, city line, country, on lines of their own. */
export function formatAddress(row: Row, prefix: string): string {
  const part = (name: string) => row[`${prefix}${name}`] ?? '';
  const street = [part('StreetNumber'), part('Street')].filter(Boolean).join(' ');
  const city = [part('City'), [part('State') || part('StateId'), part('ZipCode')].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [street, city, part('CountryRegionId')].filter(Boolean).join('\n');
}

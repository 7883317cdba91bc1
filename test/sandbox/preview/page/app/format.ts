import type { ColumnModel } from '../../app/model.ts';
import type { Language } from './settings.ts';
import type { Row } from './web-api.ts';
import { sayIn, wordsIn } from './words.ts';

export interface Format {
  locale: string;
  /** A column of a row in words; empty where there is nothing. */
  cell(column: ColumnModel | undefined, row: Row): string;
  moment(value: Date): string;
  date(value: Date): string;
  number(value: number, decimals: number): string;
}

const formatted = '@OData.Community.Display.V1.FormattedValue';

/** As a lookup travels: `_cmc_assignedto_value`. */
export const wireName = (column: ColumnModel | undefined, name = ''): string =>
  column?.kind === 'lookup' ? `_${column.name}_value` : (column?.name ?? name);

export function formatIn(language: Language): Format {
  const locale = language === 1031 ? 'de-DE' : 'en-US';
  const [text, words] = [sayIn(language), wordsIn(language)];
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
  const number = (value: number, decimals: number) =>
    value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return {
    locale,
    number,
    moment: (value) => moments.format(value),
    date: (value) => dates.format(value),
    cell(column, row) {
      const name = wireName(column);
      const value = row[name];
      if (!column || value === null || value === undefined) return '';
      switch (column.kind) {
        case 'lookup':
          return String(row[name + formatted] ?? value);
        case 'choice':
          return words(column.options.find((one) => one.value === value)?.label) || String(row[name + formatted] ?? value);
        case 'bit':
          return words(column.options.find((one) => one.value === Number(value))?.label) || text(value ? 'yes' : 'no');
        case 'datetime':
          return column.format === 'date' ? dates.format(new Date(String(value))) : moments.format(new Date(String(value)));
        case 'decimal':
          return number(Number(value), 2);
        case 'integer':
          return number(Number(value), 0);
        default:
          return String(value);
      }
    },
  };
}

import { readFileSync } from 'node:fs';

/** The codes that Shopify's enumeration knows, straight from our part of the schema. */
const schema = readFileSync(new URL('./admin.graphql', import.meta.url), 'utf8');
const membersOf = (name: string): string[] =>
  (new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(schema)?.[1] ?? '').split(/\s+/).filter(Boolean);
const codes = membersOf('CountryCode');
export const currencyCodes: readonly string[] = membersOf('CurrencyCode');

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const byName = new Map(
  codes.filter((code) => code.length === 2 && code !== 'ZZ').map((code) => [names.of(code)?.toLowerCase() ?? code, code]),
);

/** A code or an English name; null for what Shopify would not know. */
export const countryCodeOf = (country: string | undefined): string | null =>
  codes.find((code) => code === country?.toUpperCase()) ?? byName.get(country?.toLowerCase() ?? '') ?? null;

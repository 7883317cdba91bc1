import type { Json } from './json.ts';

/**
 * A canonical document, or what mapping rules read, with its personal data masked: names `J… D…`, e-mail addresses `j…@example.com`, of
 * phones, streets, postal codes, VAT ids and notes the first characters. What a person is called is masked in every other text too,
 * and so are e-mail and IP addresses wherever they stand. Shape, ids, codes, amounts and moments stay. Pure.
 */
export function maskPersonal<Document>(document: Document): Document {
  const known = new Set<string>();
  collect(document as Json, [], known);
  const words = [...known].filter((text) => text.length >= shortestTell).sort((a, b) => b.length - a.length);
  const tells = words.length > 0 ? new RegExp(words.map(asWholeWord).join('|'), 'giu') : undefined;
  return masked(document as Json, [], tells) as Document;
}

/** `J… D…`: never a whole word. */
export const maskName = (text: string): string =>
  text
    .trim()
    .split(/\s+/u)
    .map((word) => first(word, 1))
    .join(' ');

/** `j…@example.com` */
export function maskEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return at < 1 ? first(text, 1) : `${first(text.slice(0, at), 1)}${text.slice(at)}`;
}

/** The first characters, at most half of them, and an ellipsis. Nothing stays nothing. */
function first(text: string, most: number): string {
  const characters = [...text.trim()];
  if (characters.length === 0) return '';
  return `${characters
    .slice(0, Math.min(most, Math.floor(characters.length / 2)))
    .join('')
    .trimEnd()}…`;
}

const start = (text: string): string => first(text, 2);
const note = (text: string): string => first(text, 1);
const maskers: readonly [RegExp, (text: string) => string][] = [
  [
    /(first|last|middle|full|display|user|recipient|sender|buyer|customer|contact|billing|shipping|gift|sur|family)_?names?$|^(company|attention|salutation)$/i,
    maskName,
  ],
  [/e-?mail/i, maskEmail],
  [/phone|mobile|(^|_)fax/i, (text) => first(text, 3)],
  [/street|address_?\d|house_?number|post(al)?_?(code|box)|^zip|zip_?code/i, start],
  [/vat_?(id|number)?$|tax_?(id|number)|fiscal_?code|codice_?fiscale|^(sdi|pec|cpf|cnpj|nif|dni)$|iban|birth|passport/i, start],
  [/(^|_|[a-z])notes?$|comment|message|remark|instruction|engrav|dedication/i, note],
  [/(^|_)ip(_?address)?$|ip_address|user_?agent|latitude|longitude|geo_?loc/i, start],
];

/** What never is about a person, and would break when a name were cut out of it. */
const plain =
  /^(kind|store|channel|currency|country|state|taxBasis|sku|barcode|itemNumber|number|unit|id|\w*Id|\w*At|adminUrl|quantity|net|tax|gross|total|amount|unitPrice|rate|language|region|timeZone)$/;
/** Free text of plug-ins and shop themes: what is longer than a code or a title may be anything. */
const longestCode = 60;
const shortestTell = 3;

type Masker = (text: string) => string;

/** The masker for what lies under a path of keys; undefined when the path says nothing. */
function maskerOf(path: readonly string[], siblings: Json, value: Json): Masker | undefined {
  const key = path.at(-1) ?? '';
  if (typeof value === 'string' && /address$/i.test(key)) return /mail/i.test(key) ? maskEmail : start;
  if (key === 'name' && isPerson(siblings)) return maskName;
  if (plain.test(key) && !path.includes('extensions')) return undefined;
  return maskers.find(([pattern]) => pattern.test(key))?.[1];
}

const isPerson = (siblings: Json): boolean =>
  typeof siblings === 'object' && siblings !== null && !Array.isArray(siblings) && ('firstName' in siblings || 'organisation' in siblings);

/** Roots that are about goods or about the shop itself. */
const impersonal = new Set(['store', 'item', 'product']);
const isImpersonal = (path: readonly string[]): boolean => path.length === 1 && impersonal.has(path[0] ?? '');

function collect(value: Json, path: string[], known: Set<string>, under?: Masker): void {
  if (typeof value === 'object' && value !== null) {
    if (isImpersonal(path)) return;
    for (const [key, inner] of entriesOf(value)) {
      const next = key === undefined ? path : [...path, key];
      const masker = key === undefined ? under : (maskerOf(next, value, inner) ?? under);
      collect(inner, next, known, masker);
    }
    return;
  }
  if (typeof value !== 'string' || !under || under === note) return;
  const text = value.trim();
  if (text !== '') known.add(text);
  if (under === maskName) for (const word of text.split(/\s+/u)) known.add(word);
}

function masked(value: Json, path: string[], tells: RegExp | undefined, under?: Masker): Json {
  if (typeof value === 'string') return under ? under(value) : maskText(value, path, tells);
  if (typeof value === 'number') return under ? 0 : value;
  if (typeof value !== 'object' || value === null || isImpersonal(path)) return value;
  if (Array.isArray(value)) return value.map((inner) => masked(inner, path, tells, under));
  const named = under ?? hinted(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const next = [...path, key];
      const own = named && key === 'value' ? named : (maskerOf(next, value, inner) ?? under);
      return [key, masked(inner, next, tells, own)];
    }),
  );
}

/** `{ name: "Phone", value: "…" }`, as shops list what the buyer filled in. */
function hinted(value: { [key: string]: Json }): Masker | undefined {
  const name = value.key ?? value.name;
  if (typeof name !== 'string' || !('value' in value)) return undefined;
  const key = name.trim().replace(/\s+/g, '_');
  return maskers.find(([pattern]) => pattern.test(key))?.[1] ?? (/name$|address$/i.test(key) ? maskName : undefined);
}

function maskText(text: string, path: readonly string[], tells: RegExp | undefined): string {
  if (plain.test(path.at(-1) ?? '') && !path.includes('extensions')) return text;
  const inPlace = text.replace(email, maskEmail).replace(address, start);
  const named = tells ? inPlace.replace(tells, maskName) : inPlace;
  return path.includes('extensions') && named.length > longestCode ? first(named, 10) : named;
}

// It begins where a word begins: otherwise a long text without a blank would take minutes.
const email = /(?<![^\s@"'<>])[^\s@"'<>]+@[^\s@"'<>]+\.[a-z]{2,}/giu;
const address = /\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}\b/gi;

const entriesOf = (value: Json[] | { [key: string]: Json }): [string | undefined, Json][] =>
  Array.isArray(value) ? value.map((inner) => [undefined, inner]) : Object.entries(value);

const asWholeWord = (text: string): string => `(?<![\\p{L}\\p{N}])${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`;

import { eachText, inOneText, type Wording, wording } from '../core/wording.ts';

/** What is known of an article of a shop that nobody has linked yet. */
export interface WantedArticle {
  sku: string;
  name?: string;
  barcode?: string;
}

/** What it is compared with: a released product or one of its variants. */
export interface OfferedItem {
  itemNumber: string;
  /** The codes that it goes by besides: external codes, variant number, barcode. */
  codes: readonly string[];
  barcode?: string;
  name: string;
  dimensions: Readonly<Record<string, string | undefined>>;
}

export interface Likeness {
  /** 0 to 100, whole. 100 only for the same code. */
  score: number;
  /** What speaks for it, in words. */
  because: Wording;
}

/**
 * How likely the offered item is what the shop means. Deterministic: the same two things always give the same likeness, and letter case
 * and punctuation of codes do not matter.
 */
export function likenessOf(wanted: WantedArticle, offered: OfferedItem): Likeness {
  const codes = [offered.itemNumber, ...offered.codes].filter(Boolean);
  const sku = folded(wanted.sku);
  if (sku !== '' && codes.some((code) => folded(code) === sku))
    return { score: 100, because: wording('The same code, written otherwise.', 'Derselbe Code, anders geschrieben.') };
  const barcode = folded(wanted.barcode ?? '');
  if (barcode !== '' && [offered.barcode ?? '', ...codes].some((code) => folded(code) === barcode))
    return { score: 97, because: wording('The same barcode.', 'Derselbe Barcode.') };
  const [code, bySku] = bestOf(codes, (candidate) => codeLikeness(wanted.sku, withDimensions(candidate, offered)));
  const plain = codeLikeness(wanted.sku, code);
  const sameSku = Math.max(bySku, plain);
  const sameName = nameLikeness(wanted.name ?? '', [offered.name, ...Object.values(offered.dimensions)].join(' '));
  const both = 1 - (1 - sameSku) * (1 - 0.85 * sameName);
  return { score: Math.min(95, Math.round(95 * both)), because: reason(code, sameSku, sameName) };
}

/** Only letters and digits count in a code. */
const folded = (code: string): string =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const withDimensions = (code: string, { dimensions }: OfferedItem): string =>
  [code, ...Object.values(dimensions).filter(Boolean)].join('-');

function bestOf(codes: readonly string[], measure: (code: string) => number): [string, number] {
  let best: [string, number] = ['', 0];
  for (const code of codes) {
    const value = measure(code);
    if (value > best[1]) best = [code, value];
  }
  return best;
}

/** 0 to 1: pairs of neighbouring characters in common (Dice), and more when one begins with the other; less when their numbers are others. */
export function codeLikeness(left: string, right: string): number {
  const [a, b] = [folded(left), folded(right)];
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  const shared = dice(pairsOf(a), pairsOf(b));
  const shorter = Math.min(a.length, b.length);
  const begins = shorter >= 3 && (a.startsWith(b) || b.startsWith(a)) ? 0.6 + (0.35 * shorter) / Math.max(a.length, b.length) : 0;
  return Math.max(shared, begins) * (numbersDiffer(a, b) ? otherNumbers : 1);
}

/** D0001 and D0002 look alike and are two things. */
const otherNumbers = 0.6;
const numbersIn = (code: string): string[] => (code.match(/\d+/g) ?? []).map((digits) => digits.replace(/^0+/, ''));

function numbersDiffer(a: string, b: string): boolean {
  const [left, right] = [numbersIn(a), numbersIn(b)];
  return left.length > 0 && right.length > 0 && !left.some((number) => right.includes(number));
}

/** 0 to 1: words in common, those alike counted by how much. Order and plurals hardly matter. */
export function nameLikeness(left: string, right: string): number {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.length === 0 || b.length === 0) return 0;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const sum = few.reduce((total, word) => total + closest(word, many), 0) + many.reduce((total, word) => total + closest(word, few), 0);
  return sum / (few.length + many.length);
}

/** Words of a name that say something, in lower case, each once. */
export const wordsOf = (name: string): string[] => [
  ...new Set(
    name
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1 && !fillers.has(word)),
  ),
];

const fillers = new Set(['the', 'and', 'for', 'with', 'der', 'die', 'das', 'und', 'mit', 'für', 'von', 'in', 'of', 'a', 'x']);

function closest(word: string, others: readonly string[]): number {
  let best = 0;
  for (const other of others) {
    const value = word === other ? 1 : dice(pairsOf(word), pairsOf(other));
    if (value > best) best = value;
  }
  return best < 0.5 ? 0 : best;
}

function pairsOf(text: string): string[] {
  const characters = [...text];
  return characters.length < 2 ? characters : characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function dice(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const pair of a) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of b) {
    const left = counts.get(pair) ?? 0;
    if (left === 0) continue;
    counts.set(pair, left - 1);
    common += 1;
  }
  return (2 * common) / (a.length + b.length);
}

function reason(code: string, sameSku: number, sameName: number): Wording {
  const parts = [...codeReason(code, sameSku), ...nameReason(sameName)];
  if (parts.length === 0) return wording('Hardly alike.', 'Kaum ähnlich.');
  const { en } = inOneText(parts, ', and ');
  const { de } = inOneText(parts, ', und ');
  return eachText(wording(en, de), (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function codeReason(code: string, sameSku: number): Wording[] {
  if (sameSku >= 0.5) return [wording(`its code ${code} is much like the SKU`, `sein Code ${code} ist der SKU sehr ähnlich`)];
  return sameSku >= 0.3 ? [wording(`its code ${code} resembles the SKU`, `sein Code ${code} ähnelt der SKU`)] : [];
}

function nameReason(sameName: number): Wording[] {
  if (sameName >= 0.8) return [wording('its name is nearly the same', 'sein Name ist fast derselbe')];
  return sameName >= 0.4 ? [wording('its name has words in common', 'sein Name hat gemeinsame Wörter')] : [];
}

import { refusedQuery } from './refusal.ts';

export type TokenKind = 'enum' | 'text' | 'guid' | 'date' | 'number' | 'word' | 'mark' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  at: number;
}

const shapes: readonly (readonly [Exclude<TokenKind, 'end'>, RegExp])[] = [
  ['enum', /[A-Za-z_][\w.]*'(?:[^']|'')*'/y],
  ['text', /'(?:[^']|'')*'/y],
  ['guid', /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/iy],
  ['date', /\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?/iy],
  ['number', /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?[mdfl]?(?![\w.])/iy],
  ['word', /[A-Za-z_$@][\w./]*/y],
  ['mark', /[(),:-]/y],
];

/** The words of a `$filter`. @throws Refusal at the first character that begins none */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (!token) throw refusedQuery(`Syntax error at position ${at} in '${text}'.`);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const [found] = shape.exec(text) ?? [];
    if (found) return { kind, text: found, at };
  }
  return undefined;
}

/** The text within quotes, doubled quotes undone. */
export const unquoted = (text: string): string => text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'");

import { refusals } from './refusal.ts';

export interface Token {
  kind: 'word' | 'text' | 'number' | 'date' | 'guid' | 'symbol';
  text: string;
  at: number;
}

const patterns: readonly [Token['kind'], RegExp][] = [
  ['text', /'(?:[^']|'')*'/y],
  ['guid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy],
  ['date', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?(?![\w-])/iy],
  ['number', /-?\d+(?:\.\d+)?(?![\w.-])/y],
  ['word', /[A-Za-z_][\w.]*/y],
  ['symbol', /[(),=:/[\]]/y],
];

/** @throws Refusal for a character that belongs nowhere */
export function tokens(expression: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    if (/\s/.test(expression[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = tokenAt(expression, at);
    if (!token) throw refusals.badRequest(`Syntax error: character '${expression[at]}' is not valid at position ${at} in '${expression}'.`);
    found.push(token);
    at += token.text.length;
  }
  return found;
}

function tokenAt(expression: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined) return { kind, text, at };
  }
  return undefined;
}

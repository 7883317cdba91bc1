/** Where a text stops being JSON, counted from 1; undefined when it is JSON to its end. */
export interface Place {
  line: number;
  column: number;
}

const blank = /[ \t\n\r]*/y;
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;

/** Browsers do not all say where, so it is looked for here. */
export function brokenAt(text: string): Place | undefined {
  const reader = { text, at: 0 };
  const whole = value(reader) && skip(reader, blank) && reader.at === text.length;
  return whole ? undefined : placeOf(text, reader.at);
}

interface Reader {
  text: string;
  at: number;
}

function value(reader: Reader): boolean {
  skip(reader, blank);
  const sign = reader.text[reader.at];
  if (sign === '{') return members(reader, '}', () => skip(reader, string) && skip(reader, blank) && taken(reader, ':') && value(reader));
  if (sign === '[') return members(reader, ']', () => value(reader));
  return skip(reader, sign === '"' ? string : literal);
}

function members(reader: Reader, close: string, member: () => boolean): boolean {
  reader.at += 1;
  skip(reader, blank);
  if (taken(reader, close)) return true;
  for (;;) {
    skip(reader, blank);
    if (!member()) return false;
    skip(reader, blank);
    if (taken(reader, close)) return true;
    if (!taken(reader, ',')) return false;
  }
}

function skip(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at += found[0].length;
  return found !== null;
}

function taken(reader: Reader, sign: string): boolean {
  if (reader.text[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

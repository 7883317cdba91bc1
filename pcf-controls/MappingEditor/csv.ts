/** One entry of a value map. */
export interface Entry {
  from: string;
  to: string;
}

/** What a line lacks; `say` names a string of the control. */
export interface CsvProblem {
  line: number;
  say: 'csv_columns' | 'csv_empty' | 'csv_twice' | 'csv_long' | 'csv_open';
  facts: Record<string, string | number>;
}

export interface CsvReading {
  entries: Entry[];
  problems: CsvProblem[];
}

/** What a spreadsheet would take for a formula gets an apostrophe before it, and loses it on the way back. */
const formula = /^'*[=+\-@\t\r]/;
const longest = 400;

/** `from,to`, one entry a line, with a mark by which spreadsheets know the encoding. */
export const toCsv = (entries: readonly Entry[]): string =>
  `\uFEFF${[{ from: 'from', to: 'to' }, ...entries].map(({ from, to }) => `${cell(from)},${cell(to)}\r\n`).join('')}`;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^\s|\s$|^$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Reads what people save from spreadsheets: commas, semicolons or tabs, any line ends, a heading or none. Lines with a problem give no
 * entry. With `ignoreCase` two codes that differ in their letters' case are the same.
 */
export function fromCsv(text: string, ignoreCase: boolean): CsvReading {
  const plain = text.replace(/^\uFEFF/, '');
  const { rows, open } = rowsOf(plain, separatorOf(plain));
  const body = rows[0] && isHeading(rows[0].cells) ? rows.slice(1) : rows;
  const seen = new Map<string, number>();
  const reading: CsvReading = { entries: [], problems: [] };
  for (const { line, cells } of body) {
    if (cells.every((one) => one.trim() === '')) continue;
    const problem = open === line ? { line, say: 'csv_open' as const, facts: {} } : problemOf(cells, line, seen, ignoreCase);
    if (problem) reading.problems.push(problem);
    else reading.entries.push({ from: bare(cells[0]), to: bare(cells[1]) });
  }
  return reading;
}

const bare = (text = ''): string => (formula.test(text.slice(1)) && text.startsWith("'") ? text.slice(1) : text);

const isHeading = ([from = '', to = '', ...more]: string[]): boolean =>
  more.length === 0 && /^(from|von)$/i.test(from.trim()) && /^(to|nach)$/i.test(to.trim());

function problemOf(cells: string[], line: number, seen: Map<string, number>, ignoreCase: boolean): CsvProblem | undefined {
  const [from, to] = [bare(cells[0]), bare(cells[1])];
  if (cells.length !== 2) return { line, say: 'csv_columns', facts: { count: cells.length } };
  if (from.trim() === '') return { line, say: 'csv_empty', facts: {} };
  if (from.length > longest || to.length > longest) return { line, say: 'csv_long', facts: { limit: longest } };
  const key = ignoreCase ? from.trim().toLowerCase() : from;
  const first = seen.get(key);
  if (first !== undefined) return { line, say: 'csv_twice', facts: { value: from, first } };
  seen.set(key, line);
  return undefined;
}

/** The sign that stands first outside of quotes. */
const separatorOf = (text: string): string => /[,;\t]/.exec(text.replace(/"(?:[^"]|"")*"/g, ''))?.[0] ?? ',';

interface Row {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/** `open`: the line of a quote that never closes. */
function rowsOf(text: string, separator: string): { rows: Row[]; open?: number } {
  const rows: Row[] = [];
  let [at, line, open]: [number, number, number | undefined] = [0, 1, undefined];
  while (at < text.length) {
    const row: Row = { line, cells: [] };
    for (let more = true; more; ) {
      const read = quoted(text, at);
      const end = unquotedEnd(text, read.end, separator);
      if (!read.closed) open = row.line;
      row.cells.push(read.text + text.slice(read.end, end));
      line += read.text.split(/\r\n|\r|\n/).length - 1;
      at = end;
      more = text[at] === separator;
      if (more) at += 1;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    rows.push(row);
  }
  return { rows, open };
}

function unquotedEnd(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** The quoted part at the beginning of a cell; what follows it up to the separator belongs to the cell, as spreadsheets read it. */
function quoted(text: string, start: number): { text: string; end: number; closed: boolean } {
  if (text[start] !== '"') return { text: '', end: start, closed: true };
  const pattern = /"((?:[^"]|"")*)("?)/y;
  pattern.lastIndex = start;
  const [whole = '', held = '', close = ''] = pattern.exec(text) ?? [];
  return { text: held.replaceAll('""', '"'), end: start + whole.length, closed: close === '"' };
}

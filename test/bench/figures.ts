/** One measured thing: a row of the table. */
export interface Figure {
  what: string;
  value: string;
  /** What we want it to be, or how it was measured. */
  remark?: string;
}

/** What the command line may change, so that a quick look is possible. */
export interface BenchOptions {
  /** Length of one measurement under load. */
  seconds: number;
  /** How often a measurement is repeated; the table shows the median. */
  runs: number;
  /** Orders that the memory part imports. */
  orders: number;
  /** Orders that one drain imports. */
  drain: number;
}

/** One part of the bench, in a file of its own. */
export interface BenchPart {
  title: string;
  run(options: BenchOptions): Promise<Figure[]>;
}

/** The value below which the share `p` of the values lies, 0 to 1. @throws RangeError without values */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  if (found === undefined) throw new RangeError('There is no percentile of nothing.');
  return found;
}

/** @throws RangeError without values */
export function median(values: readonly number[]): number {
  const upper = percentile(values, 0.5);
  return values.length % 2 === 1 ? upper : (upper + percentile(values, 0.5 - 1 / values.length)) / 2;
}

const wordings = [0, 1, 2].map((digits) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }));

/** A number with three figures that matter, thousands set apart. */
export const worded = (value: number): string => wordings[value >= 100 || value === 0 ? 0 : value >= 10 ? 1 : 2]?.format(value) ?? '';

/** Smallest and largest of several runs, for the remark. */
export const range = (values: readonly number[], unit: string): string =>
  values.length === 1
    ? 'one run'
    : `${values.length} runs, ${worded(Math.min(...values))} to ${worded(Math.max(...values))} ${unit}`.trim();

/** A whole number, thousands set apart. */
export const counted = (count: number): string => count.toLocaleString('en');

/** Says on stderr how far it is; the table alone is on stdout. */
export const progress = (line: string): void => void process.stderr.write(`  ${line}\n`);

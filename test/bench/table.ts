import { cpus, totalmem } from 'node:os';
import type { Figure } from './figures.ts';

export interface Measured {
  title: string;
  figures: readonly Figure[];
}

/** The table in Markdown, under the line that says where and when it was measured. */
export function tableOf(parts: readonly Measured[]): string {
  const rows = parts.flatMap(({ title, figures }) =>
    figures.map(({ what, value, remark = '' }, index) => [index ? '' : title, what, value, remark]),
  );
  const all = [['', 'figure', 'value', 'remark'], ...rows].map((row) => row.map(cell));
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = all;
  return [machine(), '', line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line), ''].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();

/** Cores, processor, memory, Node and day: without them a figure says nothing. */
function machine(): string {
  const [first, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `Measured with everything on one machine: ${others.length + 1} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GB, Node ${process.version}, ${process.platform}, ${day}. Medians.`;
}

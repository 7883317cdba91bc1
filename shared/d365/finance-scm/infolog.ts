import { oDataProblem } from '../odata-client.ts';

/** Finance & SCM packs the useful sentence into an Infolog; this takes it out. */

const noise = [/^validateWrite failed on data source/i, /^Update has been cancell?ed\.?$/i, /^Write failed for table row/i];

export interface Refusal {
  kind: 'duplicate' | 'conflict' | 'other';
  /** The table that has the row already, for `duplicate`: `SalesTable`, `CustTable`. */
  table?: string;
  /** For people. */
  problem: string;
}

/** Reads a 4xx (or business 500) body. */
export function readRefusal(status: number, body: string): Refusal {
  const whole = oDataProblem(body) || `it answered ${status} without a reason`;
  const table = /Cannot create a record in .*?\((\w+)\).*already exists/is.exec(whole)?.[1];
  const problem = infologText(whole);
  if (table) return { kind: 'duplicate', table, problem };
  if (/An update conflict occurred due to another user process/i.test(whole)) return { kind: 'conflict', problem };
  return { kind: 'other', problem };
}

/** The sentences after "Infolog:" without severities and without what the framework adds. */
export function infologText(message: string): string {
  const [, after] = /Infolog:\s*(.*)$/is.exec(message) ?? [];
  if (after === undefined) return message.trim();
  const sentences = after
    .split(/;\s*(?=(?:Info|Warning|Error):)/)
    .map((part) =>
      part
        .replace(/^(Info|Warning|Error):\s*/i, '')
        .replace(/\.\.+$/, '.')
        .replace(/\.;?$/, '.')
        .trim(),
    )
    .filter((part) => part !== '' && !noise.some((pattern) => pattern.test(part)));
  return [...new Set(sentences)].join(' ') || message.trim();
}

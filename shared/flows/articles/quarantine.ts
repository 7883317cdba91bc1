import * as z from 'zod';
import type { ErrorCode } from '../../core/error-table.ts';
import { rowKey } from '../../core/hash.ts';
import type { Notebook } from '../../ports.ts';
import type { WantedLine } from './aspect.ts';

/** A line that is not sent: the shop would not have it, or a person has to look first. */
const Entry = z.object({ value: z.string(), code: z.custom<ErrorCode>(), cause: z.string() });
export type Quarantined = z.output<typeof Entry>;

const page = (store: string, kind: string): string => `quarantine|${store}|${kind}`;

/** The document of one line: the article, and the place where it has several. */
export const lineId = ({ article, part }: Pick<WantedLine<unknown>, 'article' | 'part'>): string =>
  part ? `${article.article.variantId}@${part}` : article.article.variantId;

/** What is kept back of one store and aspect. Holds as many entries as there are open problems. */
export async function openQuarantine(store: string, kind: string, notebook: Notebook) {
  const entries = new Map<string, Quarantined>();
  for await (const { key, value } of notebook.list(page(store, kind))) entries.set(key, Entry.parse(JSON.parse(value)));
  const keyOf = (line: Pick<WantedLine<unknown>, 'article' | 'part'>) => rowKey(lineId(line));
  return {
    of: (line: Pick<WantedLine<unknown>, 'article' | 'part'>): Quarantined | undefined => entries.get(keyOf(line)),
    async put(line: WantedLine<unknown>, entry: Omit<Quarantined, 'value'>): Promise<void> {
      entries.set(keyOf(line), { ...entry, value: line.value });
      await notebook.write(page(store, kind), keyOf(line), JSON.stringify({ ...entry, value: line.value }));
    },
    async release(line: Pick<WantedLine<unknown>, 'article' | 'part'>): Promise<void> {
      entries.delete(keyOf(line));
      await notebook.remove(page(store, kind), keyOf(line));
    },
  };
}
export type Quarantine = Awaited<ReturnType<typeof openQuarantine>>;

/** A person asks to send it again although nothing has changed. The problem stays open until the shop has taken it. */
export async function liftQuarantine(store: string, kind: string, id: string, notebook: Notebook): Promise<void> {
  const kept = await notebook.read(page(store, kind), rowKey(id));
  if (kept === undefined) return;
  await notebook.write(page(store, kind), rowKey(id), JSON.stringify({ ...Entry.parse(JSON.parse(kept)), value: '' }));
}

import * as z from 'zod';
import type { StatusUpdate } from '../../canonical/status.ts';
import type { Notebook } from '../../ports.ts';
import { wentThrough } from '../outcome.ts';

/** Work on all articles of a store together, whose row says how it ended. */
export interface ArticlesWork {
  store: string;
  kind: 'stock' | 'price' | 'product';
  /** Each kind has several: what was wrong with one is not over when another one goes through. */
  work: string;
}

const page = 'articles-trouble';
const keyOf = ({ store, kind, work }: ArticlesWork): string => `${store}|${kind}|${work}`;
const Problems = z.array(z.object({ code: z.string(), cause: z.string() }));

/** Remembers that the row of this work says what is wrong, with the exceptions that it opened. */
export async function noteTrouble(of: ArticlesWork, { exceptions }: Pick<StatusUpdate, 'exceptions'>, notebook: Notebook): Promise<void> {
  await notebook.write(page, keyOf(of), JSON.stringify(exceptions.map(({ code, cause }) => ({ code, cause }))));
}

/** What `noteTrouble` has noted, as resolved; undefined when nothing was wrong. `forgetTrouble` comes after it was told. */
export async function troubleOver(of: ArticlesWork, notebook: Notebook): Promise<StatusUpdate['resolved'] | undefined> {
  const noted = await notebook.read(page, keyOf(of));
  return noted === undefined ? undefined : Problems.parse(JSON.parse(noted)).map((one) => ({ ...one, because: wentThrough }));
}

export const forgetTrouble = (of: ArticlesWork, notebook: Notebook): Promise<void> => notebook.remove(page, keyOf(of));

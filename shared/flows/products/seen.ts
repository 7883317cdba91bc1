import type { Notebook } from '../../ports.ts';

/** The ids of the articles that a pass through a shop has met, many to a note. Made since the last pass: they count for the next. */
const page = (store: string): string => `seen-articles|${store}`;

const idsPerNote = 1000;

/** These articles are in the shop, whatever place a pass that is under way has got to. The same name replaces what was noted under it. */
export async function noteSeen(
  store: string,
  variantIds: readonly string[],
  notebook: Notebook,
  name = variantIds.join(',').slice(0, 100),
): Promise<void> {
  for (let start = 0; start < variantIds.length; start += idsPerNote)
    await notebook.write(page(store), `${name}|${start}`, JSON.stringify(variantIds.slice(start, start + idsPerNote)));
}

/** All that was noted. `forget` takes just that away. */
export async function readSeen(store: string, notebook: Notebook): Promise<{ seen: Set<string>; forget(): Promise<void> }> {
  const seen = new Set<string>();
  const keys: string[] = [];
  for await (const { key, value } of notebook.list(page(store))) {
    keys.push(key);
    for (const id of JSON.parse(value) as string[]) seen.add(id);
  }
  return {
    seen,
    forget: async () => {
      for (const key of keys) await notebook.remove(page(store), key);
    },
  };
}

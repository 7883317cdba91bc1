import type { ArticleView, Shelf, StoreView } from '../../model.ts';
import { element, keepList, mark, say } from '../dom.ts';
import { articleRow } from './article-row.ts';
import { ask } from './server.ts';
import { counted, timeOf } from './words.ts';

export interface ShelfPanel {
  /** The shop that is chosen in the shop window. */
  choose(store: StoreView): void;
}

const lookEveryMs = 1500;

/** Stock and prices of what a shop sells, in Dynamics and in the shop. Looked at only while it is open. */
export function shelfPanel(panel: HTMLDetailsElement, announce: (sentence: string) => void): ShelfPanel {
  const summary = element('p', { class: 'quiet' }, 'Reading stock and prices …');
  const rows = element('tbody', { role: 'rowgroup' });
  panel.append(summary, element('table', { class: 'shelf', role: 'table' }, head(), rows));
  let store: StoreView | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = async (path: string, body: Record<string, unknown>, said: string): Promise<void> => {
    await ask('POST', path, { store: store?.id, ...body });
    announce(said);
    lookNow();
  };
  const show = keepList<ArticleView & { currency: string; warehouse: string }>(
    rows,
    ({ sku }) => `${store?.id} ${sku}`,
    () => articleRow(change, announce),
  );

  async function look(): Promise<void> {
    const asked = store;
    if (!asked) return;
    try {
      const shelf = await ask<Shelf>('GET', `/api/shelf?store=${encodeURIComponent(asked.id)}`);
      if (asked !== store) return;
      const { articles, currency, warehouse } = shelf;
      show(articles.map((article) => ({ ...article, currency, warehouse })));
      say(summary, summaryOf(shelf, asked));
      mark(summary, 'class', shelf.trouble ? 'problem' : 'quiet');
    } catch (error) {
      say(summary, error instanceof Error ? error.message : String(error));
    }
  }

  function lookNow(): void {
    clearTimeout(timer);
    if (!panel.open || document.hidden) return;
    void look().finally(() => {
      clearTimeout(timer);
      if (panel.open && !document.hidden) timer = setTimeout(lookNow, lookEveryMs);
    });
  }
  panel.addEventListener('toggle', lookNow);
  document.addEventListener('visibilitychange', lookNow);

  return {
    choose(chosen) {
      if (chosen.id === store?.id) return;
      store = chosen;
      show([]);
      say(summary, 'Reading stock and prices …');
      lookNow();
    },
  };
}

function summaryOf({ articles, trouble, at, warehouse }: Shelf, { name, legalEntity }: StoreView): string {
  if (trouble) return `Not everything could be read: ${trouble}`;
  if (articles.length === 0) return `${name} sells nothing yet.`;
  const differ = articles.filter(({ stockMark, priceMark }) =>
    [stockMark, priceMark].some((one) => ['on-its-way', 'changed-there', 'held', 'stopped'].includes(one)),
  );
  const agree = differ.length === 0 ? `All agree, as of ${timeOf(at)}.` : `${counted(differ.length, 'is', 'are')} not in step.`;
  return `${name} sells ${counted(articles.length, 'article')} of ${legalEntity.toUpperCase()}, warehouse ${warehouse}. ${agree}`;
}

function head(): HTMLElement {
  const cell = (text: string) =>
    element('th', { scope: 'col', role: 'columnheader', ...(text.startsWith('Shop') ? { class: 'shop-side' } : {}) }, text);
  const titles = ['Article', 'On hand in Dynamics', 'Shop sells', 'Price in Dynamics', 'Shop asks'];
  return element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...titles.map(cell)));
}

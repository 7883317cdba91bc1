import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemNumber } from '../../shared/core/ids.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { createArticleBook } from '../../shared/platform/article-book.ts';
import { createCredential } from '../../shared/platform/credentials.ts';
import { createDueItems } from '../../shared/platform/due-items.ts';
import { openTable } from '../../shared/platform/tables.ts';
import type { ArticleBook, DueItems, LinkedArticle } from '../../shared/ports.ts';
import { memoryArticles, memoryDueItems } from '../memory-articles.ts';
import { type SmallAzure, startSmallAzure } from '../sandbox/azure.ts';
import { clients } from '../sandbox/world.ts';

let azure: SmallAzure;
beforeAll(async () => {
  azure = await startSmallAzure();
});
afterAll(() => azure.close());

const tables = (name: string) => openTable(azure.storage.tablesUrl, name, createCredential({ AZURE_CLIENT_ID: clients.product.id }));
const books: Record<string, () => ArticleBook> = {
  'in tables': () => createArticleBook(tables('articles')),
  'in memory': () => memoryArticles(),
};
const lists: Record<string, () => DueItems> = {
  'in tables': () => createDueItems(tables('due')),
  'in memory': () => memoryDueItems(),
};

const linked = (item: string, variantId: string, overrides: Partial<LinkedArticle> = {}): LinkedArticle => ({
  item: item as ItemNumber,
  dimensions: {},
  article: { variantId, productId: `p${variantId}`, sku: item },
  ...overrides,
});
const idsOf = (articles: readonly LinkedArticle[]) => articles.map(({ article }) => article.variantId);

async function walkAll(book: ArticleBook, store: string, most: number): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await book.walk(store, after, most);
    pages.push(idsOf(page.articles));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

describe.each(Object.entries(books))('the article book %s', (_where, open) => {
  it('walks a store in order of item, in pages, and sees nothing of other stores', async () => {
    const book = open();
    await book.link('walk', [linked('b', '3'), linked('A', '2'), linked('a-1', '4'), linked('b', '1'), linked('ä/1', '5')]);
    await book.link('walker', [linked('a', '9')]);

    const pages = await walkAll(book, 'walk', 2);
    expect(pages.flat()).toHaveLength(5);
    expect(pages.every((page) => page.length <= 2)).toBe(true);
    expect(pages.flat().filter((id) => ['1', '3'].includes(id))).toEqual(['1', '3']);
    expect((await walkAll(book, 'walk', 2)).flat()).toEqual(pages.flat());
  });

  it('finds all articles of an item, whatever its case, and an article by its id', async () => {
    const book = open();
    const dimensions = { color: 'Blau', size: 'Größe 4' };
    await book.link('find', [linked('D1', '1', { dimensions, units: '6' as DecimalText }), linked('D1', '2'), linked('D11', '3')]);

    expect(idsOf(await book.ofItems('find', ['d1', 'D1', 'unknown'])).sort()).toEqual(['1', '2']);
    expect(await book.ofVariant('find', '1')).toMatchObject({ item: 'D1', dimensions, units: '6', article: { sku: 'D1' } });
    expect(await book.ofVariant('find', '99')).toBeUndefined();
  });

  it('keeps what the shop shows, by column, when an article is linked again or moves to another item', async () => {
    const book = open();
    const first = linked('D1', '1', { stock: { here: 4 } });
    await book.link('move', [first]);
    await book.noteShown('move', [{ item: first.item, article: first.article, price: { price: '9.95' as DecimalText } }]);
    await book.noteShown('move', [{ item: first.item, article: first.article, stock: { here: 3, there: 1 } }]);
    await book.link('move', [linked('D2', '1')]);

    expect(await book.ofItems('move', ['D1'])).toEqual([]);
    expect(await book.ofVariant('move', '1')).toMatchObject({ item: 'D2', stock: { here: 3, there: 1 }, price: { price: '9.95' } });
  });

  it('notes what is shown of those that are still linked when one of them is gone', async () => {
    const book = open();
    const [a, b] = [linked('D1', '1'), linked('D2', '2')] as const;
    await book.link('gone', [a, b]);
    await book.unlink('gone', ['1', 'never']);
    await book.noteShown('gone', [
      { ...a, stock: { '': 1 } },
      { ...b, stock: { '': 2 } },
    ]);

    expect((await book.walk('gone', undefined, 10)).articles).toMatchObject([{ item: 'D2', stock: { '': 2 } }]);
    expect(await book.ofVariant('gone', '1')).toBeUndefined();
  });

  it('takes and finds thousands at once', async () => {
    const book = open();
    const many = Array.from({ length: 2400 }, (_, n) => linked(`I${String(n % 1200).padStart(5, '0')}`, String(n)));
    await book.link('many', many);
    await book.noteShown(
      'many',
      many.map(({ item, article }, n) => ({ item, article, stock: { '': n } })),
    );

    expect((await walkAll(book, 'many', 1000)).map((page) => page.length)).toEqual([1000, 1000, 400]);
    const wanted = Array.from({ length: 400 }, (_, n) => `I${String(n * 3).padStart(5, '0')}`);
    const found = await book.ofItems('many', wanted);
    expect(new Set(idsOf(found)).size).toBe(800);
    expect(found.every(({ article, stock }) => stock?.[''] === Number(article.variantId))).toBe(true);
    await book.unlink('many', idsOf(many));
    expect((await book.walk('many', undefined, 10)).articles).toEqual([]);
  }, 60_000);

  it('finds items whose neighbours have more articles than one page holds', async () => {
    const book = open();
    const crowd = Array.from({ length: 1500 }, (_, n) => linked('M', String(n)));
    await book.link('crowd', [linked('A', 'a'), ...crowd, linked('Z', 'z')]);

    expect((await book.ofItems('crowd', ['A', 'Z'])).map(({ item }) => item)).toEqual(['A', 'Z']);
    expect(await book.ofItems('crowd', ['A', 'M', 'Z'])).toHaveLength(1502);
  }, 60_000);
});

describe.each(Object.entries(lists))('due items %s', (_where, open) => {
  it('has each item once, by store and kind', async () => {
    const due = open();
    await due.mark('one', 'stock', ['D1', 'd1', 'Ä/2', ...Array.from({ length: 250 }, (_, n) => `x${n}`)]);
    await due.mark('one', 'stock', ['D1']);
    await due.mark('one', 'price', ['P1']);

    const read = await due.read('one', 'stock', 1000);
    expect(read).toHaveLength(252);
    expect(read.map(({ item }) => item)).toContain('Ä/2');
    expect(await due.read('one', 'stock', 10)).toHaveLength(10);
    expect(await due.read('two', 'stock', 10)).toEqual([]);
  });

  it('keeps what was marked again since it was read', async () => {
    const due = open();
    await due.mark('again', 'stock', ['D1', 'D2']);
    const read = await due.read('again', 'stock', 10);
    await due.mark('again', 'stock', ['D2']);
    await due.clear('again', 'stock', read);

    const left = await due.read('again', 'stock', 10);
    expect(left.map(({ item }) => item)).toEqual(['D2']);
    await due.clear('again', 'stock', [...left, ...read]);
    expect(await due.read('again', 'stock', 10)).toEqual([]);
  });
});

describe('the two article books', () => {
  const item = fc.constantFrom('A', 'a', 'A-1', 'B', 'Ä/1', 'B|', '~');
  const variant = fc.constantFrom('1', '2', '10', 'x/y', '~7');
  const shown = fc.record({ stock: fc.option(fc.dictionary(fc.constantFrom('', 'here'), fc.nat(9)), { nil: undefined }) });
  const act = fc.oneof(
    fc.record({ act: fc.constant('link' as const), pairs: fc.array(fc.tuple(item, variant, shown), { maxLength: 4 }) }),
    fc.record({ act: fc.constant('unlink' as const), pairs: fc.array(fc.tuple(item, variant, shown), { maxLength: 2 }) }),
    fc.record({ act: fc.constant('show' as const), pairs: fc.array(fc.tuple(item, variant, shown), { maxLength: 4 }) }),
  );

  it('come to the same, whatever is linked, moved, shown and unlinked; items lie together', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        run += 1;
        const store = `same-${run}`;
        const [real, model] = [createArticleBook(tables('articles')), memoryArticles()];
        for (const { act: what, pairs } of acts)
          for (const book of [real, model]) {
            const articles = pairs.map(([number, id, said]) => linked(number, id, said));
            if (what === 'link') await book.link(store, articles);
            else if (what === 'unlink') await book.unlink(store, idsOf(articles));
            else await book.noteShown(store, articles);
          }

        const { articles } = await real.walk(store, undefined, 100);
        const byId = (one: LinkedArticle, other: LinkedArticle) => (one.article.variantId < other.article.variantId ? -1 : 1);
        expect([...articles].sort(byId)).toEqual([...model.rows(store)].sort(byId));
        const order = articles.map((one) => one.item.toLowerCase());
        expect(order.filter((one, index) => order.indexOf(one) < index && order[index - 1] !== one)).toEqual([]);
        for (const { article } of model.rows(store)) expect(await real.ofVariant(store, article.variantId)).toBeDefined();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

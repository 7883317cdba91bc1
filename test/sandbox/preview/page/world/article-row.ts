import type { Agreement, ArticleView, HeldPrice } from '../../model.ts';
import { element, type Live, mark, say } from '../dom.ts';
import { setter } from './setter.ts';

export type Change = (path: string, body: Record<string, unknown>, said: string) => Promise<void>;
type Article = ArticleView & { currency: string; warehouse: string };

/** One article: what Dynamics has and may be told, beside what the shop shows. */
export function articleRow(change: Change, announce: (sentence: string) => void): Live<Article> {
  let now: Article | undefined;
  const name = element('span', { class: 'title' });
  const sku = element('span', { class: 'quiet' });
  const skuNow = () => now?.sku ?? '';
  const stock = setter((onHand) =>
    change('/api/stock', { sku: skuNow(), onHand }, `Dynamics has ${onHand} of ${skuNow()} from now on. The shop follows.`),
  );
  const price = setter((to) =>
    change('/api/price', { sku: skuNow(), price: to }, `${skuNow()} costs ${to} in Dynamics from now on. The shop follows.`),
  );
  const promised = element('span', { class: 'quiet' });
  const shared = element('span', { class: 'quiet' });
  const shopStock = shown();
  const shopPrice = shown();
  const follows = followed(announce);

  const cell = (label: string, ...children: Node[]) => element('td', { role: 'cell', 'data-label': label }, ...children);
  const shopCell = (label: string, ...children: Node[]) =>
    element('td', { role: 'cell', 'data-label': label, class: 'shop-side' }, ...children);
  const root = element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, name, sku),
    cell('On hand in Dynamics', stock.root, promised),
    shopCell('Shop sells', shopStock.root),
    cell('Price in Dynamics', price.root, shared),
    shopCell('Shop asks', shopPrice.root),
  );
  return {
    root,
    update(article) {
      now = article;
      const { currency, warehouse } = article;
      say(name, article.name);
      say(sku, article.sku === article.item ? article.sku : `${article.sku} · item ${article.item}`);
      stock.update(article.onHand, `On hand of ${article.sku} in warehouse ${warehouse}`);
      price.update(article.price, `Price of ${article.sku} in ${currency}`);
      say(promised, promisedOf(article));
      say(shared, article.sharesPriceWith > 0 ? 'for all its variants' : '');
      shopStock.update({ value: article.shopStock, ...stockWords(article) });
      shopPrice.update({ value: article.shopPrice && `${article.shopPrice} ${currency}`, ...priceWords(article) });
      follows(article);
    },
  };
}

function promisedOf({ promised, elsewhere }: Article): string {
  return [promised ? `${promised} in open orders` : '', elsewhere ? `${elsewhere} in other warehouses` : ''].filter(Boolean).join(', ');
}

interface Shown {
  value?: string;
  mark: Agreement;
  words: string;
}

const stockWords = ({ stockMark, keptBack }: Article): Omit<Shown, 'value'> => ({
  mark: stockMark,
  words: stockMark === 'kept-back' ? `${keptBack} for waiting orders` : words[stockMark],
});
const priceWords = ({ priceMark, held }: Article): Omit<Shown, 'value'> => ({
  mark: priceMark,
  words: priceMark === 'held' ? heldWords(held) : words[priceMark],
});
const heldWords = (held: HeldPrice | undefined): string => `held, ${held?.change ?? ''}: see the exceptions`;

const words: Record<Agreement, string> = {
  agrees: 'agrees',
  'on-its-way': 'on its way',
  'changed-there': 'changed in the shop: put right tonight',
  'kept-back': 'for waiting orders',
  held: 'held',
  stopped: 'refused: see the exceptions',
  unknown: '',
};
const signs: Record<Agreement, string> = {
  agrees: '✓',
  'on-its-way': '●',
  'changed-there': '≠',
  'kept-back': '○',
  held: '!',
  stopped: '!',
  unknown: '',
};
const tones: Record<Agreement, string | undefined> = {
  agrees: 'good',
  'on-its-way': 'busy',
  'changed-there': 'wait',
  'kept-back': 'wait',
  held: 'bad',
  stopped: 'bad',
  unknown: undefined,
};

/** A value of the shop with its mark. That the two agree is said quietly: by a sign, and to those who cannot see it in a word. */
function shown(): Live<Shown> {
  const value = element('span', { class: 'value' });
  const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
  const said = element('span');
  const root = element('span', { class: 'shown' }, value, sign, said);
  return {
    root,
    update({ value: text, mark: agreement, words: sentence }) {
      say(value, text ?? '–');
      say(sign, signs[agreement]);
      say(said, sentence);
      mark(said, 'class', agreement === 'agrees' ? 'unseen' : 'mark');
      mark(root, 'data-tone', tones[agreement]);
    },
  };
}

/** Says once that the shop has caught up with what was changed while somebody watched. */
function followed(announce: (sentence: string) => void): (article: Article) => void {
  let before: Article | undefined;
  return (article) => {
    if (before?.stockMark === 'on-its-way' && article.stockMark === 'agrees')
      announce(`The shop sells ${article.shopStock} of ${article.sku}.`);
    if (before && ['on-its-way', 'held'].includes(before.priceMark) && article.priceMark === 'agrees')
      announce(`The shop asks ${article.shopPrice} ${article.currency} for ${article.sku}.`);
    before = article;
  };
}

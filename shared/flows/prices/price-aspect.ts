import type { PriceLevel } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import type { DecimalText } from '../../core/money.ts';
import { absolute, compare, decimal, dividedBy, isZero, minorDigits, minus, money, rounded, show, times } from '../../core/money.ts';
import { type Clock, dateIn } from '../../core/time.ts';
import { type ErpTarget, type ItemPrice, itemKey } from '../../d365/erp-target.ts';
import type { LinkedArticle, Notebook } from '../../ports.ts';
import type { Aspect, WantedLine } from '../articles/aspect.ts';

export interface PricePorts {
  erp(store: Store): ErpTarget;
  notebook: Notebook;
  clock: Clock;
}

/** Prices of Dynamics in the shop; a leap is held for a person. */
export const priceAspect = ({ erp, notebook, clock }: PricePorts): Aspect<PriceLevel> => ({
  kind: 'price',
  publisher: ({ prices }) => prices,
  async wanted(store, articles) {
    const { currency, priceGroup, salePriceGroup } = store.policies.prices;
    const on = dateIn(store.policies.timeZone, clock.now());
    const items = [...new Set(articles.map(({ item }) => item))];
    const prices = await erp(store).prices(store.legalEntity, items, { currency, priceGroup, salePriceGroup, on });
    return articles.flatMap((article) => lineOf(article, prices));
  },
  async hold({ article, line, value, shown }, store) {
    const before = article.price?.price;
    const { holdAbovePercent } = store.policies.prices;
    if (shown === undefined || before === undefined || !isLeap(before, line.price, holdAbovePercent)) return undefined;
    if ((await notebook.read(approvedPage(store.id), article.article.variantId)) === value) return undefined;
    return new IntegrationError('PRICE_CHANGE_HELD', {
      facts: {
        sku: article.article.sku || article.article.variantId,
        before: show(money(before, line.currency)),
        after: show(money(line.price, line.currency)),
        limit: `${holdAbovePercent} %`,
      },
      cause: rowKey('PRICE_CHANGE_HELD', store.id, article.article.variantId),
      detail: {
        before,
        after: line.price,
        variantId: article.article.variantId,
        item: article.item,
        value,
        currency: line.currency,
      },
    });
  },
  asShown: (article, said) => ({ ...article, price: said.price && { price: said.price, compareAt: said.compareAt } }),
});

/** Prices that a person has let through, by article: the value that was approved, and no other. */
export const approvedPage = (store: string): string => `approved-price|${store}`;

/** Whether the change is larger than the limit, or the price is gone. */
export function isLeap(before: DecimalText, after: DecimalText, limitPercent: number): boolean {
  if (isZero(after)) return true;
  if (isZero(before)) return false;
  return compare(dividedBy(times(absolute(minus(after, before)), decimal(100)), before), decimal(limitPercent)) > 0;
}

function lineOf(article: LinkedArticle, prices: ReadonlyMap<string, ItemPrice>): WantedLine<PriceLevel>[] {
  const found = prices.get(itemKey(article.item, article.dimensions)) ?? prices.get(itemKey(article.item, {}));
  if (!found) return [];
  const { currency } = found;
  const digits = minorDigits(currency);
  const inUnits = (price: DecimalText) => rounded(article.units ? times(price, article.units) : price, digits);
  const usual = inUnits(found.price);
  const sale = found.sale && inUnits(found.sale);
  const price = sale ?? usual;
  const compareAt = sale ? usual : undefined;
  const shown = article.price;
  return [
    {
      article,
      // A struck-through price is taken away only where we have shown one.
      line: { article: article.article, price, currency, compareAt: compareAt ?? (shown?.compareAt === undefined ? undefined : null) },
      value: textOfPrice(price, compareAt),
      shown: shown && textOfPrice(shown.price, shown.compareAt),
      part: '',
      change: { item: article.item, article: article.article, price: { price, compareAt } },
    },
  ];
}

const textOfPrice = (price: DecimalText, compareAt: DecimalText | undefined): string =>
  compareAt === undefined ? decimal(price) : `${decimal(price)} instead of ${decimal(compareAt)}`;

import type { StockLevel } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import type { ItemNumber } from '../../core/ids.ts';
import type { StockSource } from '../../d365/stock-source.ts';
import type { LinkedArticle, Notebook } from '../../ports.ts';
import type { Aspect, WantedLine } from '../articles/aspect.ts';
import { availableAt, itemsBehind, type StockView } from './available.ts';
import { readPromised } from './promised.ts';

export interface StockPorts {
  stores(): Promise<readonly Store[]>;
  source(store: Store): StockSource;
  notebook: Notebook;
}

/** Stock: what the rules of the store let the shop sell of what lies in Dynamics, at each place of the shop. */
export const stockAspect = (ports: StockPorts): Aspect<StockLevel> => ({
  kind: 'stock',
  publisher: ({ stock }) => stock,
  async wanted(store, articles) {
    const view = await viewOf(store, articles, ports);
    return articles.flatMap((article) => linesOf(article, store, view));
  },
  again(wanted, { shows }) {
    const { article, line } = wanted;
    const quantity = shows === undefined ? line.quantity : decideAgain(line, shows);
    const shown = { item: article.item, article: article.article, stock: shows === undefined ? {} : { [line.location]: shows } };
    const next = {
      ...wanted,
      line: { ...line, quantity, from: shows },
      value: String(quantity),
      change: shownAs(article, line.location, quantity),
    };
    return { shown, wanted: quantity === shows ? undefined : next };
  },
  asShown: (article, said) => ({
    ...article,
    stock: said.stock && Object.fromEntries(said.stock.map(({ location, available }) => [location, available])),
  }),
});

/**
 * The shop shows another number than the one we wrote last. What it has sold since may not be in Dynamics yet, so it is taken off before the
 * number is raised; the next sweep gives it back if it was.
 */
export function decideAgain({ quantity, from = quantity }: Pick<StockLevel, 'quantity' | 'from'>, shows: number): number {
  const sold = Math.max(0, from - shows);
  return Math.min(quantity, Math.max(shows, quantity - sold));
}

async function viewOf(store: Store, articles: readonly LinkedArticle[], { stores, source, notebook }: StockPorts): Promise<StockView> {
  const { policies } = store;
  const items = [...new Set(articles.flatMap((article) => itemsBehind(article, policies.kits)))] as ItemNumber[];
  const warehouses = [...new Set(policies.places.flatMap((place) => place.warehouses))];
  // Promises first: an order that gets through in between is then counted twice for a moment, and not never.
  const promised = await readPromised(store.legalEntity, notebook);
  const onHand = await source(store).onHand(store.legalEntity, warehouses, items);
  const sharers = (await stores())
    .filter((one) => one.enabled && one.policies.stock.enabled && one.legalEntity === store.legalEntity)
    .map(({ id, policies: { stock, places } }) => ({
      store: id,
      weight: stock.weight,
      pool: stock.pool,
      warehouses: places.flatMap((place) => place.warehouses),
    }));
  return { policies, store: store.id, onHand, promised, sharers };
}

/** What the shop does not count (services, gift cards) has no stock to be kept in step. */
function linesOf(article: LinkedArticle, { policies }: Store, view: StockView): WantedLine<StockLevel>[] {
  const { stock } = article;
  if (!stock) return [];
  return policies.places.flatMap((place) => {
    const { location } = place;
    const quantity = availableAt(place, article, view);
    const from = stock[location];
    // A place where the shop does not keep the article stays without it as long as there is nothing to sell.
    if (quantity === 0 && from === undefined) return [];
    return {
      article,
      line: { article: article.article, location, quantity, from },
      value: String(quantity),
      shown: from === undefined ? undefined : String(from),
      part: location,
      change: shownAs(article, location, quantity),
    };
  });
}

const shownAs = ({ item, article }: LinkedArticle, location: string, quantity: number) => ({
  item,
  article,
  stock: { [location]: quantity },
});

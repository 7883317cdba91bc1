import type { WorldStore } from '../world.ts';
import { type Control, NotThere } from './control-calls.ts';
import type { ShopArticle } from './shelf.ts';

/** What a shop shows of its articles: in one call where the storefront offers that, else article by article. */
export function shopArticles(control: Control): (store: WorldStore, skus: readonly string[]) => Promise<ShopArticle[]> {
  /** Undefined where there is no such thing. */
  const look = <T>(path: string): Promise<T | undefined> =>
    control<T>('GET', path).catch((error: unknown) => {
      if (error instanceof NotThere) return undefined;
      throw error;
    });
  return async ({ connector }, skus) => {
    const together = await look<{ articles: ShopArticle[] }>(`/channels/${connector}/articles`);
    if (together) return together.articles.filter(({ sku }) => skus.includes(sku));
    const each = skus.map(async (sku): Promise<ShopArticle[]> => {
      const query = `sku=${encodeURIComponent(sku)}`;
      const [stock, price] = await Promise.all([
        look<{ available: number }>(`/channels/${connector}/stock?${query}`),
        look<{ price: string }>(`/channels/${connector}/price?${query}`),
      ]);
      return stock || price ? [{ sku, available: stock?.available, price: price?.price }] : [];
    });
    return (await Promise.all(each)).flat();
  };
}

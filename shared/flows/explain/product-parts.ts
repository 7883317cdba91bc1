import type { Store } from '../../canonical/store.ts';
import { eachText, wording } from '../../core/wording.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';
import { inLanguage, whyNotForShop } from '../products/selection.ts';
import { explained } from './field.ts';
import type { LookedAt } from './order-parts.ts';

/** A released product as the mapping for the shop reads it. */
export function lookIntoProduct(product: ErpProduct, store: Store): LookedAt {
  const problem = whyNotForShop(product, store);
  return {
    seen: { product: inLanguage(product, store.policies.products.language) },
    parts: [{ part: 'product', document: 'product', sourceOf: ({ product: seen }) => ({ product: seen }) }],
    found: problem
      ? [
          explained({
            part: 'product',
            target: 'item',
            label: wording('Item', 'Artikel'),
            words: wording("Chosen by the store's product policy.", 'Nach der Produktregel des Shops gewählt.'),
            problem: eachText(problem, (text) => `${product.item}: ${text}.`),
          }),
        ]
      : [],
  };
}

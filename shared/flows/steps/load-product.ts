import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { itemOf } from '../products/export-product.ts';
import { whyNotForShop } from '../products/selection.ts';
import { notTaken, problems, switchedOff } from '../sentences.ts';
import { defineStep } from '../step.ts';

/** The released product as it is now, if this store wants it. */
export const loadProduct = defineStep({
  name: 'load-product',
  settings: z.strictObject({}),
  reads: ['envelope', 'store'],
  gives: ['product'],
  async run({ envelope, store }, { erp, publishes, remember }) {
    const item = itemOf(envelope.externalId);
    remember({ number: item });
    if (store.policies.products.mode === 'link-only')
      throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: switchedOff('products') } });
    if (!publishes.product) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: notTaken('products') } });
    const { products } = await erp.readProducts(store.legalEntity, { items: [item] });
    const [product] = products;
    const problem = product ? whyNotForShop(product, store) : problems.notReleased(store.legalEntity);
    if (!product || problem) throw new IntegrationError('NOT_FOR_SHOP', { facts: { item, problem: problem ?? '' } });
    return { product };
  },
});

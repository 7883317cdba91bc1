import { defineFlow } from '../definition.ts';

/** A released product is shown in the shop: as a draft where it is new, with its texts where it is there. */
export const exportProduct = defineFlow({
  name: 'export-product',
  version: 1,
  on: 'product',
  steps: [{ step: 'load-product' }, { step: 'map-product' }, { step: 'publish-product' }],
});

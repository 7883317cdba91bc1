import { defineFlow } from '../definition.ts';

/** A storefront order becomes one sales order. Read it aloud. */
export const importOrder = defineFlow({
  name: 'import-order',
  version: 1,
  on: 'order',
  steps: [
    { step: 'load-order' },
    { step: 'detect-change-after-import' },
    { step: 'skip-if', settings: { any: ['test-order', 'draft', 'cancelled-before-import'] } },
    { step: 'wait-until-payment' },
    { step: 'resolve-customer' },
    { step: 'resolve-items', settings: { barcode: true } },
    { step: 'check-totals' },
    { step: 'hold-if' },
    { step: 'map-sales-order' },
    { step: 'create-sales-order' },
    { step: 'compare-with-erp' },
  ],
});

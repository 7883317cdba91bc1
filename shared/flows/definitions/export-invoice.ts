import { defineFlow } from '../definition.ts';

/** A posted invoice closes the order in the shop. */
export const exportInvoice = defineFlow({
  name: 'export-invoice',
  version: 1,
  on: 'invoice',
  steps: [{ step: 'load-progress' }, { step: 'publish-completion' }],
});

import { defineFlow } from '../definition.ts';

/** A sales order that is cancelled in Dynamics is cancelled in the shop. */
export const exportCancellation = defineFlow({
  name: 'export-cancellation',
  version: 1,
  on: 'cancellation',
  steps: [{ step: 'load-progress' }, { step: 'publish-cancellation' }],
});

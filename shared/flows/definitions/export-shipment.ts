import { defineFlow } from '../definition.ts';

/** A packing slip becomes a shipment in the shop. */
export const exportShipment = defineFlow({
  name: 'export-shipment',
  version: 1,
  on: 'shipment',
  steps: [{ step: 'load-progress' }, { step: 'build-shipment' }, { step: 'publish-shipment' }],
});

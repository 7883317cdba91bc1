import type { MappingSet } from '../mapping-set.ts';

/** Shipped rules for a product in a shop. Tags are left to the shop. */
export const productDefaults: MappingSet = {
  document: 'product',
  version: 1,
  rules: [
    {
      id: 'product.title',
      target: 'title',
      kind: 'text',
      from: { kind: 'copy', path: 'product.name' },
      lineBreaks: ' ',
      trim: true,
      cut: 255,
    },
    { id: 'product.description', target: 'description', kind: 'copy', path: 'product.description' },
    {
      id: 'product.vendor',
      target: 'vendor',
      kind: 'first',
      of: [
        { kind: 'copy', path: 'product.attributes.Brand' },
        { kind: 'copy', path: 'product.attributes.brand' },
      ],
    },
    {
      id: 'product.type',
      target: 'productType',
      kind: 'first',
      of: [
        { kind: 'copy', path: 'product.category' },
        { kind: 'copy', path: 'product.group' },
      ],
    },
    { id: 'product.attributes', target: 'attributes', kind: 'constant', value: '*' },
  ],
};

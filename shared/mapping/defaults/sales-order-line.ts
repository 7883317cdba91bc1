import type { MappingSet } from '../mapping-set.ts';

/**
 * Shipped rules for a line of a sales order in Finance & SCM: goods, and charges that are booked as lines.
 * Item, quantity, price, discount and tax groups come from the flow, because they are money.
 */
export const salesOrderLineDefaults: MappingSet = {
  document: 'sales-order-line',
  version: 1,
  rules: [
    {
      id: 'line.description',
      target: 'LineDescription',
      kind: 'text',
      from: {
        kind: 'first',
        of: [
          {
            kind: 'concat',
            separator: ' - ',
            of: [
              { kind: 'copy', path: 'line.title' },
              { kind: 'copy', path: 'line.options' },
            ],
          },
          { kind: 'copy', path: 'charge.title' },
          { kind: 'copy', path: 'charge.code' },
        ],
      },
      lineBreaks: ' ',
      trim: true,
      cut: 1000,
    },
    {
      id: 'line.warehouse',
      target: 'ShippingWarehouseId',
      note: 'Without an entry the warehouse of the header holds.',
      kind: 'value-map',
      map: 'warehouse',
      from: { kind: 'copy', path: 'line.fulfilmentLocation' },
      onMiss: 'empty',
    },
    {
      id: 'line.no-automatic-charges',
      target: 'SkipCreateAutoCharges',
      note: 'The shop has charged everything that the buyer pays.',
      kind: 'constant',
      value: 'Yes',
    },
  ],
};

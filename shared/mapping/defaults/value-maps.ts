import type { ValueMaps } from '../value-maps.ts';

/** The maps that shipped rules ask for, empty: a company fills them, and a store lays its own entries over them. They always exist. */
export const shippedValueMaps: ValueMaps = {
  'delivery-mode': { ignoreCase: true, entries: {} },
  'payment-method': { ignoreCase: true, entries: {} },
  warehouse: { ignoreCase: true, entries: {} },
  language: { ignoreCase: true, entries: {} },
  country: { ignoreCase: true, entries: {} },
};

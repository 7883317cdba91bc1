import type { Course } from './model.ts';

/** What becomes of the demo shops' orders. Kinds that are not listed go straight through. */
const courses: Record<string, Course> = {
  unpaid: 'waits',
  'on-hold': 'waits',
  fee: 'waits',
  cancelled: 'waits',
  'test-order': 'waits',
  'checkout-draft': 'waits',
  'two-customers': 'stops',
  'unknown-sku': 'stops',
  'total-off': 'stops',
};

/** Shopify sells a fee that is paid at once; only WooCommerce's cash on delivery waits. */
export const courseOf = (channel: string, shape: string): Course =>
  channel === 'shopify' && shape === 'fee' ? 'through' : (courses[shape] ?? 'through');

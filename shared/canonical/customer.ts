import * as z from 'zod';
import { CurrencyCode } from '../core/money.ts';
import { Address } from './address.ts';

/** A buyer as it becomes a customer account. */
export const Customer = z.object({
  kind: z.literal('customer'),
  externalId: z.string().optional(),
  organisation: z.boolean(),
  name: z.string(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  email: z.string().default(''),
  phone: z.string().default(''),
  taxNumber: z.string().default(''),
  language: z.string().default(''),
  currency: CurrencyCode,
  group: z.string(),
  address: Address.optional(),
});
export type Customer = z.output<typeof Customer>;

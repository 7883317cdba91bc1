import * as z from 'zod';

/** A postal address as the channel has it: text kept as written, country as ISO 3166-1 alpha-2. */
export const Address = z.object({
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  company: z.string().default(''),
  /** Street lines in order, none empty; each may itself have line breaks. */
  street: z.array(z.string()).default([]),
  city: z.string().default(''),
  postalCode: z.string().default(''),
  /** State or province as the channel codes it (`WA`, `CA-ON`, or a name). */
  region: z.string().default(''),
  /** Upper case; empty when the channel has none. */
  country: z.string().toUpperCase().default(''),
  phone: z.string().default(''),
  email: z.string().default(''),
});
export type Address = z.output<typeof Address>;

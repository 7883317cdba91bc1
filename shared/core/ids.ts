import * as z from 'zod';
import type { Brand } from './brand.ts';
import { schemaSays } from './schema-says.ts';

/** A branded text id: trimmed, not empty, at most `max` characters. */
function textId<Name extends string>(name: Name, max = 100) {
  return z
    .string()
    .trim()
    .min(1, schemaSays(`${name} is empty`, `${name} ist leer`))
    .max(max)
    .transform((text) => text as Brand<string, Name>);
}

/** Our name for one shop, for example `shopify-main`. Lower case, digits and hyphens. */
export const StoreId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,49}$/,
    schemaSays(
      'a store id has lower-case letters, digits and hyphens, at most 50',
      'eine Shop-Id hat Kleinbuchstaben, Ziffern und Bindestriche, höchstens 50',
    ),
  )
  .transform((text) => text as Brand<string, 'StoreId'>);
export type StoreId = z.output<typeof StoreId>;

/** The name of a connector folder, for example `shopify`. */
export const ChannelId = textId('ChannelId');
export type ChannelId = z.output<typeof ChannelId>;

/** The channel's own immutable id of a document, as text (ids beyond 2^53 exist). */
export const ExternalId = textId('ExternalId');
export type ExternalId = z.output<typeof ExternalId>;

/** A Dynamics 365 company (dataAreaId), lower case. */
export const LegalEntityId = z
  .string()
  .trim()
  .min(1)
  .max(10)
  .transform((text) => text.toLowerCase() as Brand<string, 'LegalEntityId'>);
export type LegalEntityId = z.output<typeof LegalEntityId>;

/** A released product in Dynamics 365. */
export const ItemNumber = textId('ItemNumber');
export type ItemNumber = z.output<typeof ItemNumber>;

/** A customer account in Dynamics 365. */
export const CustomerAccount = textId('CustomerAccount');
export type CustomerAccount = z.output<typeof CustomerAccount>;

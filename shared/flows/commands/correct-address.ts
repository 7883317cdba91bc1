import * as z from 'zod';
import { Address } from '../../canonical/address.ts';
import { rowKey } from '../../core/hash.ts';
import { defineCommand, documentOf, done, namesNoDocument, refused, runAgain } from './command.ts';
import { changeRecord } from './document-record.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** What a person may say better than the shop; a part that is not said stays the shop's. */
export const AddressCorrection = z.strictObject({
  firstName: z.string().max(100).optional(),
  lastName: z.string().max(100).optional(),
  company: z.string().max(100).optional(),
  street: z.array(z.string().max(250)).max(4).optional(),
  city: z.string().max(60).optional(),
  postalCode: z.string().max(20).optional(),
  region: z.string().max(60).optional(),
  country: z.string().trim().toUpperCase().length(2).optional(),
  phone: z.string().max(50).optional(),
});
export type AddressCorrection = z.output<typeof AddressCorrection>;

/** Another delivery address for one order than the shop has, before it is imported. The address is kept apart, as bodies of deliveries are. */
export const correctAddress = defineCommand({
  kind: 'correct-address',
  privateBody: true,
  body: z.strictObject({ address: AddressCorrection }),
  async run({ command, body }, ports) {
    const document = await documentOf(command, ports);
    if (document?.kind !== 'order') return namesNoDocument;
    const { store, externalId } = document;
    const { link } = (await ports.records.read({ ...document, store: store.id })) ?? {};
    if (link) return refused(refusals.alreadyOrder(link.number, link.company, 'correct'));
    const name = `corrections/${rowKey(store.id, externalId)}`;
    await ports.bodies.put(name, new TextEncoder().encode(JSON.stringify(body.address)));
    await changeRecord({ ...document, store: store.id }, ports.records, (record) => ({ ...record, correctedAddress: name }));
    await runAgain(document, command, ports);
    return done(outcomes.addressCorrected, {
      audit: [{ after: { corrected: Object.keys(body.address) } }],
    });
  },
});

/** The shop's address with what a person has corrected. */
export const withCorrection = (address: Address | undefined, said: AddressCorrection): Address => Address.parse({ ...address, ...said });

import * as z from 'zod';
import { approvedPage } from '../prices/price-aspect.ts';
import { defineCommand, documentOf, done, refused, runAgain } from './command.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Lets one price through that was held, and no other one. */
export const approvePrice = defineCommand({
  kind: 'approve-price',
  body: z.strictObject({ price: z.string().trim().min(1).max(60).optional() }),
  async run({ command, body }, ports) {
    const document = await documentOf({ ...command, documentType: 'price' }, ports);
    if (!document || !body.price) return refused(refusals.needsPrice);
    await ports.notebook.write(approvedPage(document.store.id), document.externalId, body.price);
    await runAgain(document, command, ports);
    return done(outcomes.priceApproved, { audit: [{ documentType: 'price', after: body.price }] });
  },
});

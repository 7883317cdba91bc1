import * as z from 'zod';
import { defineCommand, documentOf, done, namesNoDocument, refused, runAgain } from './command.ts';
import { changeRecord } from './document-record.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Keeps an order from being imported until somebody releases it. */
export const hold = defineCommand({
  kind: 'hold',
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  async run({ command, body, caller }, ports) {
    const document = await documentOf(command, ports);
    if (document?.kind !== 'order') return namesNoDocument;
    const { link } = (await ports.records.read({ ...document, store: document.store.id })) ?? {};
    if (link) return refused(refusals.alreadyOrder(link.number, link.company, 'hold'));
    await changeRecord({ ...document, store: document.store.id }, ports.records, (record) => ({
      ...record,
      held: { reason: body.reason, by: caller.id, since: ports.clock.now() },
    }));
    await runAgain(document, command, ports);
    return done(outcomes.held);
  },
});

/** Lets an order go on that a person or a rule of the store holds. */
export const release = defineCommand({
  kind: 'release',
  body: z.strictObject({}),
  async run({ command }, ports) {
    const document = await documentOf(command, ports);
    if (!document) return namesNoDocument;
    await changeRecord({ ...document, store: document.store.id }, ports.records, ({ held: _, ...record }) => record);
    await runAgain(document, command, ports, true);
    return done(outcomes.released);
  },
});

import * as z from 'zod';
import { resubmitCause } from '../resubmit.ts';
import {
  type Command,
  type CommandPorts,
  type CommandResult,
  defineCommand,
  documentOf,
  done,
  namesNoDocument,
  runAgain,
} from './command.ts';
import { outcomes } from './outcomes.ts';

/** Runs one document again, or all that waits for a cause. */
export const resubmit = defineCommand({
  kind: 'resubmit',
  body: z.strictObject({
    /** Whether the store's hold rules are passed over. */
    release: z.boolean().default(false),
    /** Several documents, instead of the one that the row names. */
    documents: z
      .array(z.strictObject({ store: z.string(), kind: z.string(), externalId: z.string() }))
      .max(1000)
      .optional(),
  }),
  async run({ command, body }, ports) {
    if (command.cause) return runAllAgain(command.cause, command, ports);
    const named = body.documents
      ? body.documents.map(({ store, kind, externalId }) => ({ ...command, store, documentType: kind, externalId }))
      : [command];
    let count = 0;
    for (const one of named) {
      const document = await documentOf(one, ports);
      if (!document) continue;
      await runAgain(document, command, ports, body.release);
      count += 1;
    }
    if (count === 0) return namesNoDocument;
    return done(count === 1 ? outcomes.oneRunAgain : outcomes.runAgain(count));
  },
});

/** Runs everything again that waits for a cause. */
export async function runAllAgain(cause: string, { id }: Command, ports: CommandPorts): Promise<CommandResult> {
  const count = await resubmitCause(cause, `command ${id}`, ports);
  return done(outcomes.runAgain(count));
}

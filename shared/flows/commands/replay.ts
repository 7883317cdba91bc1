import * as z from 'zod';
import { documentKinds } from '../../canonical/envelope.ts';
import { syncStates } from '../../canonical/status.ts';
import { textOf } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { Instant, isAfter } from '../../core/time.ts';
import { syncState } from '../../d365/dataverse/choices.ts';
import { lookAgain } from '../poll.ts';
import { resubmission } from '../resubmit.ts';
import { Waiter } from '../waiting.ts';
import { defineCommand, done, refused } from './command.ts';
import { quoted } from './exception-work.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

const mostAtOnce = 10_000;

/**
 * Runs documents of a store again that arrived in a time: after a mistake in the rules, or when Dynamics was restored from a backup.
 * Repeating is harmless: what is in Dynamics already is found there.
 */
export const replay = defineCommand({
  kind: 'replay',
  body: z.strictObject({
    from: Instant,
    to: Instant,
    kind: z.enum(documentKinds).default('order'),
    /** Only documents in these states. */
    states: z.array(z.enum(syncStates)).optional(),
    /** Also asks the shop again for everything since `from`, for what never arrived. */
    lookAgain: z.boolean().default(false),
  }),
  async run({ command, body: { from, to, kind, states, ...body } }, ports) {
    const store = (await ports.configuration()).store(command.store);
    if (!store) return refused(refusals.noStore(command.store));
    if (!isAfter(to, from)) return refused(refusals.endsBeforeItBegins);
    const inStates = states ? ` and (${states.map((state) => `cmc_state eq ${syncState[state]}`).join(' or ')})` : '';
    const rows = await ports.dataverse.read(
      'cmc_syncstatuses',
      `$filter=cmc_store eq ${quoted(store.id)} and cmc_documenttype eq ${quoted(kind)} and cmc_receivedon ge ${from} and cmc_receivedon lt ${to}${inStates}&$select=cmc_externalid,cmc_parentkey&$orderby=cmc_receivedon`,
    );
    if (rows.length > mostAtOnce) return refused(refusals.tooMany(rows.length, mostAtOnce));
    for (const part of chunks(rows, 100))
      await ports.queue.send(
        part.map((row) =>
          resubmission(
            Waiter.parse({
              store: store.id,
              channel: store.channel,
              kind,
              externalId: textOf(row.cmc_externalid),
              order: orderOf(textOf(row.cmc_parentkey)),
            }),
            `command ${command.id}`,
            ports.clock,
          ),
        ),
      );
    const asksShop = body.lookAgain && ports.attach(store).poll(kind) !== undefined;
    if (asksShop) await lookAgain(store, kind, from, ports.notebook);
    return done(outcomes.replayed(rows.length, asksShop), {
      audit: [{ store: store.id, after: { from, to, kind, documents: rows.length } }],
    });
  },
});

/** The order's id at the end of its status key. */
const orderOf = (parentKey: string): string | undefined => parentKey.split('|')[2] || undefined;

import { z } from 'zod';
import { documentKinds } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import { ExternalId } from '../core/ids.ts';
import { isObject, type Json, parseJson, textOf } from '../core/json.ts';
import { type Log, masked } from '../core/log.ts';
import { commandState } from '../d365/dataverse/choices.ts';
import type { Dataverse } from '../d365/dataverse/rows.ts';
import { approvedPage } from './prices/price-aspect.ts';
import { type ResubmitPorts, resubmission, resubmitCause } from './resubmit.ts';

type RawRow = Record<string, Json>;

export interface CommandPorts extends ResubmitPorts {
  configuration(): Promise<{ stores: readonly Store[] }>;
  dataverse: Pick<Dataverse, 'read' | 'update'>;
}

/** Does what people asked for with command rows, and says in the row what came of it. */
export async function carryOutCommands(ports: CommandPorts, log: Log): Promise<void> {
  const rows = await ports.dataverse.read(
    'cmc_commands',
    `$filter=cmc_state eq ${commandState.Requested} or cmc_state eq null&$select=cmc_key,cmc_kind,cmc_store,cmc_documenttype,cmc_externalid,cmc_causekey,cmc_body`,
  );
  for (const row of rows) {
    const result = await carryOut(row, ports).catch((error: unknown) =>
      refused(masked(error instanceof Error ? error.message : String(error))),
    );
    await ports.dataverse.update('cmc_commands', textOf(row.cmc_key), {
      cmc_state: commandState[result.state],
      cmc_result: result.says,
      cmc_finishedon: ports.clock.now(),
    });
    log.info('command', { kind: textOf(row.cmc_kind), state: result.state });
  }
}

interface CommandResult {
  state: 'Done' | 'Refused';
  says: string;
}

const done = (says: string): CommandResult => ({ state: 'Done', says });
const refused = (says: string): CommandResult => ({ state: 'Refused', says });

interface Command {
  row: RawRow;
  key: string;
  cause: string;
  body: z.output<typeof CommandBody>;
}

const CommandBody = z
  .object({ release: z.boolean().default(false), customer: z.string().optional(), price: z.string().optional() })
  .prefault({});

const commands: Record<string, (command: Command, ports: CommandPorts) => Promise<CommandResult>> = {
  resubmit: ({ row, key, cause, body }, ports) => (cause ? resubmitAll(cause, key, ports) : resubmitOne(row, key, body.release, ports)),

  /** Which of several customer accounts a buyer has; remembered for this buyer. */
  async 'choose-customer'({ key, cause, body }, ports) {
    if (!body.customer || !cause.startsWith('SEVERAL_CUSTOMERS|'))
      return refused('It needs the cause key of a "several customers" exception and the chosen customer account.');
    const [, store, mark] = cause.split('|');
    await ports.notebook.write('customer', `${store}|${mark}`, body.customer);
    return resubmitAll(cause, key, ports);
  },

  /** Lets one price through that was held, and no other one. */
  async 'approve-price'({ row, key, body }, ports) {
    const store = textOf(row.cmc_store);
    const variant = textOf(row.cmc_externalid);
    if (!store || !variant || !body.price)
      return refused('It needs the store, the article and the price that is approved, as the exception shows it.');
    await ports.notebook.write(approvedPage(store), variant, body.price);
    return resubmitOne({ ...row, cmc_documenttype: 'price' }, key, false, ports);
  },
};

async function carryOut(row: RawRow, ports: CommandPorts): Promise<CommandResult> {
  const kind = textOf(row.cmc_kind);
  const command = Object.hasOwn(commands, kind) ? commands[kind] : undefined;
  if (!command) return refused(`There is no command "${kind}". There are: ${Object.keys(commands).join(', ')}.`);
  const body = CommandBody.safeParse(readBody(textOf(row.cmc_body)));
  if (!body.success) return refused(`Its body does not fit: ${z.prettifyError(body.error)}`);
  return command({ row, key: textOf(row.cmc_key), cause: textOf(row.cmc_causekey), body: body.data }, ports);
}

const resubmitAll = async (cause: string, key: string, ports: CommandPorts): Promise<CommandResult> =>
  done(`${await resubmitCause(cause, `command ${key}`, ports)} documents are run again.`);

async function resubmitOne(row: RawRow, key: string, released: boolean, ports: CommandPorts): Promise<CommandResult> {
  const store = (await ports.configuration()).stores.find((one) => one.id === textOf(row.cmc_store));
  const kind = documentKinds.find((one) => one === textOf(row.cmc_documenttype));
  const id = ExternalId.safeParse(textOf(row.cmc_externalid));
  if (!store || !kind || !id.success)
    return refused('It names no document: store, document type and external id are needed, or a cause key.');
  await ports.queue.send([
    resubmission({ store: store.id, channel: store.channel, kind, externalId: id.data }, `command ${key}`, ports.clock, released),
  ]);
  return done('The document is run again.');
}

function readBody(body: string): unknown {
  if (body === '') return {};
  const parsed = parseJson(body);
  return isObject(parsed) ? parsed : { body: parsed };
}

import * as z from 'zod';
import { textOf } from '../../core/json.ts';
import { mappingState } from '../../d365/dataverse/choices.ts';
import { type Caller, type Command, type CommandPorts, type CommandResult, defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';
import { type NamedSet, namedSet, putInForce } from './mapping-set.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

const Key = z.string().trim().min(1).max(400);

/** Puts a draft in force for its store and document. A set that does not check is refused with everything that is wrong with it. */
export const publishMapping = defineCommand({
  kind: 'publish-mapping',
  body: z.strictObject({ mappingSet: Key, comment: z.string().trim().max(2000).optional() }),
  run: ({ command, body, caller }, ports) =>
    orWhyNot(() => bringIntoForce({ command, caller, ports, key: body.mappingSet, comment: body.comment })),
});

/** Puts an earlier version in force again. It is checked anew: fields and value maps may have changed since. */
export const rollBackMapping = defineCommand({
  kind: 'roll-back-mapping',
  body: z.strictObject({ mappingSet: Key, comment: z.string().trim().max(2000).optional() }),
  run: ({ command, body, caller }, ports) =>
    orWhyNot(() => bringIntoForce({ command, caller, ports, key: body.mappingSet, comment: body.comment, onlyEarlier: true })),
});

interface Wanted {
  command: Command;
  caller: Caller;
  ports: CommandPorts;
  key: string;
  comment?: string;
  onlyEarlier?: boolean;
}

async function bringIntoForce({ command, caller, ports, key, comment, onlyEarlier }: Wanted): Promise<CommandResult> {
  const named = await namedSet(key, await ports.configuration(command.madeAt), ports);
  if ('en' in named) return refused(named);
  const state = Number(named.row.cmc_state);
  if (onlyEarlier && state === mappingState.Draft) return refused(refusals.neverInForce);
  if ('problems' in named.read) return refused(refusals.doesNotCheck(named.read.problems), aboutSet(named, []));
  const came = await putInForce(named, { by: caller.id, comment }, ports);
  if (came === 'changed') return refused(refusals.changedWhileChecked, aboutSet(named, []));
  if ('overtakenBy' in came) return refused(refusals.overtaken(textOf(came.overtakenBy.cmc_version)), aboutSet(named, []));
  const instead = came.replaced.map((row) => textOf(row.cmc_version));
  return done(
    outcomes.inForce(String(named.version), instead),
    aboutSet(
      named,
      came.replaced.map((row) => textOf(row.cmc_key)),
    ),
  );
}

const aboutSet = ({ key, store, version, row }: NamedSet, replaced: string[]) => ({
  audit: [{ store: store.id, documentType: textOf(row.cmc_document), before: { inForce: replaced }, after: { mappingSet: key, version } }],
});

import {
  type CommandKind,
  type CommandState,
  commandLifeMinutes,
  commandTable,
  isCommandKind,
  mayCommand,
} from '../../canonical/command.ts';
import { companionRoles } from '../../canonical/roles.ts';
import { IntegrationError, titleOf } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { isObject, type Json, parseJson, textOf } from '../../core/json.ts';
import { atMost } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import { type Instant, instant, isAfter, later } from '../../core/time.ts';
import { eachText, textsOf, type Wording, wording } from '../../core/wording.ts';
import { commandState } from '../../d365/dataverse/choices.ts';
import { longestWorkMs } from '../time-limit.ts';
import { commands } from './all.ts';
import { fits } from './answer-size.ts';
import { auditRows } from './audit.ts';
import { callerOf } from './caller.ts';
import { type Command, type CommandDefinition, type CommandPorts, type CommandResult, refused } from './command.ts';
import { refusals } from './refusals.ts';

type RawRow = Record<string, Json>;

const columns =
  'cmc_commandid,cmc_kind,cmc_store,cmc_documenttype,cmc_externalid,cmc_causekey,cmc_body,cmc_state,cmc_startson,cmc_expireson,createdon,modifiedon,_createdby_value,_createdonbehalfby_value,_modifiedby_value';
const contentColumns = ['cmc_kind', 'cmc_store', 'cmc_documenttype', 'cmc_externalid', 'cmc_causekey', 'cmc_body', '_createdby_value'];
/** What is remembered of a command by its id: `begun <content>`, then `done <instant>`. */
const page = 'command';
const minuteMs = 60_000;
/** Longer than any command takes: who began this long ago has died over it, and it may be repeated. */
const abandonedAfterMs = 5 * minuteMs;

/** Does what people asked for with command rows, and says in the row what came of it. People are served side by side, each in turn. */
export async function carryOutCommands(ports: CommandPorts): Promise<void> {
  const until = later(ports.clock.now(), longestWorkMs);
  const rows = await ports.dataverse.read('cmc_commands', `$filter=${dueFilter(ports.clock.now())}&$select=${columns}&$orderby=createdon`);
  const byCaller = Map.groupBy(rows, (row) => textOf(row._createdby_value));
  await atMost(4, [...byCaller.values()], async (own) => {
    for (const row of own) {
      // What is not begun is asked for the next time.
      if (isAfter(ports.clock.now(), until)) return;
      await attend(row, ports);
    }
  });
}

const dueFilter = (now: Instant): string =>
  `(cmc_startson eq null or cmc_startson le ${now}) and (cmc_state eq ${commandState.Requested} or cmc_state eq null or (cmc_state eq ${commandState.Working} and modifiedon lt ${later(now, -abandonedAfterMs)}))`;

async function attend(row: RawRow, ports: CommandPorts): Promise<void> {
  const { dataverse, notebook, clock, log } = ports;
  const id = textOf(row.cmc_commandid);
  const claimed = await dataverse.update('cmc_commands', { id }, { cmc_state: commandState.Working }, textOf(row['@odata.etag']));
  // Withdrawn meanwhile, or another worker has it.
  if (!claimed) return;
  const kind = textOf(row.cmc_kind);
  const definition = definitionOf(kind);
  try {
    const verdict = await judge(row, ports);
    const result = withRoom('carryOut' in verdict ? await verdict.carryOut() : verdict);
    if (result.state !== 'Done' || !definition?.asks) await audit(row, result, ports);
    if (result.state === 'Done') await notebook.write(page, id, `done ${clock.now()}`);
    await dataverse.update(
      'cmc_commands',
      { id },
      { ...ended(result, clock.now()), ...(definition?.privateBody ? { cmc_body: null } : {}) },
    );
    log.info('command', { kind, state: result.state });
  } catch (error) {
    const passing = error instanceof IntegrationError && error.disposition === 'retry';
    const says = sentenceOf(error);
    log[passing ? 'warn' : 'error']('command failed', { kind, problem: says.en });
    const failed = refused(refusals.failed(says));
    if (!passing) await audit(row, failed, ports);
    const answer = passing
      ? { cmc_state: commandState.Requested, ...resultColumns(refusals.triedAgain(says)) }
      : ended(failed, clock.now());
    await dataverse.update('cmc_commands', { id }, answer);
  }
}

/** @throws Error when Dataverse does not take an entry: what cannot be audited is not passed over in silence */
async function audit(
  row: RawRow,
  result: Pick<CommandResult, 'says' | 'audit'> & { state: CommandState },
  { dataverse, clock }: CommandPorts,
): Promise<void> {
  const [problem] = await dataverse.upsert([
    { set: 'cmc_auditentries', table: 'cmc_auditentry', rows: auditRows(row, result, clock.now()) },
  ]);
  if (problem) throw new Error(`the audit entry was not taken: ${problem.problem}`);
}

const ended = ({ state, says, answer }: Pick<CommandResult, 'says' | 'answer'> & { state: CommandState }, at: Instant) => ({
  cmc_state: commandState[state],
  ...resultColumns(says),
  cmc_finishedon: at,
  ...(answer === undefined ? {} : { cmc_answer: JSON.stringify(answer) }),
});

const resultColumns = (says: Wording) => {
  const result = eachText(says, (text) => text.slice(0, 2000));
  return { cmc_result: result.en, cmc_texts: JSON.stringify(textsOf({ result })) };
};

function sentenceOf(error: unknown): Wording {
  if (error instanceof IntegrationError) return eachText(titleOf(error), masked);
  const message = error instanceof Error ? error.message : String(error);
  return eachText(wording(message, message), masked);
}

/** An answer that the column does not hold is no answer; half of one would be none either. */
const withRoom = <Result extends Pick<CommandResult, 'says' | 'answer'> & { state: CommandState }>(result: Result) =>
  fits(result.answer) ? result : refused(refusals.answerTooLong);

const definitionOf = (kind: string): CommandDefinition | undefined => commands.find((one) => one.kind === kind);

type Verdict = (Omit<CommandResult, 'state'> & { state: CommandState }) | { carryOut(): Promise<CommandResult> };

/** Whether it is carried out: what a row says of itself counts for nothing, only what Dataverse vouches for. */
async function judge(row: RawRow, ports: CommandPorts): Promise<Verdict> {
  const kind = textOf(row.cmc_kind);
  const definition = definitionOf(kind);
  if (!isCommandKind(kind) || !definition) return refused(refusals.noCommand(kind, Object.keys(commandTable).join(', ')));
  const unsound = textOf(row._createdonbehalfby_value) ? refusals.onBehalf : await tamperedWith(row, ports);
  if (unsound) return refused(unsound);
  const madeAt = instant(textOf(row.createdon));
  if (isAfter(ports.clock.now(), expiryOf(row, madeAt))) return { state: 'Expired', says: refusals.expired };
  const caller = await callerOf(textOf(row._createdby_value), ports.dataverse);
  if (!caller || !mayCommand(kind, caller.roles)) return refused(mayNot(kind));
  const body = readBody(textOf(row.cmc_body));
  if (body === undefined) return refused(refusals.bodyNotJson);
  return { carryOut: () => definition.carryOut({ command: commandOf(row, kind, madeAt), body, caller }, ports) };
}

/**
 * What is wrong with the row's history. Its content is on record before the first attempt, so that neither another person's change nor a
 * row that is set back to Requested makes something happen that its creator did not ask for, or did not ask for again.
 */
async function tamperedWith(row: RawRow, { notebook }: CommandPorts): Promise<Wording | undefined> {
  const id = textOf(row.cmc_commandid);
  const content = shortHash(JSON.stringify(contentColumns.map((column) => textOf(row[column]))));
  const [word, rest] = (await notebook.read(page, id))?.split(' ') ?? [];
  if (word === 'done') return refusals.doneAlready(rest ?? '');
  if (word === 'begun') return rest === content ? undefined : refusals.changedAfterBegin;
  if (textOf(row._modifiedby_value) !== textOf(row._createdby_value)) return refusals.changedByOther;
  await notebook.write(page, id, `begun ${content}`);
  return undefined;
}

function expiryOf(row: RawRow, madeAt: Instant): Instant {
  const latest = later(madeAt, commandLifeMinutes * minuteMs);
  const said = textOf(row.cmc_expireson);
  return said && isAfter(latest, instant(said)) ? instant(said) : latest;
}

const mayNot = (kind: CommandKind): Wording => refusals.mayNot(commandTable[kind].map((role) => companionRoles[role].name));

const commandOf = (row: RawRow, kind: CommandKind, madeAt: Instant): Command => ({
  id: textOf(row.cmc_commandid),
  kind,
  store: textOf(row.cmc_store),
  documentType: textOf(row.cmc_documenttype),
  externalId: textOf(row.cmc_externalid),
  cause: textOf(row.cmc_causekey),
  madeAt,
});

function readBody(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    const parsed = parseJson(body);
    return isObject(parsed) ? parsed : { body: parsed };
  } catch {
    return undefined;
  }
}

import * as z from 'zod';
import type { CommandKind } from '../../canonical/command.ts';
import { type Json, textOf } from '../../core/json.ts';
import { Instant, isAfter, later } from '../../core/time.ts';
import type { Texts, Wording } from '../../core/wording.ts';
import { exceptionState } from '../../d365/dataverse/choices.ts';
import type { Row } from '../../d365/dataverse/rows.ts';
import { type Command, type CommandDefinition, type CommandPorts, type CommandResult, defineCommand, done, refused } from './command.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

type RawRow = Record<string, Json>;

const mostAtOnce = 1000;
const targets = { exceptions: z.array(z.string().min(1)).max(mostAtOnce).optional() };

/** Whom these problems wait for. */
export const assign = work(
  'assign',
  { user: z.guid().nullable() },
  () => undefined,
  ({ user }) => (user ? { 'cmc_assignedto@odata.bind': `/systemusers(${user})` } : { cmc_assignedto: null }),
  outcomes.assigned,
);

/** A word to the colleagues, kept with the problem. */
export const comment = work(
  'comment',
  { text: z.string().trim().min(1).max(2000) },
  () => undefined,
  ({ text }, row, { caller, at }) => ({ cmc_comments: withRemark(row, { at, by: caller, text }) }),
  outcomes.noted,
);

const longestSnoozeMs = 90 * 86_400_000;

/** Out of sight until then; nothing else changes. */
export const snooze = work(
  'snooze',
  { until: Instant },
  ({ until }, at) => (isAfter(until, at) && isAfter(later(at, longestSnoozeMs), until) ? undefined : refusals.snoozeTooLong),
  ({ until }) => ({ cmc_snoozeduntil: until }),
  (count, { until }) => outcomes.snoozed(count, until),
);

/** Closed by a person, with the reason. The document is not run again; if it is, and the problem is still there, it opens anew. */
export const dismiss = work(
  'dismiss',
  { reason: z.string().trim().min(3).max(300) },
  () => undefined,
  ({ reason }, _row, { at }) => ({ cmc_state: exceptionState.Dismissed, cmc_closedon: at, cmc_closedbecause: reason }),
  outcomes.dismissed,
);

interface Occasion {
  caller: string;
  at: Instant;
}

/** A command that writes columns of open exceptions: those that the body names, or all of the cause that the row names. */
function work<Shape extends z.ZodRawShape>(
  kind: CommandKind,
  shape: Shape,
  objection: (body: z.output<z.ZodObject<Shape>>, at: Instant) => Wording | undefined,
  change: (body: z.output<z.ZodObject<Shape>>, row: RawRow, occasion: Occasion) => Row,
  says: (count: number, body: z.output<z.ZodObject<Shape>>) => Wording,
): CommandDefinition {
  const schema = z.strictObject({ ...shape, ...targets });
  return defineCommand({
    kind,
    body: schema,
    async run({ command, body, caller }, ports): Promise<CommandResult> {
      const said = body as z.output<z.ZodObject<Shape>> & { exceptions?: string[] };
      const at = ports.clock.now();
      const wrong = objection(said, at);
      if (wrong) return refused(wrong);
      const rows = await openExceptions(command, said.exceptions, ports);
      if (rows.length === 0) return refused(refusals.noneOpen);
      const [problem] = await ports.dataverse.upsert([
        {
          set: 'cmc_exceptions',
          table: 'cmc_exception',
          rows: rows.map((row) => ({ cmc_key: textOf(row.cmc_key), ...change(said, row, { caller: caller.id, at }) })),
        },
      ]);
      if (problem) return refused(refusals.notTaken(problem.problem));
      return done(says(rows.length, said), {
        audit: rows.map((row) => ({
          store: textOf(row.cmc_store),
          documentType: textOf(row.cmc_documenttype),
          externalId: textOf(row.cmc_externalid),
          reason: kind === 'dismiss' ? textOf((said as Record<string, Json>).reason) : undefined,
        })),
      });
    },
  });
}

async function openExceptions({ cause }: Command, keys: readonly string[] | undefined, { dataverse }: CommandPorts): Promise<RawRow[]> {
  const select = '$select=cmc_key,cmc_store,cmc_documenttype,cmc_externalid,cmc_comments';
  const filters = keys ? keys.map((key) => `cmc_key eq ${quoted(key)}`) : cause ? [`cmc_causekey eq ${quoted(cause)}`] : [];
  const rows: RawRow[] = [];
  // An address may be so long: a few keys at a time.
  for (let start = 0; start < filters.length; start += 20)
    rows.push(
      ...(await dataverse.read(
        'cmc_exceptions',
        `$filter=cmc_state eq ${exceptionState.Open} and (${filters.slice(start, start + 20).join(' or ')})&${select}`,
      )),
    );
  return rows;
}

/** A text in a filter. */
export const quoted = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

export interface Remark {
  at: Instant;
  /** The id of a system user. */
  by: string;
  text: string;
  /** What it says in other languages, where the app has written it. */
  texts?: Texts;
}

/** The comments of an exception with one more, as its column keeps them. */
export const withRemark = (row: RawRow, remark: Remark): string => JSON.stringify([...commentsOf(row), remark].slice(-200));

function commentsOf(row: RawRow): Json[] {
  try {
    const parsed: unknown = JSON.parse(textOf(row.cmc_comments) || '[]');
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

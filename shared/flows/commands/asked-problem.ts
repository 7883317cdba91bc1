import { type Json, textOf } from '../../core/json.ts';
import { compare, parseDecimal, zero } from '../../core/money.ts';
import type { Instant } from '../../core/time.ts';
import { inLanguages } from '../../core/wording.ts';
import { exceptionState } from '../../d365/dataverse/choices.ts';
import { detailOf, moneyOf } from './ask-approval.ts';
import type { CommandPorts } from './command.ts';
import { quoted, withRemark } from './exception-work.ts';
import { rejectedBecause } from './questions.ts';

type RawRow = Record<string, Json>;
type Ports = Pick<CommandPorts, 'dataverse'>;

/** The problem that a question is about, while it is open. */
async function openProblem(approval: RawRow, { dataverse }: Ports): Promise<RawRow | undefined> {
  const [problem] = await dataverse.read(
    'cmc_exceptions',
    `$filter=cmc_key eq ${quoted(textOf(approval.cmc_exceptionkey))} and cmc_state eq ${exceptionState.Open}&$select=cmc_key,cmc_detail,cmc_currency,cmc_comments`,
  );
  return problem;
}

/** The held price that finance was asked about, as text; undefined when Dynamics wants another one by now, or none is held any more. */
export async function askedPrice(approval: RawRow, ports: Ports): Promise<string | undefined> {
  const problem = await openProblem(approval, ports);
  const now = problem && moneyOf('PRICE_CHANGE_HELD', problem);
  const same =
    now && now.currency === textOf(approval.cmc_currency) && compare(now.amount, parseDecimal(textOf(approval.cmc_amount)) ?? zero) === 0;
  return same ? textOf(detailOf(problem).value) || undefined : undefined;
}

/** A rejection stands with the problem too: whoever has to mend it now reads there why. Repeated after a crash it may stand there twice. */
export async function noteRejection(approval: RawRow, { by, at, comment }: { by: string; at: Instant; comment: string }, ports: Ports) {
  const problem = await openProblem(approval, ports);
  const comments = problem && withRemark(problem, { at, by, ...inLanguages({ text: rejectedBecause(comment) }) });
  if (!comments) return;
  await ports.dataverse.upsert([
    { set: 'cmc_exceptions', table: 'cmc_exception', rows: [{ cmc_key: problem.cmc_key, cmc_comments: comments }] },
  ]);
}

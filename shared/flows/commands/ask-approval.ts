import * as z from 'zod';
import { type Json, jsonNumber, textOf } from '../../core/json.ts';
import { type DecimalText, minus, parseDecimal, rounded } from '../../core/money.ts';
import { later } from '../../core/time.ts';
import { eachText, inOneText, textsOf, type Wording, wordingOf } from '../../core/wording.ts';
import { approvalState, exceptionState } from '../../d365/dataverse/choices.ts';
import { evidenceOf } from './approval-evidence.ts';
import { type CommandPorts, defineCommand, done, refused } from './command.ts';
import { quoted } from './exception-work.ts';
import { outcomes } from './outcomes.ts';
import { questions } from './questions.ts';
import { refusals } from './refusals.ts';

type RawRow = Record<string, Json>;

/** Problems that finance may accept. */
export type Approvable = keyof typeof questions;

export const isApprovable = (code: string): code is Approvable => Object.hasOwn(questions, code);

/** So long an approval can be given. */
const lifeMs = 30 * 86_400_000;

/** Asks finance to accept what an open problem says. */
export const askApproval = defineCommand({
  kind: 'ask-approval',
  body: z.strictObject({ exception: z.string().min(1), comment: z.string().trim().min(1).max(2000) }),
  async run({ command, body, caller }, ports) {
    const [problem] = await ports.dataverse.read(
      'cmc_exceptions',
      `$filter=cmc_key eq ${quoted(body.exception)} and cmc_state eq ${exceptionState.Open}&$select=cmc_key,cmc_code,cmc_title,cmc_texts,cmc_store,cmc_documenttype,cmc_externalid,cmc_externalnumber,cmc_amount,cmc_currency,cmc_detail`,
    );
    if (!problem) return refused(refusals.notOpen);
    const code = textOf(problem.cmc_code);
    if (!isApprovable(code)) return refused(refusals.notApprovable);
    const [asked] = await ports.dataverse.read(
      'cmc_approvals',
      `$filter=cmc_exceptionkey eq ${quoted(body.exception)} and cmc_state eq ${approvalState.Requested}&$select=cmc_key,cmc_operationid`,
    );
    if (asked && textOf(asked.cmc_operationid) !== command.id) return refused(refusals.askedAlready);
    const money = moneyOf(code, problem);
    if (!money) return refused(refusals.noCurrency);
    const now = ports.clock.now();
    const question = questionAbout(code, problem);
    const [taken] = await ports.dataverse.upsert([
      {
        set: 'cmc_approvals',
        table: 'cmc_approval',
        rows: [
          {
            cmc_key: `approval|${command.id}`,
            cmc_name: (textOf(problem.cmc_externalnumber) || textOf(problem.cmc_externalid)).slice(0, 100),
            cmc_kind: code,
            cmc_state: approvalState.Requested,
            cmc_store: problem.cmc_store,
            cmc_documenttype: problem.cmc_documenttype,
            cmc_externalid: problem.cmc_externalid,
            cmc_externalnumber: problem.cmc_externalnumber,
            ...(await whereInDynamics(problem, ports)),
            cmc_question: question.en,
            cmc_texts: JSON.stringify(textsOf({ question })),
            cmc_amount: jsonNumber(rounded(money.amount, 4)),
            cmc_difference: jsonNumber(rounded(money.difference, 4)),
            cmc_currency: money.currency,
            cmc_evidence: JSON.stringify(await evidenceOf(code, problem, ports)),
            'cmc_requestedby@odata.bind': `/systemusers(${caller.id})`,
            cmc_requestedon: now,
            cmc_requestcomment: body.comment,
            cmc_expireson: later(now, lifeMs),
            'cmc_exceptionid@odata.bind': `/cmc_exceptions(cmc_key=${quoted(textOf(problem.cmc_key))})`,
            cmc_exceptionkey: problem.cmc_key,
            cmc_operationid: command.id,
          },
        ],
      },
    ]);
    if (taken) return refused(refusals.questionNotTaken(taken.problem));
    return done(outcomes.financeAsked, {
      audit: [{ ...aboutOf(problem), amount: money.amount, currency: money.currency, reason: body.comment }],
    });
  },
});

/** What is wrong, and what accepting it means. */
function questionAbout(code: Approvable, { cmc_title, cmc_texts }: RawRow): Wording {
  const title = wordingOf(textOf(cmc_title), textOf(cmc_texts), 'title');
  return eachText(inOneText([title, questions[code]]), (text) => text.slice(0, 500));
}

/** What is at stake, and by how much both sides differ. */
export function moneyOf(code: Approvable, problem: RawRow): { amount: DecimalText; difference: DecimalText; currency: string } | undefined {
  const detail = detailOf(problem);
  const of = (value: Json | undefined) => (value === undefined || value === null ? undefined : parseDecimal(textOf(value)));
  const [before, after] = {
    TOTALS_DIFFER: [of(detail.computedTotal), of(detail.channelTotal)],
    ERP_TOTAL_DIFFERS: [of(detail.erpTotal), of(detail.channelTotal)],
    PRICE_CHANGE_HELD: [of(detail.before), of(detail.after)],
  }[code];
  const currency = textOf(detail.currency) || textOf(problem.cmc_currency);
  return before && after && currency ? { amount: after, difference: minus(after, before), currency } : undefined;
}

export function detailOf(problem: RawRow): Record<string, Json> {
  try {
    const detail: unknown = JSON.parse(textOf(problem.cmc_detail) || '{}');
    return typeof detail === 'object' && detail !== null ? (detail as Record<string, Json>) : {};
  } catch {
    return {};
  }
}

export const aboutOf = (row: RawRow) => ({
  store: textOf(row.cmc_store),
  documentType: textOf(row.cmc_documenttype),
  externalId: textOf(row.cmc_externalid),
});

async function whereInDynamics(problem: RawRow, { records }: CommandPorts) {
  const { store, documentType, externalId } = aboutOf(problem);
  const { link } = (await records.read({ store, kind: documentType, externalId })) ?? {};
  return { cmc_erpcompany: link?.company ?? null, cmc_erpdocument: link?.number ?? null };
}

import * as z from 'zod';
import type { SeenApproval } from '../../canonical/command.ts';
import { type Json, textOf } from '../../core/json.ts';
import { absolute, compare, type DecimalText, parseDecimal, plus, zero } from '../../core/money.ts';
import { instant, isAfter } from '../../core/time.ts';
import { type Wording, wording } from '../../core/wording.ts';
import { approvalState } from '../../d365/dataverse/choices.ts';
import { approvedPage } from '../prices/price-aspect.ts';
import { aboutOf, isApprovable } from './ask-approval.ts';
import { askedPrice, noteRejection } from './asked-problem.ts';
import {
  type Caller,
  type Command,
  type CommandPorts,
  type CommandResult,
  defineCommand,
  documentOf,
  done,
  refused,
  runAgain,
} from './command.ts';
import { changeRecord } from './document-record.ts';
import { quoted } from './exception-work.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

type RawRow = Record<string, Json>;

const columns =
  'cmc_key,cmc_kind,cmc_state,cmc_store,cmc_documenttype,cmc_externalid,cmc_externalnumber,cmc_amount,cmc_difference,cmc_currency,cmc_expireson,cmc_exceptionkey,cmc_operationid,cmc_decisioncomment,_cmc_requestedby_value,_cmc_decidedby_value';

const seen = z.strictObject({ key: z.string().min(1), amount: z.string(), currency: z.string() });
const body = z.strictObject({ approvals: z.array(seen).min(1).max(100), comment: z.string().trim().min(1).max(2000) });

/** Accepts what was asked, all of it or nothing. */
export const approve = defineCommand({
  kind: 'approve',
  body,
  run: ({ command, body: said, caller }, ports) => decide('Approved', said, { command, caller }, ports),
});

/** Turns down what was asked. */
export const reject = defineCommand({
  kind: 'reject',
  body,
  run: ({ command, body: said, caller }, ports) => decide('Rejected', said, { command, caller }, ports),
});

type Decision = 'Approved' | 'Rejected';
interface Decider {
  command: Command;
  caller: Caller;
}

async function decide(
  decision: Decision,
  { approvals, comment }: z.output<typeof body>,
  decider: Decider,
  ports: CommandPorts,
): Promise<CommandResult> {
  const rows = await readApprovals(approvals, ports);
  const objections = [
    ...approvals.flatMap((one) => objectionTo(one, rows.get(one.key), decider, ports)),
    ...(decision === 'Approved' ? await overLimit([...rows.values()], decider.caller, ports) : []),
    ...(decision === 'Approved' ? await outdated([...rows.values()], ports) : []),
  ];
  const audit = [...rows.values()].map((row) => ({
    ...aboutOf(row),
    amount: textOf(row.cmc_amount),
    currency: textOf(row.cmc_currency),
    before: { state: 'Requested', question: textOf(row.cmc_kind), requestedBy: textOf(row._cmc_requestedby_value) },
  }));
  if (objections.length > 0) {
    const says = refusals.nothingDecided([...new Map(objections.map((one) => [one.en, one])).values()]);
    return refused(says, { audit: audit.map((one) => ({ ...one, reason: says.en })) });
  }
  for (const row of rows.values()) await settle(decision, row, comment, decider, ports);
  return done(outcomes.decided(rows.size, decision), {
    audit: audit.map((one) => ({ ...one, reason: comment, after: { state: decision } })),
  });
}

async function readApprovals(approvals: readonly SeenApproval[], { dataverse }: CommandPorts): Promise<Map<string, RawRow>> {
  const rows: RawRow[] = [];
  for (let start = 0; start < approvals.length; start += 20) {
    const filter = approvals.slice(start, start + 20).map(({ key }) => `cmc_key eq ${quoted(key)}`);
    rows.push(...(await dataverse.read('cmc_approvals', `$filter=${filter.join(' or ')}&$select=${columns}`)));
  }
  return new Map(rows.map((row) => [textOf(row.cmc_key), row]));
}

/** Why this one cannot be decided by this person now. A question that this very command has decided before a crash is no objection. */
function objectionTo(
  { key, amount, currency }: SeenApproval,
  row: RawRow | undefined,
  { command, caller }: Decider,
  { clock }: CommandPorts,
): Wording[] {
  if (!row) return [refusals.noQuestion(key)];
  const name = nameOf(row);
  const ours = textOf(row._cmc_decidedby_value) === caller.id && textOf(row.cmc_operationid) === command.id;
  if (Number(row.cmc_state) !== approvalState.Requested && !ours) return [refusals.decidedAlready(name)];
  const expires = textOf(row.cmc_expireson);
  if (expires && isAfter(clock.now(), instant(expires))) return [refusals.questionExpired(name)];
  if (textOf(row._cmc_requestedby_value) === caller.id) return [refusals.ownQuestion(name)];
  const [now, then] = [parseDecimal(textOf(row.cmc_amount)), parseDecimal(amount)];
  return now && then && compare(now, then) === 0 && currency === textOf(row.cmc_currency) ? [] : [refusals.otherAmount(name)];
}

/** What this decision comes to per currency, against what this person may approve in one go. */
async function overLimit(rows: readonly RawRow[], caller: Caller, { dataverse }: CommandPorts): Promise<Wording[]> {
  const limits = await dataverse.read('cmc_approvallimits', `$filter=_cmc_userid_value eq ${caller.id}&$select=cmc_currency,cmc_limit`);
  return [...Map.groupBy(rows, (row) => textOf(row.cmc_currency))].flatMap(([currency, own]) => {
    const total = plus(zero, ...own.map((row) => absolute(parseDecimal(textOf(row.cmc_amount)) ?? zero)));
    const limit = limits
      .filter((row) => textOf(row.cmc_currency) === currency)
      .map((row) => parseDecimal(textOf(row.cmc_limit)) ?? zero)
      .reduce<DecimalText | undefined>((most, one) => (most === undefined || compare(one, most) > 0 ? one : most), undefined);
    if (limit === undefined) return [refusals.noLimit(currency)];
    return compare(total, limit) > 0 ? [refusals.overLimit(inWords(total, currency), inWords(limit, currency))] : [];
  });
}

const inWords = (amount: DecimalText, currency: string): Wording =>
  wording(`${amount} ${currency}`, `${amount.replace('.', ',')} ${currency}`);

/** Prices that are not the held ones any more: the answer would let nothing through. What is decided already is not looked at again. */
async function outdated(rows: readonly RawRow[], ports: CommandPorts): Promise<Wording[]> {
  const objections: Wording[] = [];
  for (const row of rows) {
    if (textOf(row.cmc_kind) !== 'PRICE_CHANGE_HELD' || Number(row.cmc_state) !== approvalState.Requested) continue;
    if ((await askedPrice(row, ports)) === undefined) objections.push(refusals.priceOutdated(nameOf(row)));
  }
  return objections;
}

const nameOf = (row: RawRow): string => textOf(row.cmc_externalnumber) || textOf(row.cmc_externalid);

/** Writes the decision, then lets it take effect. Both may be repeated. */
async function settle(decision: Decision, row: RawRow, comment: string, { command, caller }: Decider, ports: CommandPorts): Promise<void> {
  const { dataverse, clock } = ports;
  const key = textOf(row.cmc_key);
  if (Number(row.cmc_state) === approvalState.Requested) {
    const written = await dataverse.update(
      'cmc_approvals',
      key,
      {
        cmc_state: approvalState[decision],
        'cmc_decidedby@odata.bind': `/systemusers(${caller.id})`,
        cmc_decidedon: clock.now(),
        cmc_decisioncomment: comment,
        cmc_operationid: command.id,
      },
      textOf(row['@odata.etag']),
    );
    if (!written) throw new Error(`${key} was decided by somebody else at the same moment.`);
  }
  if (decision === 'Approved') await takeEffect(row, command, ports);
  else await noteRejection(row, { by: caller.id, at: clock.now(), comment }, ports);
}

/** The document is run again with the difference accepted: exactly this one, not another that it may have by now. */
async function takeEffect(row: RawRow, command: Command, ports: CommandPorts): Promise<void> {
  const about = aboutOf(row);
  const document = await documentOf({ ...command, ...about }, ports);
  const code = textOf(row.cmc_kind);
  if (!document || !isApprovable(code)) return;
  if (code === 'PRICE_CHANGE_HELD') {
    const value = await askedPrice(row, ports);
    if (!value) return;
    await ports.notebook.write(approvedPage(document.store.id), document.externalId, value);
  } else {
    const accepted = {
      code,
      difference: parseDecimal(textOf(row.cmc_difference)) ?? zero,
      currency: textOf(row.cmc_currency),
      approval: textOf(row.cmc_key),
    };
    await changeRecord({ ...document, store: document.store.id }, ports.records, (record) => ({
      ...record,
      accepted: [...(record.accepted ?? []).filter((one) => one.code !== code), accepted],
    }));
  }
  await runAgain(document, command, ports);
}

import type { CommandState } from '../../canonical/command.ts';
import { type Json, jsonNumber, textOf } from '../../core/json.ts';
import { parseDecimal, rounded } from '../../core/money.ts';
import type { Instant } from '../../core/time.ts';
import { auditOutcome } from '../../d365/dataverse/choices.ts';
import type { Row } from '../../d365/dataverse/rows.ts';
import type { AuditFacts, CommandResult } from './command.ts';

/** Audit rows of a command that has ended: who asked for what, and what came of it. The same command makes the same rows. */
export function auditRows(
  command: Record<string, Json>,
  { state, says, audit }: Pick<CommandResult, 'says' | 'audit'> & { state: CommandState },
  at: Instant,
): Row[] {
  const id = textOf(command.cmc_commandid);
  const kind = textOf(command.cmc_kind).slice(0, 100);
  const entries: readonly AuditFacts[] = audit && audit.length > 0 ? audit : [{}];
  return entries.map((facts, index) => ({
    cmc_key: `command|${id}|${index}`,
    cmc_name: `${kind}: ${says.en}`.slice(0, 300),
    cmc_occurredon: at,
    'cmc_userid@odata.bind': `/systemusers(${textOf(command._createdby_value)})`,
    cmc_action: kind,
    cmc_outcome: state === 'Done' ? auditOutcome.Done : auditOutcome.Refused,
    cmc_reason: facts.reason ?? says.en,
    cmc_store: facts.store ?? textOf(command.cmc_store),
    cmc_documenttype: facts.documentType ?? textOf(command.cmc_documenttype),
    cmc_externalid: facts.externalId ?? textOf(command.cmc_externalid),
    cmc_amount: amountOf(facts.amount),
    cmc_currency: facts.currency ?? null,
    cmc_before: facts.before === undefined ? null : JSON.stringify(facts.before),
    cmc_after: facts.after === undefined ? null : JSON.stringify(facts.after),
    cmc_commandkey: id,
  }));
}

function amountOf(text: string | undefined): unknown {
  const amount = text === undefined ? undefined : parseDecimal(text);
  return amount === undefined ? null : jsonNumber(rounded(amount, 4));
}

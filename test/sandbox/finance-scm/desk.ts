import type { CallLog } from '../parts.ts';
import { folded, NumberText, parseExactly } from './cells.ts';
import type { Erp } from './erp.ts';
import { type Answer, addressOf, callName, type Operation, refusalAnswer } from './operation.ts';
import { conflict, type Refusal } from './refusal.ts';
import { viewOf } from './registry.ts';
import { journalLabel, journalLineTable, journalTable } from './rules/journal.ts';
import { costOf, type ServerTime } from './server-time.ts';
import type { Service } from './service.ts';

/** How long a write under a journal holds it at the least, so that calls which overlap really do. */
const journalMs = 30;

interface Held {
  operation: Operation;
  company: string;
  batch: string;
  version: number;
}

/** Takes operations, spends the server's time on them, and lets the service answer. */
export class Desk {
  readonly #erp: Erp;
  readonly #service: Service;
  readonly #time: ServerTime;
  readonly #calls: CallLog;
  readonly #defaultCompany: string;

  constructor({
    erp,
    service,
    time,
    calls,
    defaultCompany,
  }: { erp: Erp; service: Service; time: ServerTime; calls: CallLog; defaultCompany: string }) {
    this.#erp = erp;
    this.#service = service;
    this.#time = time;
    this.#calls = calls;
    this.#defaultCompany = defaultCompany;
  }

  /** One operation. */
  async run(operation: Operation, inBatch = false): Promise<Answer> {
    if (inBatch) this.#calls.countInner(callName(operation));
    const held = this.#hold([operation]);
    await this.#spend([operation], held);
    const lost = this.#lost(held);
    return lost ? refusalAnswer(lost) : this.#service.answer(operation);
  }

  /** A changeset. @throws Refusal of the operation that failed; nothing is stored then */
  async runTogether(operations: readonly Operation[]): Promise<Answer[]> {
    for (const operation of operations) this.#calls.countInner(callName(operation));
    const held = this.#hold(operations);
    await this.#spend(operations, held);
    const lost = this.#lost(held);
    if (lost) throw lost;
    return this.#erp.store.transaction(() => operations.map((operation) => this.#service.write(operation)));
  }

  async #spend(operations: readonly Operation[], held: Held[]): Promise<void> {
    const cost = operations.reduce((sum, operation) => sum + costOf(callName(operation)), 0);
    await this.#time.spend(cost, held.length > 0 ? journalMs : 0);
  }

  /** The journals that these operations write under, as they are now. */
  #hold(operations: readonly Operation[]): Held[] {
    return operations.flatMap((operation) => {
      const journal = journalNumber(operation, this.#defaultCompany);
      const stored =
        journal && this.#erp.store.table(journalTable).byKey({ dataAreaId: journal.company, JournalBatchNumber: journal.batch });
      return stored ? [{ operation, ...journal, version: stored.version }] : [];
    });
  }

  #lost(held: Held[]): Refusal | undefined {
    const table = this.#erp.store.table(journalTable);
    const changed = held.find(
      ({ company, batch, version }) => table.byKey({ dataAreaId: company, JournalBatchNumber: batch })?.version !== version,
    );
    return changed && conflict(addressOf(changed.operation).set, journalLabel, journalTable);
  }
}

function journalNumber(operation: Operation, defaultCompany: string): { company: string; batch: string } | undefined {
  if (operation.method === 'GET') return undefined;
  try {
    const { set, key } = addressOf(operation);
    if (viewOf(set).rules.table !== journalLineTable) return undefined;
    const fields = (key ?? parseExactly(operation.body)) as Record<string, unknown>;
    if (typeof fields !== 'object' || fields === null || fields instanceof NumberText) return undefined;
    return { company: folded(String(fields.dataAreaId || defaultCompany)), batch: String(fields.JournalBatchNumber ?? '') };
  } catch {
    return undefined;
  }
}

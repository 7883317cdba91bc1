import { describe, expect, it } from 'vitest';
import type { ErpNotice } from '../../shared/canonical/erp-notice.ts';
import type { Store } from '../../shared/canonical/store.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import type { StoreId } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import { instant } from '../../shared/core/time.ts';
import type { ErpTarget } from '../../shared/d365/erp-target.ts';
import { pollDynamics } from '../../shared/flows/poll-dynamics.ts';
import { aStore } from '../builders.ts';
import { memoryErp, memoryNotebook, movableClock } from '../memory.ts';

const log = createLog(() => undefined);

/** Dynamics in which these sales orders have an invoice, as long as a look goes back. */
function polling(stores: readonly Store[] = [aStore()], sales?: ErpTarget) {
  const clock = movableClock();
  const notebook = memoryNotebook();
  const sent: ErpNotice[] = [];
  const invoiced: string[] = [];
  let looks = 0;
  const orderChanges: ErpTarget['orderChanges'] = async function* (_company, source, from) {
    looks += 1;
    if (source !== 'invoices') return;
    const changes = invoiced.map((salesOrder) => ({
      about: 'invoice' as const,
      salesOrder,
      document: 'I',
      key: `invoice|${salesOrder}|I`,
    }));
    yield { changes, next: from };
  };
  const target: ErpTarget = { ...memoryErp().target, orderChanges };
  const look = () =>
    pollDynamics(
      {
        stores: async () => stores,
        erp: ({ erpTarget }) => {
          if (erpTarget === 'finance-scm') return target;
          if (sales) return sales;
          throw new IntegrationError('CONFIGURATION_WRONG', { facts: { store: 'x', problem: 'not connected' } });
        },
        notebook,
        notices: {
          send: async (all) => void sent.push(...all),
          schedule: async () => undefined,
          sendRaw: async () => undefined,
        },
        clock,
      },
      log,
    );
  const heard = () => [...(notebook.pages.get('heard|finance-scm|usmf|invoices')?.keys() ?? [])];
  return { clock, sent, invoiced, look, heard, target, looks: () => looks };
}

describe('looking in Dynamics', () => {
  it('tells of a row once, and forgets it when no look shows it any more', async () => {
    const { invoiced, look, sent, heard } = polling();
    invoiced.push('SO-1', 'SO-2');
    await look();
    await look();
    invoiced.splice(0, 1, 'SO-3');
    await look();

    expect(sent.map((one) => 'salesOrder' in one && one.salesOrder)).toEqual(['SO-1', 'SO-2', 'SO-3']);
    expect(heard().sort()).toEqual(['invoice|SO-2|I', 'invoice|SO-3|I']);
  });

  it('forgets nothing over a look that failed half-way', async () => {
    const { invoiced, look, sent, heard, target } = polling();
    invoiced.push('SO-1');
    await look();
    const whole = target.orderChanges;
    target.orderChanges = async function* () {
      yield { changes: [], next: instant('2026-11-20T11:00:00Z') };
      throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Dynamics', problem: 'away' } });
    };
    await look();
    target.orderChanges = whole;
    await look();

    expect([heard(), sent.length]).toEqual([['invoice|SO-1|I'], 1]);
  });

  it('is done also in a legal entity in which another store goes to a target that is not there', async () => {
    const other: Store = { ...aStore(), id: 'other' as StoreId, erpTarget: 'dataverse-sales' };
    const { invoiced, look, sent } = polling([aStore(), other]);
    invoiced.push('SO-1');
    await look();
    expect(sent).toHaveLength(1);
  });

  it('does not take one target for the other where both have a store of one legal entity', async () => {
    const looked: string[] = [];
    const sales: ErpTarget = {
      ...memoryErp().target,
      orderChanges: async function* (_company, source, from) {
        if (source === 'invoices') looked.push(from);
        yield { changes: [], next: instant('2030-01-01T00:00:00Z') };
      },
    };
    const other: Store = { ...aStore(), id: 'other' as StoreId, erpTarget: 'dataverse-sales' };
    const { invoiced, look, sent } = polling([aStore(), other], sales);
    invoiced.push('SO-1');
    await look();
    await look();
    expect(sent).toHaveLength(1);
    expect(looked[1]).toBe(instant('2030-01-01T00:00:00Z'));
  });

  it('ends before the host ends it, however long Dynamics takes', async () => {
    const companies = Array.from({ length: 20 }, (_, index) => ({ ...aStore(), legalEntity: `c${index}` as Store['legalEntity'] }));
    const { clock, look, looks, target } = polling(companies);
    const answers = target.orderChanges;
    target.orderChanges = (...of) => {
      clock.move(30_000);
      return answers(...of);
    };
    await look();
    expect(looks()).toBeLessThan(9);
  });
});

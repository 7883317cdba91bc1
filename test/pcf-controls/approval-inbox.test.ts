import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitsOf, objectionToApprove, objectionToDecide, seen } from '../../pcf-controls/ApprovalInbox/decision.ts';
import { type ApprovalRow, readApproval, sorted } from '../../pcf-controls/ApprovalInbox/rows.ts';
import { compare, decimal, plus } from '../../shared/core/money.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const fiona = '11111111-0000-4000-8000-000000000003';
const oscar = '11111111-0000-4000-8000-000000000006';
const limits = limitsOf([limit('EUR', 500), limit('USD', '500.0000')]);

let made = 0;
function anApproval(cells: Record<string, unknown> = {}): ApprovalRow {
  made += 1;
  const row: Record<string, unknown> = {
    cmc_key: `approval|${made}`,
    cmc_kind: 'TOTALS_DIFFER',
    cmc_state: 727000000,
    cmc_externalnumber: `#${made}`,
    cmc_question: 'Import the order and book the difference as a line of its own?',
    cmc_amount: 104.9,
    cmc_difference: 1.5,
    cmc_currency: 'EUR',
    cmc_requestedby: { id: { guid: oscar }, name: 'Oscar' },
    cmc_requestedon: new Date(now - 60_000 * made),
    ...cells,
  };
  return readApproval(`id-${made}`, (column) => row[column]);
}

function limit(currency: string, most: unknown) {
  const row: Record<string, unknown> = { cmc_currency: currency, cmc_limit: most };
  return (column: string) => row[column];
}

describe('a question', () => {
  test('has its evidence side by side', () => {
    const evidence = {
      left: { title: 'The shop charged', rows: [{ label: 'Total', value: '104.90 EUR' }] },
      right: { title: 'Dynamics books', rows: [] },
      notes: ['Difference: 1.50 EUR'],
    };

    expect(anApproval({ cmc_evidence: JSON.stringify(evidence) }).evidence).toEqual(evidence);
  });

  test('stays a question whatever its evidence holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (cmc_evidence) => {
        const { evidence } = anApproval({ cmc_evidence });

        expect(evidence.notes.every((note) => typeof note === 'string')).toBe(true);
      }),
    );
  });

  test('waits until it is decided or its time is over; the one that waits longest comes first', () => {
    const young = anApproval({ cmc_requestedon: new Date(now - 1000) });
    const old = anApproval({ cmc_requestedon: new Date(now - 9_000_000) });
    const over = anApproval({ cmc_expireson: new Date(now - 1) });
    const approved = anApproval({ cmc_state: 727000001, cmc_decidedon: new Date(now) });

    expect(sorted([young, over, approved, old], now)).toEqual({ waiting: [old, young], decided: [approved, over] });
  });
});

describe('a decision', () => {
  test('nobody decides what they asked for themselves', () => {
    const own = anApproval({ cmc_requestedby: { id: { guid: `{${fiona.toUpperCase()}}` }, name: 'Fiona' } });

    expect(objectionToApprove([anApproval(), own], fiona, limits)).toEqual({ why: 'OwnRequest', numbers: [own.number] });
    expect(objectionToDecide([own], fiona)).toMatchObject({ why: 'OwnRequest' });
  });

  test('several at once go up to the limit in each currency together, and rejecting knows no limit', () => {
    const rows = [anApproval({ cmc_amount: 300 }), anApproval({ cmc_amount: 200 }), anApproval({ cmc_amount: 500, cmc_currency: 'USD' })];
    const more = [...rows, anApproval({ cmc_amount: 0.01 })];

    expect(objectionToApprove(rows, fiona, limits)).toBeUndefined();
    expect(objectionToApprove(more, fiona, limits)).toMatchObject({ why: 'OverLimit', total: { amount: '500.01', currency: 'EUR' } });
    expect(objectionToDecide(more, fiona)).toBeUndefined();
  });

  test('without a limit in the currency nothing is approved', () => {
    expect(objectionToApprove([anApproval({ cmc_currency: 'GBP' })], fiona, limits)).toEqual({ why: 'NoLimit', currency: 'GBP' });
  });

  test('nothing, too much at once, and a question without an amount are not decided', () => {
    expect(objectionToDecide([], fiona)).toEqual({ why: 'Nothing' });
    expect(
      objectionToDecide(
        Array.from({ length: 101 }, () => anApproval()),
        fiona,
      ),
    ).toMatchObject({ why: 'TooMany' });
    expect(objectionToDecide([anApproval({ cmc_amount: null })], fiona)).toMatchObject({ why: 'NoAmount' });
  });

  test('is allowed exactly when the sum is within the limit', () => {
    const cents = fc.array(
      fc.integer({ min: 1, max: 40_000 }).map((value) => (value / 100).toFixed(2)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(cents, (amounts) => {
        const allowed =
          objectionToApprove(
            amounts.map((cmc_amount) => anApproval({ cmc_amount })),
            fiona,
            limits,
          ) === undefined;

        expect(allowed).toBe(compare(plus(...amounts.map(decimal)), decimal('500')) <= 0);
      }),
    );
  });

  test('says what the approver saw; of two limits for one currency the higher counts', () => {
    const row = anApproval();

    expect(seen([row])).toEqual([{ key: row.key, amount: '104.9', currency: 'EUR' }]);
    expect(limitsOf([limit('EUR', 5), limit('EUR', 50), limit('EUR', 'x')]).get('EUR')).toBe('50');
  });
});

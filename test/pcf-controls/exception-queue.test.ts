import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf, chosen, type Onlooker } from '../../pcf-controls/ExceptionQueue/causes.ts';
import { actionsFor, articleOf, choiceOf, documentsOf, fixOf, teamsOf } from '../../pcf-controls/ExceptionQueue/fixes.ts';
import { type ExceptionRow, readException } from '../../pcf-controls/ExceptionQueue/rows.ts';
import { scrollTo, sliceOf } from '../../pcf-controls/lists/window.ts';
import * as controls from '../../pcf-controls/rows/decimals.ts';
import { compare, minus, parseDecimal, plus, zero } from '../../shared/core/money.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const kim: Onlooker = { id: '11111111-0000-4000-8000-000000000002', teams: teamsOf(['operator']) };
const all = { scope: 'all', snoozed: false, search: '' } as const;

let made = 0;
function aRow(cells: Record<string, unknown> = {}): ExceptionRow {
  made += 1;
  const row: Record<string, unknown> = {
    cmc_key: `key-${made}`,
    cmc_code: 'UNKNOWN_ITEM',
    cmc_title: 'SKU "TEE-XL-GRN" is not known in USMF.',
    cmc_team: 'catalogue',
    cmc_state: 727000000,
    cmc_store: 'shopify-main',
    cmc_documenttype: 'order',
    cmc_externalid: String(made),
    cmc_externalnumber: `#${made}`,
    cmc_amount: 80.3,
    cmc_currency: 'USD',
    cmc_causekey: 'UNKNOWN_ITEM|shopify-main|tee-xl-grn',
    cmc_openedon: new Date(now - 60_000),
    ...cells,
  };
  return readException(`id-${made}`, (column) => row[column]);
}

describe('a row', () => {
  test('is read from what a data set gives: choices and amounts as numbers, dates, lookups', () => {
    const row = aRow({
      cmc_amount: 104.9,
      cmc_assignedto: { id: { guid: '{11111111-0000-4000-8000-00000000000A}' }, name: 'Kim Clerk', etn: 'systemuser' },
      cmc_detail: '{"sku":"TEE-XL-GRN"}',
      cmc_comments: '[{"at":"2026-03-02T11:00:00Z","by":"11111111-0000-4000-8000-000000000002","text":"Asked the shop"}]',
    });

    expect(row).toMatchObject({
      open: true,
      amount: '104.9',
      assignedTo: { id: '11111111-0000-4000-8000-00000000000a', name: 'Kim Clerk' },
      detail: { sku: 'TEE-XL-GRN' },
      remarks: [{ by: kim.id, text: 'Asked the shop' }],
      openedAt: now - 60_000,
    });
  });

  test('stays a row whatever somebody has written into its columns', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('cmc_detail', 'cmc_comments', 'cmc_amount', 'cmc_openedon', 'cmc_assignedto'), fc.anything()),
        (cells) => {
          const row = aRow(cells);

          expect(row.key).not.toBe('');
          expect(causesOf([row])).toHaveLength(1);
        },
      ),
    );
  });
});

describe('causes', () => {
  test('forty orders that wait for one SKU are one cause with its money', () => {
    const rows = Array.from({ length: 40 }, () => aRow());

    const [cause, ...others] = causesOf(rows);

    expect(others).toEqual([]);
    expect(cause).toMatchObject({ documents: 40, kind: 'order', money: [{ amount: '3212', currency: 'USD' }], oldest: now - 60_000 });
  });

  test('an order that waits for two reasons counts once in the whole, with its money once', () => {
    const rows = [aRow({ cmc_externalid: 'A' }), aRow({ cmc_externalid: 'A', cmc_causekey: 'other' }), aRow({ cmc_externalid: 'A' })];

    expect(causesOf(rows).map(({ documents, money }) => [documents, money[0]?.amount])).toEqual([
      [1, '80.3'],
      [1, '80.3'],
    ]);
  });

  test('what frees most stands first, then what waits longest', () => {
    const rows = [
      aRow({ cmc_causekey: 'young' }),
      aRow({ cmc_causekey: 'old', cmc_openedon: new Date(now - 7_200_000) }),
      aRow({ cmc_causekey: 'many' }),
      aRow({ cmc_causekey: 'many' }),
    ];

    expect(causesOf(rows).map(({ cause }) => cause)).toEqual(['many', 'old', 'young']);
  });

  test('money is added exactly and never across currencies', () => {
    const cents = fc.integer({ min: -1_000_000_00, max: 1_000_000_00 }).map((value) => (value / 100).toFixed(2));
    const amount = fc.record({ cmc_amount: cents, cmc_currency: fc.constantFrom('USD', 'EUR', 'GBP') });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (amounts) => {
        const [cause] = causesOf(amounts.map(aRow));

        for (const { currency, amount: sum } of cause?.money ?? []) {
          const own = amounts.filter((one) => one.cmc_currency === currency).map((one) => parseDecimal(one.cmc_amount) ?? zero);
          expect(minus(sum, plus(...own))).toBe('0');
        }
      }),
    );
  });

  test('a row without a cause is a cause of its own', () => {
    expect(causesOf([aRow({ cmc_causekey: null }), aRow({ cmc_causekey: '' })])).toHaveLength(2);
  });
});

describe('what a person sees', () => {
  test('mine are those assigned to me; my team has mine and those of its teams', () => {
    const mine = aRow({ cmc_assignedto: { id: kim.id, name: 'Kim' }, cmc_team: 'finance' });
    const ours = aRow({ cmc_team: 'sales' });
    const theirs = aRow({ cmc_team: 'it' });
    const seen = (scope: 'mine' | 'team' | 'all') => chosen([mine, ours, theirs], { ...all, scope }, kim, now).rows;

    expect(seen('mine')).toEqual([mine]);
    expect(seen('team')).toEqual([mine, ours]);
    expect(seen('all')).toEqual([mine, ours, theirs]);
  });

  test('what is snoozed is out of sight until its time has come, and counted', () => {
    const row = aRow({ cmc_snoozeduntil: new Date(now + 1000) });

    expect(chosen([row], all, kim, now)).toEqual({ rows: [], snoozed: 1 });
    expect(chosen([row], { ...all, snoozed: true }, kim, now).rows).toEqual([row]);
    expect(chosen([row], all, kim, now + 2000).rows).toEqual([row]);
  });

  test('closed rows are gone; words of a search must all be found', () => {
    const rows = [aRow({ cmc_state: 727000001 }), aRow({ cmc_externalnumber: '#10472' }), aRow()];

    expect(chosen(rows, { ...all, search: 'tee #10472' }, kim, now).rows).toEqual([rows[1]]);
  });
});

describe('what can be done', () => {
  test('a cause is mended where it can be mended', () => {
    expect(fixOf(aRow())).toBe('item');
    expect(fixOf(aRow({ cmc_code: 'SEVERAL_CUSTOMERS' }))).toBe('customer');
    expect(fixOf(aRow({ cmc_code: 'ERP_REFUSED' }))).toBe('address');
    expect(fixOf(aRow({ cmc_code: 'ERP_REFUSED', cmc_documenttype: 'shipment' }))).toBeUndefined();
    expect(fixOf(aRow({ cmc_code: 'GAVE_UP' }))).toBeUndefined();
  });

  test('finance is asked about one problem that it can accept', () => {
    const differs = () => aRow({ cmc_code: 'TOTALS_DIFFER' });

    expect(actionsFor([differs()])).toContain('ask-approval');
    expect(actionsFor([differs(), differs()])).not.toContain('ask-approval');
    expect(actionsFor([aRow()])).not.toContain('ask-approval');
    expect(actionsFor([aRow({ cmc_code: 'REFUND_DUE' })])).not.toContain('resubmit');
  });

  test('the choice names the SKU, else the article, and only dimensions that an item can have', () => {
    const candidate = {
      itemNumber: '10231',
      name: 'T-shirt',
      dimensions: { size: 'XL', color: 'Green', style: '', other: 'x' },
      likeness: 94,
      because: '',
    };

    expect(choiceOf({ sku: 'TEE', externalId: '5', name: '' }, candidate)).toEqual({
      sku: 'TEE',
      itemNumber: '10231',
      dimensions: { size: 'XL', color: 'Green' },
    });
    expect(choiceOf({ sku: '', externalId: '5', name: '' }, candidate)).toMatchObject({ externalId: '5' });
    expect(articleOf(aRow({ cmc_detail: '{"sku":" ","variantId":"5","title":"T-shirt"}' }))).toEqual({
      sku: '',
      externalId: '5',
      name: 'T-shirt',
    });
    expect(articleOf(aRow({ cmc_detail: 'not json' }))).toBeUndefined();
  });

  test('an order with two problems is run again once', () => {
    expect(documentsOf([aRow({ cmc_externalid: 'A' }), aRow({ cmc_externalid: 'A' })])).toEqual([
      { store: 'shopify-main', kind: 'order', externalId: 'A' },
    ]);
  });
});

describe('a long list', () => {
  test('draws what is in view, whatever the place, and stays as high as all rows', () => {
    const size = fc.record({
      count: fc.integer({ min: 0, max: 10_000 }),
      scrolled: fc.integer({ min: -100, max: 500_000 }),
      height: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(size, ({ count, scrolled, height }) => {
        const { from, to, before, after } = sliceOf(count, 44, scrolled, height);

        expect(before + (to - from) * 44 + after).toBe(count * 44);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(count);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / 44) + 14);
        if (scrolled >= 0 && scrolled < count * 44) expect(from * 44).toBeLessThanOrEqual(scrolled);
      }),
    );
  });

  test('the row that the keyboard reaches comes wholly into view, and nothing moves when it is', () => {
    expect(scrollTo(0, 44, 100, 200)).toBe(0);
    expect(scrollTo(4, 44, 100, 200)).toBe(100);
    expect(scrollTo(10, 44, 100, 200)).toBe(284);
  });
});

describe('decimals of controls', () => {
  const text = fc
    .record({ sign: fc.constantFrom('', '-', '+'), whole: fc.bigInt({ min: 0n, max: 10n ** 20n }), part: fc.stringMatching(/^\d{0,8}$/) })
    .map(({ sign, whole, part }) => `${sign}${whole}${part && `.${part}`}`);

  test('are the decimals of the server', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [controls.parseDecimal(a), controls.parseDecimal(b)];

        expect(left).toBe(parseDecimal(a));
        if (!left || !right) throw new Error('both are decimals');
        expect(controls.plus(left, right)).toBe(plus(left, right));
        expect(controls.compare(left, right)).toBe(compare(left, right));
      }),
    );
  });

  test('what is none is none', () => {
    for (const none of ['', '.', '-', '1e5', '1,5', 'abc', '1.2.3']) expect(controls.parseDecimal(none)).toBeUndefined();
    expect(controls.parseDecimal(' -0.00 ')).toBe('0');
    expect(controls.parseDecimal('.5')).toBe('0.5');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardOf } from '../../pcf-controls/Monitor/board.ts';
import { readSnapshot, type Snapshot } from '../../pcf-controls/Monitor/rows.ts';
import { barsOf, linePath, scaleTo } from '../../pcf-controls/Monitor/scale.ts';

const now = Date.parse('2026-03-02T12:20:00Z');
const hour = (ago: number) => new Date(Math.floor(now / 3_600_000) * 3_600_000 - ago * 3_600_000).toISOString();

const sku = {
  code: 'SKU_NOT_FOUND',
  cause: 'SKU_NOT_FOUND|TEE',
  title: 'SKU not known: TEE',
  team: 'catalogue',
  count: 40,
  oldest: hour(2),
  money: [{ amount: '3212.60', currency: 'USD' }],
};

function aRow(cells: Record<string, unknown> = {}): Snapshot {
  const row: Record<string, unknown> = {
    cmc_store: 'shopify-main',
    cmc_from: hour(0),
    cmc_to: hour(-1),
    cmc_orders: 10,
    cmc_synced: 8,
    cmc_backlog: 2,
    cmc_latencymedian: 900,
    cmc_latencyp95: 2400,
    cmc_latencyp99: 9000,
    cmc_figures: JSON.stringify({ causes: [sku], channel: { state: 'right', says: 'All is well.' }, needs: [] }),
    ...cells,
  };
  return readSnapshot((column) => row[column]) as Snapshot;
}

const figures = (value: object) => ({ cmc_figures: JSON.stringify(value) });
const board = (rows: readonly Snapshot[], store?: string) => boardOf(rows, { period: 'day', store, now });

describe('a row', () => {
  test('with figures that cannot be read keeps its counts and says so', () => {
    for (const cmc_figures of ['{"causes":', 'null!', '[1', '"text"', '7']) {
      const { orders, damaged, figures } = aRow({ cmc_figures });
      expect({ orders, damaged, figures }).toEqual({ orders: 10, damaged: true, figures: { causes: [], channel: undefined, needs: [] } });
    }
  });

  test('never breaks the board, whatever stands in it', () => {
    const anything = fc.oneof(fc.json(), fc.string(), fc.integer(), fc.constant(null), fc.constant(undefined), fc.object());
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('cmc_store', 'cmc_orders', 'cmc_latencyp95', 'cmc_figures', 'cmc_to'), anything),
        (cells) => {
          const shown = board([aRow(cells), aRow({ cmc_store: 'other' })]);
          expect(shown.channels.some(({ store, state }) => store === 'other' && state === 'right')).toBe(true);
        },
      ),
    );
  });

  test('without an hour is left out', () => {
    expect(readSnapshot(() => 'yesterday')).toBeUndefined();
  });
});

describe('what needs a person', () => {
  test('is taken from the newest row of each store, longest waiting first, with the money behind it', () => {
    const rows = [
      aRow({ cmc_from: hour(1), ...figures({ needs: [{ what: 'Solved by now', team: 'it', since: hour(9) }] }) }),
      aRow(figures({ causes: [sku], needs: [{ what: sku.title, team: 'catalogue', since: hour(2) }] })),
      aRow({ cmc_store: 'woo', ...figures({ needs: [{ what: 'Book the difference?', team: 'finance', since: hour(5) }] }) }),
    ];
    expect(board(rows).needs).toEqual([
      { store: 'woo', what: 'Book the difference?', team: 'finance', since: Date.parse(hour(5)), count: undefined, money: [] },
      {
        store: 'shopify-main',
        what: sku.title,
        team: 'catalogue',
        since: Date.parse(hour(2)),
        count: 40,
        money: [{ amount: '3212.6', currency: 'USD' }],
      },
    ]);
  });
});

describe('the board', () => {
  test('adds the same cause at two stores up, with exact money', () => {
    const other = {
      ...sku,
      count: 2,
      oldest: hour(7),
      money: [
        { amount: '0.1', currency: 'USD' },
        { amount: '5', currency: 'EUR' },
      ],
    };
    const [cause] = board([aRow(), aRow({ cmc_store: 'woo', ...figures({ causes: [other] }) })]).causes;
    expect(cause).toMatchObject({
      count: 42,
      oldest: Date.parse(hour(7)),
      stores: ['shopify-main', 'woo'],
      money: [
        { amount: '3212.7', currency: 'USD' },
        { amount: '5', currency: 'EUR' },
      ],
    });
  });

  test('shows each hour of the period, the running one last, and the slowest store of an hour', () => {
    const { hours, orders, latency, totals } = board([
      aRow(),
      aRow({ cmc_store: 'woo', cmc_orders: 3, cmc_latencyp95: 8000 }),
      aRow({ cmc_from: hour(23), cmc_orders: 5 }),
      aRow({ cmc_from: hour(24), cmc_orders: 1000 }),
    ]);
    expect(hours).toHaveLength(24);
    expect(new Date(hours[23] ?? 0).toISOString()).toBe(hour(0));
    expect(orders.map(({ name, values }) => [name, values[0], values[23]])).toEqual([
      ['shopify-main', 5, 10],
      ['woo', undefined, 3],
    ]);
    expect(latency.find(({ name }) => name === 'p95')?.values[23]).toBe(8000);
    expect(totals).toMatchObject({ orders: 18, backlog: 4 });
  });

  test('keeps to one store, and still names the others to choose from', () => {
    const { stores, orders, totals } = board([aRow(), aRow({ cmc_store: 'woo' })], 'woo');
    expect([stores, orders.map(({ name }) => name), totals.orders]).toEqual([['shopify-main', 'woo'], ['woo'], 10]);
  });

  test('says when a channel is silent, and when its figures cannot be read', () => {
    const { channels, damaged } = board([
      aRow({ cmc_store: 'a', cmc_from: hour(3) }),
      aRow({ cmc_store: 'b', cmc_figures: '{' }),
      aRow({ cmc_store: 'c', ...figures({ channel: { state: 'down', says: 'Nothing got through.' } }) }),
    ]);
    expect(channels.map(({ state }) => state)).toEqual(['silent', 'unknown', 'down']);
    expect(damaged).toBe(1);
  });

  test('without rows is empty', () => {
    expect(board([])).toMatchObject({ needs: [], orders: [], causes: [], channels: [], newest: undefined });
  });
});

describe('a scale', () => {
  test('is round, holds every value and has few ticks', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.boolean(), (most, whole) => {
        const { top, ticks } = scaleTo(most, whole);
        expect(top * (1 + 1e-9)).toBeGreaterThanOrEqual(most);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(5);
        if (whole) expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test('draws gaps as gaps and a lone value as a dot', () => {
    const area = { left: 0, top: 0, width: 30, height: 10 };
    expect(linePath([1, 2, undefined, 2], area, 2)).toBe('M0 5L10 0M30 0h0.01');
    expect(barsOf([0, undefined, 2, 0.001], area, 2).map(({ index, height }) => [index, height])).toEqual([
      [2, 10],
      [3, 1],
    ]);
  });
});

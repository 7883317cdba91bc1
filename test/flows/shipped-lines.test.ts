import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorePolicies } from '../../shared/canonical/store.ts';
import { decimal } from '../../shared/core/money.ts';
import { instant } from '../../shared/core/time.ts';
import type { PackingSlip, SalesOrderProgress } from '../../shared/d365/erp-target.ts';
import { shippedLines } from '../../shared/flows/shipped-lines.ts';
import type { OrderSnapshot } from '../../shared/flows/snapshot.ts';

const snapshot = (lines: Record<string, [string, number]>, digital: string[] = []): OrderSnapshot => ({
  total: decimal(1),
  cancelled: false,
  address: '',
  lines: Object.fromEntries(Object.entries(lines).map(([id, [sku, quantity]]) => [id, [sku, decimal(quantity), decimal(1)]])),
  charges: { ship: ['Shipping', decimal(5)] },
  digital,
});
const slip = (id: string, lines: [lot: string, quantity: number, item?: string][], hour = 1): PackingSlip => ({
  id,
  shippedAt: instant(`2026-11-21T0${hour}:00:00Z`),
  warehouse: '24',
  carrier: 'UPS',
  lines: lines.map(([lot, quantity, item = 'X']) => ({ lot, item: item as never, quantity: decimal(quantity) })),
  parcels: [],
});
const progress = (lines: [lot: string, externalId: string, state?: 'cancelled'][], slips: PackingSlip[]): SalesOrderProgress => ({
  company: 'usmf' as never,
  number: 'SHP-1',
  origin: 'shopify-main',
  reference: '#1',
  customer: 'C' as never,
  currency: 'USD' as never,
  state: 'open',
  lines: lines.map(([lot, externalId, state = 'open' as const]) => ({ lot, externalId, item: 'X' as never, ordered: decimal(1), state })),
  slips,
  invoices: [],
});
const kitsOf = (kits: object) => StorePolicies.parse({ order: { prefix: 'S', origin: 's' }, kits }).kits;

describe('what a packing slip means for the shop', () => {
  it('tells two lines with the same SKU apart', () => {
    const first = slip('P1', [['lot-2', 1]]);
    const { lines, completesOrder } = shippedLines(
      first,
      progress(
        [
          ['lot-1', '11'],
          ['lot-2', '12'],
        ],
        [first],
      ),
      snapshot({ '11': ['TEE', 1], '12': ['TEE', 1] }),
      {},
    );
    expect(lines).toEqual([{ line: '12', sku: 'TEE', quantity: '1' }]);
    expect(completesOrder).toBe(false);
  });
  it('leaves freight and tax out', () => {
    const one = slip('P1', [
      ['lot-1', 1],
      ['lot-f', 1],
      ['lot-t', 1],
    ]);
    const order = progress(
      [
        ['lot-1', '11'],
        ['lot-f', 'ship'],
        ['lot-t', 'tax'],
      ],
      [one],
    );
    expect(shippedLines(one, order, snapshot({ '11': ['TEE', 1] }), {})).toMatchObject({
      lines: [{ line: '11' }],
      completesOrder: true,
      notes: [],
    });
  });
  it('completes the order with the slip that brings the rest, and not before', () => {
    const [first, second] = [slip('P1', [['lot-1', 2]], 1), slip('P2', [['lot-1', 1]], 2)];
    const order = progress([['lot-1', '11']], [first, second]);
    expect(shippedLines(first, order, snapshot({ '11': ['TEE', 3] }), {}).completesOrder).toBe(false);
    expect(shippedLines(second, order, snapshot({ '11': ['TEE', 3] }), {})).toMatchObject({
      lines: [{ quantity: '1' }],
      completesOrder: true,
    });
  });
  it('does not wait for what is never shipped or was cancelled', () => {
    const one = slip('P1', [['lot-1', 1]]);
    const order = progress(
      [
        ['lot-1', '11'],
        ['lot-2', '12', 'cancelled'],
      ],
      [one],
    );
    expect(shippedLines(one, order, snapshot({ '11': ['TEE', 1], '12': ['CAP', 1], '13': ['E-BOOK', 1] }, ['13']), {}).completesOrder).toBe(
      true,
    );
  });
  it('counts a kit as shipped when its last part has left', () => {
    const kits = kitsOf({
      SET: [
        { item: 'A', quantity: '2' },
        { item: 'B', quantity: '1' },
      ],
    });
    const [first, second] = [slip('P1', [['a', 4, 'A']], 1), slip('P2', [['b', 2, 'B']], 2)];
    const order = progress(
      [
        ['a', ''],
        ['b', ''],
      ],
      [first, second],
    );
    expect(shippedLines(first, order, snapshot({ '11': ['SET', 2] }), kits)).toMatchObject({ lines: [], completesOrder: false, notes: [] });
    expect(shippedLines(second, order, snapshot({ '11': ['SET', 2] }), kits)).toMatchObject({
      lines: [{ line: '11', quantity: '2' }],
      completesOrder: true,
    });
  });
  it('says what people have added in Dynamics', () => {
    const one = slip('P1', [['lot-x', 1, 'GIFT']]);
    expect(shippedLines(one, progress([['lot-x', '']], [one]), snapshot({ '11': ['TEE', 1] }), {}).notes).toEqual([
      expect.objectContaining({ en: "1 × GIFT is not in the shop's order and was left out." }),
    ]);
  });
  it('has nothing left of a slip that was taken back', () => {
    const one = slip('P1', [['lot-1', 0]]);
    expect(shippedLines(one, progress([['lot-1', '11']], [one]), snapshot({ '11': ['TEE', 1] }), {})).toMatchObject({
      lines: [],
      completesOrder: false,
    });
  });
  it('adds up over any slips to what has left, kits or not', () => {
    const kits = kitsOf({ SET: [{ item: 'A', quantity: '2' }] });
    fc.assert(
      fc.property(fc.array(fc.record({ direct: fc.nat(3), parts: fc.nat(5) }), { minLength: 1, maxLength: 6 }), (parts) => {
        const slips = parts.map(({ direct, parts: units }, index) =>
          slip(
            `P${index}`,
            [
              ['lot-1', direct],
              ['a', units, 'A'],
            ],
            index + 1,
          ),
        );
        const order = progress(
          [
            ['lot-1', '11'],
            ['a', ''],
          ],
          slips,
        );
        const all = slips.flatMap((one) => shippedLines(one, order, snapshot({ '11': ['TEE', 100], '12': ['SET', 4] }), kits).lines);
        const sum = (line: string) => all.filter((one) => one.line === line).reduce((total, one) => total + Number(one.quantity), 0);
        expect(sum('11')).toBe(parts.reduce((total, one) => total + one.direct, 0));
        expect(sum('12')).toBe(Math.min(4, Math.floor(parts.reduce((total, one) => total + one.parts, 0) / 2)));
      }),
    );
  });
});

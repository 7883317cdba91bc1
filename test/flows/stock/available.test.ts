import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorePolicies } from '../../../shared/canonical/store.ts';
import { type DecimalText, decimal } from '../../../shared/core/money.ts';
import type { OnHand } from '../../../shared/d365/stock-source.ts';
import { applyRule, availableAt, type Sharer, type StockView } from '../../../shared/flows/stock/available.ts';
import { decideAgain } from '../../../shared/flows/stock/stock-aspect.ts';
import type { LinkedArticle } from '../../../shared/ports.ts';

const policies = (stock: object = {}, more: object = {}) =>
  StorePolicies.parse({ order: { prefix: 'S-', origin: 's' }, stock: { enabled: true, ...stock }, ...more });
const article = (overrides: Partial<LinkedArticle> = {}): LinkedArticle => ({
  item: 'D0001' as LinkedArticle['item'],
  dimensions: {},
  article: { variantId: '1', productId: '1', sku: 'TEE' },
  ...overrides,
});
const row = (warehouse: string, physical: number, reserved = 0, onOrder = 0, item = 'D0001', dimensions = {}): OnHand => ({
  item: item as OnHand['item'],
  dimensions,
  warehouse,
  physical: decimal(physical),
  available: decimal(physical - reserved),
  onOrder: decimal(onOrder),
});
const place = (...warehouses: string[]) => ({ location: '', warehouses });
const view = (onHand: OnHand[], overrides: Partial<StockView> = {}): StockView => ({
  policies: policies(),
  store: 'a',
  onHand,
  promised: new Map<string, DecimalText>(),
  sharers: [],
  ...overrides,
});
const sharer = (store: string, weight = 1, pool: Sharer['pool'] = 'split', warehouses = ['24']): Sharer => ({
  store,
  weight,
  pool,
  warehouses,
});

describe('what a shop may sell', () => {
  it('is what is available in the warehouses behind the place, less what open orders will take', () => {
    const there = view([row('24', 10, 2, 3), row('13', 5), row('99', 100)]);
    expect(availableAt(place('24', '13'), article(), there)).toBe(10);
    expect(
      availableAt(
        place('24'),
        article(),
        view([row('24', 10, 2, 3)], { policies: policies({ quantity: 'physical', lessOnOrder: false }) }),
      ),
    ).toBe(10);
    expect(availableAt(place('24'), article(), view([row('24', 2, 0, 5)]))).toBe(0);
  });
  it('follows the rule of its place, of its item, and of neither where none fits', () => {
    const stock = policies({
      exceptions: [
        { items: ['TEE'], location: 'outlet', buffer: 4 },
        { items: [], location: 'outlet', percentage: 50 },
        { items: ['D0001'], maximum: 7 },
      ],
    });
    const there = view([row('24', 10)], { policies: stock });
    const other = article({ item: 'D0002' as LinkedArticle['item'], article: { variantId: '2', productId: '2', sku: 'MUG' } });
    expect(availableAt({ location: 'outlet', warehouses: ['24'] }, article(), there)).toBe(6);
    expect(availableAt({ location: 'outlet', warehouses: ['24'] }, other, view([row('24', 10, 0, 0, 'D0002')], { policies: stock }))).toBe(
      5,
    );
    expect(availableAt(place('24'), article(), there)).toBe(7);
    expect(availableAt(place('24'), other, view([row('24', 10, 0, 0, 'D0002')], { policies: stock }))).toBe(10);
  });
  it('is none where Dynamics has no row', () => expect(availableAt(place('24'), article(), view([]))).toBe(0));
  it('counts the variant and no other', () => {
    const there = view([row('24', 3, 0, 0, 'D0001', { color: 'Red' }), row('24', 9, 0, 0, 'D0001', { color: 'Blue' })]);
    expect(availableAt(place('24'), article({ dimensions: { color: 'red' } }), there)).toBe(3);
  });
  it('leaves out what waiting orders were promised, once, over several warehouses', () => {
    const promised = new Map([['d0001', decimal(7)]]);
    expect(availableAt(place('24', '13'), article(), view([row('24', 5), row('13', 5)], { promised }))).toBe(3);
  });
  it('takes buffer, percentage, minimum and maximum in this order', () => {
    const rule = { buffer: 2, percentage: 50, minimum: 3, maximum: 10, discontinued: false };
    expect(applyRule(10, rule)).toBe(4);
    expect(applyRule(7, rule)).toBe(0);
    expect(applyRule(100, rule)).toBe(10);
  });
  it('is none of what is discontinued, by item or SKU', () => {
    const stock = policies({ exceptions: [{ items: ['tee'], discontinued: true }] });
    expect(availableAt(place('24'), article(), view([row('24', 5)], { policies: stock }))).toBe(0);
  });
  it('lets an exception change one part of the rule and keeps the others', () => {
    const stock = policies({ buffer: 1, exceptions: [{ items: ['D0001'], maximum: 3 }] });
    expect(availableAt(place('24'), article(), view([row('24', 9)], { policies: stock }))).toBe(3);
    expect(availableAt(place('24'), article(), view([row('24', 2)], { policies: stock }))).toBe(1);
  });
  it('makes kits of what is there of each part', () => {
    const kits = {
      TEE: [
        { item: 'A', quantity: '2' },
        { item: 'B', quantity: '1' },
      ],
    };
    const there = view([row('24', 9, 0, 0, 'A'), row('24', 3, 0, 0, 'B')], { policies: policies({}, { kits }) });
    expect(availableAt(place('24'), article(), there)).toBe(3);
  });
  it('sells a pack of six when six are there', () => {
    expect(availableAt(place('24'), article({ units: decimal(6) }), view([row('24', 17)]))).toBe(2);
  });
  it('never sells a unit twice: stores that split a warehouse get parts that add up', () => {
    const quantities = fc.integer({ min: 0, max: 10_000 });
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(quantities, weights, (quantity, shares) => {
        const sharers = shares.map((weight, index) => sharer(`store-${index}`, weight));
        const parts = sharers.map(({ store }) => availableAt(place('24'), article(), view([row('24', quantity)], { store, sharers })));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(quantity);
      }),
    );
  });
  it('shows everybody everything where the stores want it so', () => {
    const sharers = [sharer('a', 1, 'whole'), sharer('b', 1, 'whole')];
    expect(availableAt(place('24'), article(), view([row('24', 5)], { sharers }))).toBe(5);
  });
});

describe('a number that the shop has changed since', () => {
  it('is lowered at once', () => expect(decideAgain({ quantity: 4, from: 10 }, 8)).toBe(4));
  it('is not raised over what was just sold', () => expect(decideAgain({ quantity: 10, from: 10 }, 8)).toBe(8));
  it('is raised by what came in', () => expect(decideAgain({ quantity: 20, from: 10 }, 8)).toBe(18));
  it('is put right where somebody raised it by hand', () => expect(decideAgain({ quantity: 5, from: 5 }, 50)).toBe(5));
  it('never ends above what Dynamics has', () =>
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (quantity, from, shows) => {
        expect(decideAgain({ quantity, from }, shows)).toBeLessThanOrEqual(quantity);
      }),
    ));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syncState } from '../../../shared/d365/dataverse/choices.ts';
import { causesOf, channelFigure, needOfCause, orderFigures, percentile } from '../../../shared/flows/monitor/figures.ts';

describe('what an hour of a store comes to', () => {
  it('counts states and repeated tries, and times from arrival to the sales order', () => {
    const row = (state: keyof typeof syncState, tookS?: number, attempt = 0) => ({
      cmc_state: syncState[state],
      cmc_attempt: attempt,
      cmc_receivedon: '2026-11-20T12:00:00Z',
      cmc_syncedon: tookS === undefined ? null : new Date(Date.parse('2026-11-20T12:00:00Z') + tookS * 1000).toISOString(),
    });
    const figures = orderFigures([row('Synced', 1), row('Synced', 3), row('Synced', 2), row('Waiting', undefined, 2), row('Held')]);
    expect(figures).toEqual({ orders: 5, synced: 3, waiting: 1, held: 1, retries: 2, median: 2000, p95: 3000, p99: 3000 });
    expect(orderFigures([])).toEqual({ orders: 0, synced: 0, waiting: 0, held: 0, retries: 0, median: null, p95: null, p99: null });
  });

  it('a percentile is one of the values, and no more than its part lies above it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, part) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = percentile(sorted, part) as number;
        expect(sorted).toContain(found);
        expect(sorted.filter((value) => value > found).length).toBeLessThanOrEqual(Math.floor(sorted.length * (1 - part) + 1e-9));
      }),
    );
  });

  it('one cause is one line, with its money by currency and since when', () => {
    const open = (cause: string, amount: string, currency: string, openedOn: string) => ({
      cmc_key: `${cause}${openedOn}`,
      cmc_code: 'UNKNOWN_ITEM',
      cmc_title: 'SKU is not known',
      cmc_team: 'catalogue',
      cmc_causekey: cause,
      cmc_amount: amount,
      cmc_currency: currency,
      cmc_openedon: openedOn,
    });
    expect(
      causesOf([
        open('b', '5', 'EUR', '2026-11-20T12:00:00Z'),
        open('a', '0.1', 'EUR', '2026-11-20T11:00:00Z'),
        open('a', '0.2', 'EUR', '2026-11-20T10:00:00Z'),
        open('a', '7', 'USD', '2026-11-20T12:00:00Z'),
      ]),
    ).toMatchObject([
      {
        cause: 'a',
        count: 3,
        oldest: '2026-11-20T10:00:00.000Z',
        money: [
          { amount: '0.3', currency: 'EUR' },
          { amount: '7', currency: 'USD' },
        ],
      },
      { cause: 'b', count: 1 },
    ]);
  });

  it('says that a shop is away only when nothing gets through and something is tried again', () => {
    const hour = { orders: 4, synced: 0, waiting: 4, held: 0, retries: 3, median: null, p95: null, p99: null };
    expect(channelFigure(hour).state).toBe('down');
    expect(channelFigure({ ...hour, synced: 4, waiting: 0 }).state).toBe('slow');
    expect(channelFigure({ ...hour, retries: 0 }).state).toBe('right');
  });

  it('causes keep their titles in other languages, and nothing else of a row', () => {
    const open = (cmc_texts: string | null) => ({ cmc_key: 'a', cmc_title: 'Held', cmc_openedon: '2026-11-20T12:00:00Z', cmc_texts });
    const [cause] = causesOf([open('{"1031":{"title":"Angehalten","advice":"Nichts."}}')]);
    expect(cause?.texts).toEqual({ '1031': { title: 'Angehalten' } });
    expect(cause && needOfCause(cause)).toMatchObject({ what: 'Held', texts: { '1031': { what: 'Angehalten' } } });
    for (const texts of [null, '', '{', '7', '{"1031":7}']) expect(causesOf([open(texts)])[0]).not.toHaveProperty('texts');
  });
});

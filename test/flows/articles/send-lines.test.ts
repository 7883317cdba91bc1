import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineOutcome } from '../../../shared/canonical/article.ts';
import { IntegrationError } from '../../../shared/core/errors.ts';
import { sendLines } from '../../../shared/flows/articles/send-lines.ts';

/** A channel that turns a batch down whole when one of these is in it. */
function fussy(bad: ReadonlySet<number>, perBatch = 100) {
  const taken: number[] = [];
  let calls = 0;
  return {
    taken,
    calls: () => calls,
    publisher: {
      batches: (lines: readonly number[]) =>
        Array.from({ length: Math.ceil(lines.length / perBatch) }, (_, index) => lines.slice(index * perBatch, (index + 1) * perBatch)),
      send: async (batch: readonly number[]): Promise<LineOutcome[]> => {
        calls += 1;
        if (batch.some((line) => bad.has(line)))
          throw new IntegrationError('BATCH_REFUSED', { facts: { what: 'stock', problem: 'One row is bad.' } });
        taken.push(...batch);
        return batch.map(() => ({ is: 'done' }));
      },
    },
  };
}

describe('a batch that is turned down whole', () => {
  it('is halved until the bad line stands alone, with the words of the shop', async () => {
    const shop = fussy(new Set([37]));
    const outcomes: [number, LineOutcome][] = [];
    await sendLines(
      Array.from({ length: 100 }, (_, index) => index),
      shop.publisher,
      'k',
      async (some) => void outcomes.push(...some),
    );
    expect(outcomes.filter(([, { is }]) => is !== 'done')).toEqual([[37, { is: 'refused', problem: 'One row is bad.' }]]);
    expect(shop.taken).toHaveLength(99);
    expect(shop.calls()).toBeLessThanOrEqual(15);
  });
  it('never costs a good line, whichever are bad, and keeps every line with its own outcome', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(59), { maxLength: 8 }), fc.integer({ min: 1, max: 60 }), async (bad, perBatch) => {
        const shop = fussy(new Set(bad), perBatch);
        const refused: number[] = [];
        await sendLines(
          Array.from({ length: 60 }, (_, index) => index),
          shop.publisher,
          'k',
          async (some) => {
            for (const [line, { is }] of some) if (is !== 'done') refused.push(line);
          },
        );
        expect(refused.sort((a, b) => a - b)).toEqual([...bad].sort((a, b) => a - b));
        expect(shop.taken).toHaveLength(60 - bad.length);
      }),
    );
  });
  it('lets trouble on the way through: the message comes again', async () => {
    const publisher = {
      batches: (lines: readonly number[]) => [[...lines]],
      send: async (): Promise<LineOutcome[]> => {
        throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'the shop', problem: 'down' } });
      },
    };
    await expect(sendLines([1], publisher, 'k', async () => undefined)).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
  });
});

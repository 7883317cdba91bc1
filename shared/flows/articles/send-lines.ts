import type { LineOutcome } from '../../canonical/article.ts';
import { factOf, IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import type { Publisher } from './aspect.ts';

/**
 * Sends lines in the channel's own batches and answers what became of each, in order. A batch that is turned down whole is halved until the
 * line that spoils it stands alone: one bad line never stops the others. `done` hears of each batch as soon as it is through.
 * @throws IntegrationError when the channel cannot be reached: what is through by then was told to `done`
 */
export async function sendLines<Line>(
  lines: readonly Line[],
  publisher: Publisher<Line>,
  key: string,
  done: (outcomes: [Line, LineOutcome][]) => Promise<void>,
): Promise<void> {
  for (const [index, batch] of publisher.batches(lines).entries()) {
    const outcomes = await sendOrHalve(batch, publisher, `${key}|${index}`);
    await done(
      batch.map((line, at): [Line, LineOutcome] => [
        line,
        outcomes[at] ?? { is: 'refused', problem: 'The shop did not say what became of it.' },
      ]),
    );
  }
}

async function sendOrHalve<Line>(batch: readonly Line[], publisher: Publisher<Line>, key: string): Promise<LineOutcome[]> {
  try {
    return await publisher.send(batch, shortHash(key + JSON.stringify(batch)));
  } catch (error) {
    if (!(error instanceof IntegrationError) || error.code !== 'BATCH_REFUSED') throw error;
    if (batch.length === 1) return [{ is: 'refused', problem: factOf(error, 'problem') ?? error.message }];
    const middle = Math.ceil(batch.length / 2);
    const first = await sendOrHalve(batch.slice(0, middle), publisher, `${key}a`);
    return [...first, ...(await sendOrHalve(batch.slice(middle), publisher, `${key}b`))];
  }
}

import { type Envelope, sessionOf } from '../canonical/envelope.ts';
import { atMost } from '../core/lists.ts';
import type { Clock } from '../core/time.ts';
import type { EnvelopeQueue, Notebook } from '../ports.ts';
import { Waiter, waitingPage } from './waiting.ts';

export interface ResubmitPorts {
  /** Takes an envelope of any kind to where it is worked on. */
  queue: EnvelopeQueue;
  notebook: Notebook;
  clock: Clock;
}

/** Runs a document again, now. `why` names the event, so that the same event does it once. */
export function resubmission(waiter: Waiter, why: string, clock: Clock, released = false): Envelope {
  const now = clock.now();
  return {
    schema: 1,
    ...waiter,
    key: `resubmit|${sessionOf(waiter)}|${why}`,
    topic: why,
    via: 'resubmit',
    receivedAt: now,
    needsConfigurationOf: now,
    attempt: 0,
    waits: 0,
    released,
  };
}

const removalsAtOnce = 16;

/** Runs everything again that waits for this cause. `forget`: it waits for it no longer, however that ends. Answers how many. */
export async function resubmitCause(
  cause: string,
  why: string,
  { queue, notebook, clock }: ResubmitPorts,
  { forget = false } = {},
): Promise<number> {
  let count = 0;
  let batch: { key: string; envelope: Envelope }[] = [];
  const send = async () => {
    await queue.send(batch.map(({ envelope }) => envelope));
    if (forget) await atMost(removalsAtOnce, batch, ({ key }) => notebook.remove(waitingPage(cause), key));
    batch = [];
  };
  for await (const { key, value } of notebook.list(waitingPage(cause))) {
    batch.push({ key, envelope: resubmission(Waiter.parse(JSON.parse(value)), why, clock) });
    count += 1;
    if (batch.length === 100) await send();
  }
  await send();
  return count;
}

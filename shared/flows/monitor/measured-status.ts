import type { StatusUpdate } from '../../canonical/status.ts';
import type { Measure } from '../../core/metrics.ts';
import { epochMs } from '../../core/time.ts';
import type { StatusQueue } from '../../ports.ts';

/** The same queue; what is told to people is counted on its way. */
export const measuredStatus = (status: StatusQueue, measure: Measure): StatusQueue => ({
  async send(updates) {
    await status.send(updates);
    for (const update of updates) count(update, measure);
  },
});

function count({ store, kind, state, attempt, at, receivedAt, syncedAt, events, exceptions }: StatusUpdate, measure: Measure): void {
  measure('companion.runs', 1, { store, kind, state });
  if (attempt > 0) measure('companion.retries', 1, { store, kind });
  for (const { code } of exceptions) measure('companion.exceptions', 1, { store, code });
  if (kind !== 'order') return;
  if (events.some((event) => event.kind === 'arrived')) measure('companion.orders.received', 1, { store });
  if (syncedAt === at && receivedAt) measure('companion.orders.time_to_dynamics', (epochMs(at) - epochMs(receivedAt)) / 1000, { store });
}

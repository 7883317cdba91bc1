import { describe, expect, it } from 'vitest';
import type { StatusUpdate } from '../../shared/canonical/status.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import { createLog } from '../../shared/core/log.ts';
import { systemClock } from '../../shared/core/time.ts';
import { sweepDeadLetter } from '../../shared/flows/dead-letters.ts';
import { bench, memoryRecords } from '../memory.ts';

const envelope = bench().envelope();
const context = { log: createLog(() => undefined), operationId: 'op' };

function sweeping() {
  const told: StatusUpdate[] = [];
  const records = memoryRecords(systemClock);
  const ports = { records, status: { send: async (updates: readonly StatusUpdate[]) => void told.push(...updates) }, clock: systemClock };
  return { told, records, ports };
}

describe('a dead letter', () => {
  it('of a worker that died over it is noted with the document, which that worker still seems to hold', async () => {
    const { records, ports, told } = sweeping();
    const dead = await records.take(envelope);
    if ('heldUntil' in dead) throw new Error('held');
    setTimeout(() => void dead.release({ number: '#1001' }), 300);

    await sweepDeadLetter(envelope, 'MaxDeliveryCountExceeded', ports, context);

    expect(told).toMatchObject([{ state: 'Held', exceptions: [{ code: 'DEAD_LETTER' }] }]);
    expect(await records.read(envelope)).toMatchObject({ number: '#1001', open: [{ code: 'DEAD_LETTER' }] });
  });

  it('is waited with while storage is away: otherwise the queue would give it back at once, over and over', async () => {
    const { records, ports, told } = sweeping();
    let calls = 0;
    const take: typeof records.take = (name) => {
      calls += 1;
      if (calls === 1) throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Storage', problem: 'ECONNREFUSED' } });
      return records.take(name);
    };

    await sweepDeadLetter(envelope, 'MaxDeliveryCountExceeded', { ...ports, records: { ...records, take } }, context);

    expect([calls, told.length]).toEqual([2, 1]);
  });

  it('says why in one sentence, although Service Bus ends its own with a full stop', async () => {
    const { ports, told } = sweeping();
    await sweepDeadLetter(envelope, 'MaxDeliveryCountExceeded: It was delivered 5 times.', ports, context);
    expect(told[0]?.exceptions[0]?.title).toBe('A message could not be worked on: MaxDeliveryCountExceeded: It was delivered 5 times.');
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IntegrationError } from '../../shared/core/errors.ts';
import { bench } from '../memory.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a slow run keeps its document, also when storage was away at one of the moments when it said so', async () => {
  const world = bench();
  const { take } = world.records;
  let renewed = 0;
  world.records.take = async (name) => {
    const lease = await take(name);
    if ('heldUntil' in lease) return lease;
    const renew = async () => {
      renewed += 1;
      if (renewed === 1) throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Storage', problem: 'ECONNRESET' } });
    };
    return { ...lease, renew };
  };
  const { read } = world.notebook;
  world.notebook.read = async (...of) => {
    world.notebook.read = read;
    await new Promise((done) => setTimeout(done, 13_000));
    return read(...of);
  };

  const running = world.run();
  await vi.advanceTimersByTimeAsync(13_000);

  expect((await running).state).toBe('Synced');
  expect(renewed).toBe(3);
});

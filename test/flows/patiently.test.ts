import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../shared/core/errors.ts';
import { createLog } from '../../shared/core/log.ts';
import { patiently } from '../../shared/flows/patiently.ts';

const log = createLog(() => undefined);
const away = () => new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Storage', problem: 'ECONNREFUSED' } });

describe('a part of our own house that is away', () => {
  it('is waited for: a queue would have given up on the message after five deliveries in a second', async () => {
    let calls = 0;
    const answer = await patiently(async () => {
      calls += 1;
      if (calls < 3) throw away();
      return 'done';
    }, log);
    expect([answer, calls]).toEqual(['done', 3]);
  });
  it('is not waited for longer than a function may run', async () => {
    let at = 0;
    const work = async () => {
      at += 150_000;
      throw away();
    };
    await expect(patiently(work, log, () => at)).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
  });
  it('is not what a bug or a matter for people is', async () => {
    let calls = 0;
    const bug = async () => {
      calls += 1;
      throw new TypeError('a bug');
    };
    await expect(patiently(bug, log)).rejects.toThrow('a bug');
    expect(calls).toBe(1);
  });
});

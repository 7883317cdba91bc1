import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandStateValue } from '../../pcf-controls/host/ask.ts';
import { hasEnded } from '../../pcf-controls/host/ticket.ts';
import { fakePlatform } from './platform-context.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const order = { kind: 'hold', store: 'shopify-main', documentType: 'order', externalId: '5001', body: { reason: 'Call first' } } as const;
const looks = (calls: string[]) => calls.filter((call) => call === 'retrieveRecord cmc_command').length;
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** The server changes the command's row. */
function answer(platform: ReturnType<typeof fakePlatform>, change: Record<string, unknown>): void {
  Object.assign(platform.only('cmc_command'), change);
}

describe('asking for something', () => {
  test('makes one row that says who may start it when, and until when it is worth doing', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ ...order, undoSeconds: 8, lifeMinutes: 30 });
    await seconds(0);

    expect(platform.only('cmc_command')).toMatchObject({
      cmc_key: ticket.key,
      cmc_kind: 'hold',
      cmc_store: 'shopify-main',
      cmc_documenttype: 'order',
      cmc_externalid: '5001',
      cmc_body: '{"reason":"Call first"}',
      cmc_state: commandStateValue('Requested'),
      cmc_startson: '2026-11-21T10:00:08.000Z',
      cmc_expireson: '2026-11-21T10:30:08.000Z',
    });
    expect(ticket.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ticket.state()).toMatchObject({ phase: 'undoable', undoUntil: Date.now() + 8000 });
  });

  test('follows it to its end and gives the answer', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ kind: 'explain', store: 's', externalId: '1', lifeMinutes: 2 });
    const phases: string[] = [];
    ticket.subscribe(({ phase }) => phases.push(phase));
    await seconds(1);
    answer(platform, { cmc_state: commandStateValue('Working') });
    await seconds(3);
    answer(platform, {
      cmc_state: commandStateValue('Done'),
      cmc_result: 'Looked at.',
      cmc_answer: '{"fields":[]}',
      cmc_operationid: 'op-1',
    });
    await seconds(5);

    expect(await ticket.settled).toMatchObject({ phase: 'done', says: 'Looked at.', answer: { fields: [] }, operationId: 'op-1' });
    expect(phases).toEqual(['sent', 'working', 'done']);
    const asked = platform.calls.length;
    await seconds(600);
    expect(platform.calls.length).toBe(asked);
  });

  test('shows a German reader the German of the result and of the answer, everybody else the English', async () => {
    const says = (name: string, text: string) => ({ '1031': { [name]: text } });
    const checks = [{ id: 'row', title: 'The row', says: 'Right.', texts: says('title', 'Die Zeile') }, { id: 'shop' }];
    for (const [language, result, title] of [
      [1031, 'Alles ist richtig.', 'Die Zeile'],
      [1033, 'Everything is right.', 'The row'],
      [1036, 'Everything is right.', 'The row'],
    ] as const) {
      const platform = fakePlatform({ language });
      const ticket = platform.host.ask({ kind: 'check-store' });
      await seconds(0);
      answer(platform, {
        cmc_state: commandStateValue('Done'),
        cmc_result: 'Everything is right.',
        cmc_texts: JSON.stringify(says('result', 'Alles ist richtig.')),
        cmc_answer: JSON.stringify(checks),
      });
      await seconds(2);
      expect(await ticket.settled).toMatchObject({ says: result, answer: [{ id: 'row', title, says: 'Right.' }, { id: 'shop' }] });
    }
  });

  test('shows an answer that cannot be read as none', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ kind: 'explain' });
    await seconds(0);
    answer(platform, { cmc_state: commandStateValue('Done'), cmc_answer: '{"half' });
    await seconds(2);
    expect(await ticket.settled).toMatchObject({ phase: 'done', says: 'Done.', answer: undefined });
  });

  test.each([
    ['Refused', 'refused'],
    ['Expired', 'expired'],
    ['Withdrawn', 'withdrawn'],
  ] as const)('ends with the sentence of the server when it is %s', async (state, phase) => {
    const platform = fakePlatform();
    const ticket = platform.host.ask(order);
    await seconds(0);
    answer(platform, { cmc_state: commandStateValue(state), cmc_result: 'Because.' });
    await seconds(2);
    expect(await ticket.settled).toMatchObject({ phase, says: 'Because.' });
  });

  test('can be taken back before it starts, and then asks no more', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ ...order, undoSeconds: 8 });
    await seconds(3);
    await ticket.withdraw();

    expect(platform.only('cmc_command').cmc_state).toBe(commandStateValue('Withdrawn'));
    expect(ticket.state().phase).toBe('withdrawn');
    await seconds(600);
    expect(looks(platform.calls)).toBe(0);
  });

  test('says so when it had already started', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ ...order, undoSeconds: 8 });
    await seconds(1);
    platform.failNext(new Error('the state cannot be changed any more'));
    await ticket.withdraw();
    expect(hasEnded(ticket.state())).toBe(false);
    expect(ticket.state().says).toContain('already started');
  });

  test('ends by itself when nobody ever answers, after few looks', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ ...order, lifeMinutes: 2 });
    await seconds(150);
    expect(await ticket.settled).toMatchObject({ phase: 'unanswered' });
    expect(looks(platform.calls)).toBeLessThan(25);
  });

  test('ends even when every look fails', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask({ ...order, lifeMinutes: 2 });
    await seconds(0);
    for (let look = 0; look < 40; look += 1) platform.failNext(new TypeError('Failed to fetch'));
    await seconds(150);
    expect((await ticket.settled).phase).toBe('unanswered');
  });

  test('does not ask while the page is hidden, and at once when it shows again', async () => {
    const platform = fakePlatform();
    const ticket = platform.host.ask(order);
    await seconds(0);
    platform.page.hide(true);
    await seconds(300);
    expect(looks(platform.calls)).toBe(0);
    answer(platform, { cmc_state: commandStateValue('Done'), cmc_result: 'Held.' });
    platform.page.hide(false);
    await seconds(0);
    expect(ticket.state().phase).toBe('done');
  });

  test('makes no second row when the answer to the first was lost', async () => {
    const platform = fakePlatform();
    platform.failNext(new TypeError('Failed to fetch'));
    const ticket = platform.host.ask(order);
    await seconds(0);
    expect(ticket.state().phase).toBe('sent');
    expect(platform.only('cmc_command').cmc_key).toBe(ticket.key);
  });

  test.each([
    ['without the right to', { errorCode: 0x80040220, message: 'SecLib::AccessCheckEx failed' }, true, /You may not ask/],
    ['offline', new TypeError('Failed to fetch'), false, /offline/],
    ['when Dataverse refuses the row', { message: 'The key is too long' }, true, /too long/],
  ])('says what is the matter %s', async (_when, error, online, sentence) => {
    const platform = fakePlatform();
    platform.page.connect(online);
    platform.failNext(error);
    platform.failNext(error);
    const ticket = platform.host.ask(order);
    expect(await ticket.settled).toMatchObject({ phase: 'failed', says: expect.stringMatching(sentence) });
  });

  test('keeps the undo window by the clock of the server once it is known', async () => {
    const platform = fakePlatform();
    platform.host.ask(order);
    await seconds(0);
    answer(platform, { createdon: '2026-11-21T10:05:00Z', cmc_state: commandStateValue('Done') });
    await seconds(2);
    platform.rows.delete('cmc_command');

    platform.host.ask({ ...order, undoSeconds: 8 });
    await seconds(0);
    expect(platform.only('cmc_command').cmc_startson).toBe('2026-11-21T10:05:10.000Z');
  });

  test('asks nothing any more after the control is gone', async () => {
    const platform = fakePlatform();
    platform.host.ask(order);
    await seconds(1);
    platform.host.dispose();
    const asked = platform.calls.length;
    await seconds(600);
    expect(platform.calls.length).toBe(asked);
  });

  test('does not become a storm when many things are asked for at once', async () => {
    const platform = fakePlatform();
    for (let count = 0; count < 40; count += 1) platform.host.ask(order);
    await seconds(60);
    expect(looks(platform.calls)).toBeLessThan(120);
    expect(platform.host.calls).toEqual({ writes: 40, reads: looks(platform.calls) });
  });
});

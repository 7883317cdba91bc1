import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failureOf } from '../../pcf-controls/host/failure.ts';
import { german } from '../../pcf-controls/host/german.ts';
import { safeUrl } from '../../pcf-controls/host/links.ts';
import { english } from '../../pcf-controls/host/words.ts';
import { companionRoles } from '../../shared/canonical/roles.ts';
import { decimal } from '../../shared/core/money.ts';
import { fakePlatform } from './platform-context.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

describe('who may', () => {
  test('is decided by the roles of the person, also by copies of them in a business unit', async () => {
    const copy = '11111111-2222-4333-8444-555555555555';
    const platform = fakePlatform({ roleIds: [`{${copy.toUpperCase()}}`] });
    platform.row('role', copy, { roleid: copy, _parentrootroleid_value: companionRoles.finance.id });

    expect(platform.host.may('approve')).toEqual({ allowed: false, because: 'Your roles are being looked up.' });
    expect([...(await platform.host.me.roles())]).toEqual(['finance']);
    expect(platform.host.may('approve')).toEqual({ allowed: true, because: '' });
    expect(platform.host.may('hold').because).toBe('This needs the role Sales Operator or Commerce Admin. You do not have it.');
  });

  test('is decided by what the platform gives when roles cannot be read, and asked once only', async () => {
    const platform = fakePlatform();
    platform.failNext({ errorCode: 0x80040220 });
    await Promise.all([platform.host.me.roles(), platform.host.me.roles()]);
    expect([platform.host.may('hold').allowed, platform.calls.length]).toEqual([true, 1]);
  });

  test('is nobody without a connection, and everybody hears when it comes back', async () => {
    const platform = fakePlatform();
    await platform.host.me.roles();
    const heard = vi.fn();
    platform.host.subscribe(heard);
    platform.page.connect(false);
    expect(platform.host.may('hold')).toEqual({ allowed: false, because: 'You are offline.' });
    platform.page.connect(true);
    expect([platform.host.may('hold').allowed, heard.mock.calls.length]).toEqual([true, 2]);
  });
});

describe('rows', () => {
  test('come page by page, no more than wanted', async () => {
    const platform = fakePlatform();
    for (let number = 0; number < 2600; number += 1) platform.row('cmc_exception', String(number), { n: number });
    const rows = await platform.host.rows.read('cmc_exception', { select: ['n'] }, 2500);
    expect([rows.length, rows.at(-1)?.n, platform.host.calls.reads]).toEqual([2500, 2499, 3]);
  });

  test('are found by texts with quotes', async () => {
    const platform = fakePlatform();
    platform.row('cmc_store', '1', { cmc_key: "o'neill & sons" });
    const { quoted } = await import('../../pcf-controls/host/rows.ts');
    expect(
      await platform.host.rows.first('cmc_store', { select: ['cmc_key'], filter: `cmc_key eq ${quoted("o'neill & sons")}` }),
    ).toBeDefined();
  });
});

describe('why something failed', () => {
  test.each([
    [{ errorCode: -2147220960, message: 'x' }, 'no-rights'],
    [{ errorCode: 2147746336, message: 'x' }, 'no-rights'],
    [{ message: 'Principal user is missing prvReadcmc_store privilege' }, 'no-rights'],
    [{ code: 0x80040217, message: 'x' }, 'gone'],
    [{ status: 429, message: 'x' }, 'busy'],
    [new TypeError('x'), 'failed'],
    ['a text', 'failed'],
    [undefined, 'failed'],
  ])('%j is %s', (error, kind) => {
    expect(failureOf(error, true).kind).toBe(kind);
    expect(failureOf(error, false).kind).toBe('offline');
  });
});

describe('how values look', () => {
  test('amounts keep every digit', () => {
    const { show } = fakePlatform().host;
    expect(show.money(decimal('1204.1'), 'EUR')).toBe('1,204.10 EUR');
    expect(show.money(decimal('1234567890123456789.01'), 'EUR')).toBe('1,234,567,890,123,456,789.01 EUR');
    expect(show.money(decimal('500'), 'JPY')).toBe('500 JPY');
    expect(show.money(decimal('0.125'), 'USD')).toBe('0.125 USD');
    expect(show.money(decimal('1'), '')).toBe('1.00');
    expect(show.money(undefined, 'USD')).toBe('');
    expect(fakePlatform({ language: 1031 }).host.show.money(decimal('1204.1'), 'EUR')).toBe('1.204,10 EUR');
  });

  test('no digit of any amount is lost', () => {
    const { show } = fakePlatform().host;
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (cents) => {
        const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
        const text = `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(show.amount(decimal(text), 'USD').replaceAll(',', '')).toBe(text);
      }),
    );
  });

  test('moments are those of the person', () => {
    const { show } = fakePlatform({ minutesFromUtc: 120 }).host;
    expect(show.time('2026-11-21T23:30:00Z')).toMatch(/^1:30:00\sAM$/);
    expect(show.day('2026-11-21T23:30:00Z')).toBe('Nov 22, 2026');
    expect(show.moment('not a moment')).toBe('');
  });

  test('a moment in a field is the time of the person, and means the same instant again, in summer and in winter', () => {
    const inBerlin = (at: Date) => (at >= new Date('2026-03-29T01:00Z') && at < new Date('2026-10-25T01:00Z') ? 120 : 60);
    const { show } = fakePlatform({ minutesFromUtc: inBerlin }).host;
    expect(['2026-07-01T10:00:00Z', '2026-12-01T10:00:00Z'].map(show.local)).toEqual(['2026-07-01T12:00', '2026-12-01T11:00']);
    const repeated = [Date.parse('2026-10-25T00:00Z'), Date.parse('2026-10-25T02:00Z')] as const;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 24 * 60 }), (minute) => {
        const at = Date.parse('2026-01-01T00:00Z') + minute * 60_000;
        // The hour that the clocks go back stands for two: the later one is meant.
        if (at < repeated[0] || at >= repeated[1]) expect(Date.parse(show.instant(show.local(at)) ?? '')).toBe(at);
      }),
    );
    expect([show.instant(''), show.instant('2026-11-21T'), show.local('soon')]).toEqual([undefined, undefined, '']);
  });

  test('what is near is told by how near', () => {
    const { show } = fakePlatform().host;
    expect([show.ago('2026-11-21T09:58:00Z'), show.ago(Date.now() - 1000), show.ago('2026-11-21T10:05:00Z')]).toEqual([
      '2 min. ago',
      'just now',
      'in 5 min.',
    ]);
    expect([show.duration(7_300_000), show.duration(900)]).toEqual(['2 h', '0 s']);
    expect(fakePlatform({ language: 1031 }).host.show.ago('2026-11-21T09:58:00Z')).toBe('vor 2 Min.');
  });
});

describe('sentences', () => {
  test('come from the resources of the control, filled; those of the host from the host', () => {
    const strings = { Orders: '{count} orders', Orders_one: 'One order', Two: '{0} of {1}', Host_Offline: 'No wire.' };
    const { text } = fakePlatform({ strings }).host;
    expect([text('Orders', { count: 2 }), text('Orders', { count: 1 }), text('Two', [1, 3])]).toEqual(['2 orders', 'One order', '1 of 3']);
    expect([text('Host_Offline'), text('Host_Undo'), text('Nowhere')]).toEqual(['No wire.', 'Undo', 'Nowhere']);
    expect(fakePlatform({ language: 1031 }).host.text('Host_Undo')).toBe('Rückgängig');
  });

  test('are the same in both languages of the host', () => {
    const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
    for (const [key, sentence] of Object.entries(english)) {
      expect([key, places(german[key as keyof typeof english])]).toEqual([key, places(sentence)]);
    }
  });
});

test('only addresses of the web become links', () => {
  expect(safeUrl('https://shop.example/orders/1')).toBe('https://shop.example/orders/1');
  for (const other of ['javascript:alert(1)', 'data:text/html,x', '/orders', '', 7, null]) expect(safeUrl(other)).toBeUndefined();
});

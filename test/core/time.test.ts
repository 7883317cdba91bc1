import { describe, expect, it } from 'vitest';
import { dateIn, instant, noonUtc, parseInstant } from '../../shared/core/time.ts';

describe('time', () => {
  it("reads the shop's offset and a UTC text without one", () => {
    expect([parseInstant('2026-11-20T23:30:00-08:00'), parseInstant('2026-11-20T10:00:00'), parseInstant('2026-11-20 10:00:00')]).toEqual([
      '2026-11-21T07:30:00.000Z',
      '2026-11-20T10:00:00.000Z',
      '2026-11-20T10:00:00.000Z',
    ]);
  });

  it('says what is no moment', () => {
    expect(['', 'yesterday', '20.11.2026', '2026-13-45T00:00:00Z', '2026-02-30T10:00:00Z'].map((text) => parseInstant(text))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('gives a late evening order the day of its legal entity, not of UTC', () => {
    const moment = instant('2026-11-21T07:30:00Z');
    expect([dateIn('America/Los_Angeles', moment), dateIn('Europe/Berlin', moment)]).toEqual(['2026-11-20', '2026-11-21']);
    expect(noonUtc(dateIn('America/Los_Angeles', moment))).toBe('2026-11-20T12:00:00.000Z');
  });
});

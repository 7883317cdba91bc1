import { expect, it } from 'vitest';
import { alpha2, alpha3, countries } from '../../shared/mapping/countries.ts';

it('every country of ISO 3166 has one alpha-3 code, and the way back', () => {
  const pairs = [...countries()];

  expect(pairs).toHaveLength(250);
  expect(new Set(pairs.map(([, three]) => three)).size).toBe(250);
  for (const [two, three] of pairs) expect([two, alpha3(two), alpha2(three)]).toEqual([expect.stringMatching(/^[A-Z]{2}$/), three, two]);
});

it('every country that Unicode names is among them', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const notCountries = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
  const canonical = (code: string) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
  const named = letters
    .flatMap((a) => letters.map((b) => a + b))
    .filter((code) => canonical(code) && names.of(code) && !notCountries.has(code));

  expect(named.filter((code) => alpha3(code) === undefined)).toEqual([]);
  expect([...countries().keys()].filter((code) => !named.includes(code))).toEqual([]);
});

it('the codes that shops see most are right', () =>
  expect(['US', 'DE', 'GB', 'CA', 'AU', 'AT', 'CH', 'FR', 'ES', 'SE', 'DK', 'IE', 'JP', 'CN', 'NL'].map(alpha3)).toEqual(
    'USA DEU GBR CAN AUS AUT CHE FRA ESP SWE DNK IRL JPN CHN NLD'.split(' '),
  ));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCsv, toCsv } from '../../pcf-controls/MappingEditor/csv.ts';

describe('value maps as CSV', () => {
  it('come back as they went, whatever is in them', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', "'", '=', '-', 'a', ' ') }),
    );
    const entries = fc.uniqueArray(fc.record({ from: text.filter((from) => from.trim() !== ''), to: text }), {
      selector: ({ from }) => from,
    });
    fc.assert(
      fc.property(entries, (given) => {
        expect(fromCsv(toCsv(given), false)).toEqual({ entries: given, problems: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, and say a line for every problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', 'a', ' ') }), (text) => {
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { line } of fromCsv(text, true).problems) expect(line).toSatisfy((at: number) => at >= 1 && at <= lines);
      }),
      { numRuns: 1000 },
    );
  });

  it('take what follows a closing quote into the cell', () => {
    expect(fromCsv('"a"b,c\nd,e', true).entries).toEqual([
      { from: 'ab', to: 'c' },
      { from: 'd', to: 'e' },
    ]);
  });

  it.each(['from,to\r\na,b\r\nc,d\r\n', '\uFEFFfrom;to\na;b\nc;d', 'Von\tNach\ra\tb\rc\td', 'a,b\n\n"c","d"'])(
    'read what spreadsheets save: %j',
    (text) => {
      expect(fromCsv(text, true)).toEqual({
        entries: [
          { from: 'a', to: 'b' },
          { from: 'c', to: 'd' },
        ],
        problems: [],
      });
    },
  );

  it('names lines that cannot be taken and takes the others', () => {
    const { entries, problems } = fromCsv(`from,to\nok,1\nalone\n,x\nOK,2\n"a\nb",3\n${'l'.repeat(401)},1\n"open,4`, true);

    expect(entries).toEqual([
      { from: 'ok', to: '1' },
      { from: 'a\nb', to: '3' },
    ]);
    expect(problems.map(({ line, say }) => [line, say])).toEqual([
      [3, 'csv_columns'],
      [4, 'csv_empty'],
      [5, 'csv_twice'],
      [8, 'csv_long'],
      [9, 'csv_open'],
    ]);
  });

  it('leave spreadsheets nothing to calculate', () => {
    expect(toCsv([{ from: '=1+1', to: '@x' }])).toContain("'=1+1,'@x");
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readApproval } from '../../pcf-controls/ApprovalInbox/rows.ts';
import { readException } from '../../pcf-controls/ExceptionQueue/rows.ts';
import { inOwnLanguage, inOwnWords } from '../../pcf-controls/host/own-words.ts';
import { readSnapshot } from '../../pcf-controls/Monitor/rows.ts';
import { checksInColumn } from '../../pcf-controls/StoreSetup/checks.ts';
import { readApproval as readAsked, readEvents, readProblem, readStatus } from '../../pcf-controls/SyncStatus/rows.ts';

const texts = (words: Record<string, string>) => JSON.stringify({ '1031': words });
const german = 'de-DE';
const problem = {
  cmc_title: 'SKU "X" is not known in USMF.',
  cmc_meaning: 'The order waits.',
  cmc_advice: 'Choose the item.',
  cmc_texts: texts({ title: 'Die SKU „X“ ist in USMF nicht bekannt.', meaning: 'Die Bestellung wartet.' }),
};

describe('what a row says', () => {
  test('is German for a German reader, English for everybody else and where there is no German', () => {
    const read = (language: string) => [readProblem(problem, language), readException('1', (column) => problem[column as never], language)];
    for (const row of read(german)) {
      expect(row).toMatchObject({
        title: 'Die SKU „X“ ist in USMF nicht bekannt.',
        meaning: 'Die Bestellung wartet.',
        advice: 'Choose the item.',
      });
    }
    for (const language of ['en-US', 'fr-FR', ''])
      for (const row of read(language)) expect(row).toMatchObject({ title: problem.cmc_title, meaning: problem.cmc_meaning });
  });

  test('is told of the status and its timeline too', () => {
    const status = { cmc_reason: 'It is SO-1 in USMF.', cmc_texts: texts({ reason: 'In USMF ist es SO-1.' }) };
    expect([readStatus(status, german).reason, readStatus(status, 'en-US').reason]).toEqual(['In USMF ist es SO-1.', status.cmc_reason]);
    const event = {
      cmc_name: 'Mapped',
      cmc_text: 'Rules v7, 1 line.',
      cmc_texts: texts({ title: 'Zugeordnet', text: 'Regeln v7, 1 Zeile.' }),
    };
    expect(readEvents([event], german)[0]).toMatchObject({ title: 'Zugeordnet', text: 'Regeln v7, 1 Zeile.' });
    expect(readEvents([event])[0]).toMatchObject({ title: 'Mapped', text: 'Rules v7, 1 line.' });
  });

  test('is told of causes, needs and channels of an hour', () => {
    const own = (name: string, text: string) => ({ texts: { '1031': { [name]: text } } });
    const cmc_figures = JSON.stringify({
      causes: [{ code: 'X', cause: 'c', title: 'Held', team: 'it', count: 1, ...own('title', 'Angehalten') }],
      needs: [
        { what: 'Held', team: 'it', ...own('what', 'Angehalten') },
        { what: 'Approve', team: 'finance' },
      ],
      channel: { state: 'right', says: 'Well.', ...own('says', 'Gut.') },
    });
    const row: Record<string, string> = { cmc_from: '2026-11-21T10:00:00Z', cmc_figures };
    expect(readSnapshot((column) => row[column], german)?.figures).toMatchObject({
      causes: [{ title: 'Angehalten' }],
      needs: [{ what: 'Angehalten' }, { what: 'Approve' }],
      channel: { says: 'Gut.' },
    });
    expect(readSnapshot((column) => row[column])?.figures).toMatchObject({ causes: [{ title: 'Held' }], channel: { says: 'Well.' } });
  });

  test('is told of a question to finance with its evidence, of amounts as Germans write them too', () => {
    const side = (title: string, label: string, value: string) => ({ title, rows: [{ label, value }] });
    const evidence = {
      left: side('The shop charged', 'Total', '4.90 EUR'),
      right: side('Dynamics books', 'Total', '4 EUR'),
      notes: ['Why'],
    };
    const ours = {
      left: side('Der Shop hat berechnet', 'Summe', '4,90 EUR'),
      right: side('Dynamics bucht', 'Summe', '4 EUR'),
      notes: ['Warum'],
    };
    const row: Record<string, string> = {
      cmc_question: 'Leave it?',
      cmc_texts: texts({ question: 'Soll es so bleiben?' }),
      cmc_evidence: JSON.stringify({ ...evidence, texts: { '1031': ours } }),
    };
    const read = (language: string) => readApproval('1', (column) => row[column], language);
    expect(read(german)).toMatchObject({ question: 'Soll es so bleiben?', evidence: ours });
    expect(read('en-US')).toMatchObject({ question: 'Leave it?', evidence });
    expect([readAsked(row, german).question, readAsked(row).question]).toEqual(['Soll es so bleiben?', 'Leave it?']);
  });

  test('is told of why finance has turned something down', () => {
    const remark = {
      at: '',
      by: '',
      text: 'Finance rejected it: No.',
      texts: { '1031': { text: 'Die Finanzabteilung hat abgelehnt: No.' } },
    };
    const row: Record<string, string> = { cmc_comments: JSON.stringify([remark, { text: 'Asked.' }]) };
    const said = (language: string) => readException('1', (column) => row[column], language).remarks.map(({ text }) => text);
    expect(said(german)).toEqual(['Die Finanzabteilung hat abgelehnt: No.', 'Asked.']);
    expect(said('en-US')).toEqual(['Finance rejected it: No.', 'Asked.']);
  });

  test('is told of what the last check of a store found', () => {
    const column = JSON.stringify([
      { id: 'row', title: 'The row', state: 'right', says: 'Right.', texts: { '1031': { says: 'Richtig.' } } },
    ]);
    expect(checksInColumn(column, german)).toMatchObject([{ title: 'The row', says: 'Richtig.' }]);
    expect(checksInColumn(column)).toMatchObject([{ title: 'The row', says: 'Right.' }]);
  });

  test('falls back without a word when the column holds anything else', () => {
    for (const cmc_texts of ['', '{', '[]', 'null', '7', '{"1031":"x"}', '{"1031":{"title":7.5e400}}', '{"1033":{"title":"x"}}'])
      expect(readProblem({ ...problem, cmc_texts }, german)).toMatchObject({ meaning: problem.cmc_meaning });
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        expect(inOwnWords(value, german, name)).toBeTypeOf('string');
        if (!JSON.stringify(value).includes('"texts"')) expect(inOwnLanguage(value, german)).toEqual(value);
        expect(inOwnLanguage(value, 'en-US')).toEqual(value);
      }),
    );
  });
});

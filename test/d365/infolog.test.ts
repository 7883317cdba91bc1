import { describe, expect, it } from 'vitest';
import { readRefusal } from '../../shared/d365/finance-scm/infolog.ts';

const body = (message: string) =>
  JSON.stringify({ error: { code: '', message: 'An error has occurred.', innererror: { message, type: 'X', stacktrace: '' } } });

describe('what Finance & SCM says when it refuses', () => {
  it('keeps the sentence that helps and drops what the framework adds', () => {
    const said =
      "Write failed for table row of type 'SalesOrderLineV3Entity'. Infolog: Warning: Inventory dimension Site is mandatory and must consequently be specified.; Warning: validateWrite failed on data source 'SalesLine (SalesLine)'.; Error: Update has been canceled..";
    expect(readRefusal(400, body(said))).toEqual({
      kind: 'other',
      problem: 'Inventory dimension Site is mandatory and must consequently be specified.',
    });
  });

  it('recognises a number that is taken, with its table', () => {
    const said =
      "Write failed for table row of type 'SalesOrderHeaderV4Entity'. Infolog: Error: Cannot create a record in Sales orders (SalesTable). Sales order: SHP-1. The record already exists.";
    expect(readRefusal(400, body(said))).toMatchObject({ kind: 'duplicate', table: 'SalesTable' });
  });

  it('recognises a lost race inside the ERP', () => {
    const said =
      "Write failed for table row of type 'E'. Cannot edit a record in X (Y). An update conflict occurred due to another user process deleting the record or changing one or more fields in the record.";
    expect(readRefusal(400, body(said)).kind).toBe('conflict');
  });

  it('says something for a body that says nothing', () => {
    expect(readRefusal(500, '<html></html>').problem).toBe('it answered 500 without a reason');
  });
});

import { describe, expect, it } from 'vitest';
import { formatBatch, parseBatch } from '../../shared/d365/odata-batch.ts';

const crlf = (lines: string[]) => lines.join('\r\n');

describe('$batch', () => {
  it('numbers the operations of a changeset and leaves reads outside alone', () => {
    const text = formatBatch(
      'https://erp/data',
      [
        {
          changeset: [
            { method: 'POST', path: 'A', body: '{"x":"é"}' },
            { method: 'POST', path: 'B', body: '{}' },
          ],
        },
        { method: 'GET', path: 'A(1)' },
      ],
      'b1',
    );
    expect(text.match(/Content-ID: \d/g)).toEqual(['Content-ID: 1', 'Content-ID: 2']);
    expect(text).toContain('POST https://erp/data/A HTTP/1.1\r\n');
    expect(text.endsWith('--b1--\r\n')).toBe(true);
  });

  it('reads a changeset and a read after it', () => {
    const inner = [
      '--c',
      'Content-Type: application/http',
      'Content-ID: 1',
      '',
      'HTTP/1.1 201 Created',
      'Content-Type: application/json',
      '',
      '{"a":1}',
      '--c--',
    ];
    const text = crlf([
      '--b',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      ...inner,
      '--b',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 200 OK',
      '',
      '{"b":2}',
      '--b--',
      '',
    ]);
    const [changeset, read] = parseBatch('erp', 'multipart/mixed; boundary=b', text, true);
    expect(changeset).toMatchObject({ changeset: [{ status: 201, text: '{"a":1}' }] });
    expect(read).toMatchObject({ status: 200, text: '{"b":2}' });
  });

  it('reads the single answer of a changeset that failed', () => {
    const text = crlf([
      '--b',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json',
      '',
      '{"error":{"message":"no"}}',
      '--b--',
    ]);
    expect(parseBatch('erp', 'multipart/mixed;boundary="b"', text, true)).toMatchObject([
      { status: 400, text: '{"error":{"message":"no"}}' },
    ]);
  });

  it('calls a page instead of a batch rubbish, and says that the write may have happened', () => {
    expect(() => parseBatch('erp', 'text/html', '<html>', true)).toThrow(
      expect.objectContaining({ code: 'REMOTE_RUBBISH', details: expect.objectContaining({ ambiguous: true }) }),
    );
  });
});

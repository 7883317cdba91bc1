import { describe, expect, it } from 'vitest';
import { StatusUpdate } from '../../shared/canonical/status.ts';
import { exceptionState, syncState } from '../../shared/d365/dataverse/choices.ts';
import { toRows } from '../../shared/d365/dataverse/status-rows.ts';

const texts = (name: string, text: string) => ({ '1031': { [name]: text } });
const update = (change: object = {}) =>
  StatusUpdate.parse({
    schema: 1,
    store: 'shopify-main',
    channel: 'shopify',
    kind: 'order',
    externalId: '5001',
    at: '2026-11-21T10:00:00.000Z',
    state: 'Held',
    reason: 'SKU "X" is not known in USMF.',
    texts: texts('reason', 'Die SKU „X“ ist in USMF nicht bekannt.'),
    events: [{ kind: 'held', title: 'Held', texts: texts('title', 'Angehalten'), at: '2026-11-21T10:00:00.000Z' }],
    exceptions: [
      { code: 'UNKNOWN_ITEM', cause: 'c', title: 't', meaning: 'm', advice: 'a', team: 'catalogue', texts: texts('title', 'T') },
    ],
    ...change,
  });
const textsIn = (updates: StatusUpdate[]) => toRows(updates).map(({ rows }) => rows.map((row) => row.cmc_texts));

describe('rows of a status', () => {
  it('carry their sentences in other languages beside the English ones', () => {
    expect(textsIn([update()])).toEqual([
      ['{"1031":{"reason":"Die SKU „X“ ist in USMF nicht bekannt."}}'],
      ['{"1031":{"title":"Angehalten"}}'],
      ['{"1031":{"title":"T"}}'],
    ]);
  });

  it('an older message that comes behind a newer one of the same moment does not open a solved problem again', () => {
    const solved = update({
      at: '2026-11-21T10:00:00.200Z',
      state: 'Synced',
      exceptions: [],
      resolved: [{ code: 'UNKNOWN_ITEM', cause: 'c', because: 'It went through.' }],
    });
    const [status, , exceptions] = toRows([solved, update()]);
    expect(status?.rows).toMatchObject([{ cmc_state: syncState.Synced }]);
    expect(exceptions?.rows).toMatchObject([{ cmc_state: exceptionState.Resolved, cmc_closedbecause: 'It went through.' }]);
  });

  it('do not keep what an earlier reason said when the newer one has no other language', () => {
    const later = update({
      at: '2026-11-21T10:00:01.000Z',
      state: 'Synced',
      reason: 'It is SO-1.',
      texts: undefined,
      events: [],
      exceptions: [],
    });

    const [[status]] = textsIn([update(), later]) as [[unknown]];

    expect(status).toBeNull();
  });
});

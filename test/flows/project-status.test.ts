import { expect, it } from 'vitest';
import { createLog } from '../../shared/core/log.ts';
import { systemClock } from '../../shared/core/time.ts';
import { projectStatus } from '../../shared/flows/project-status.ts';
import { useDataverse } from '../sandbox/dataverse-caller.ts';

const { product, query } = useDataverse();
const update = (externalId: string) => ({
  schema: 1,
  store: 'shopify-main',
  channel: 'shopify',
  kind: 'order',
  externalId,
  at: '2026-11-21T10:00:00.000Z',
  state: 'Synced',
  reason: 'It is SO-1.',
});

it('a status that nobody can read becomes an exception, and does not take the others of its batch along', async () => {
  const messages = [update('5001'), { ...update('5002'), state: 'of a newer version' }, update('5003')];
  await projectStatus(messages, { dataverse: product(), clock: systemClock }, { log: createLog(() => undefined), operationId: 'op' });

  const shown = (await query('cmc_syncstatuses', { $filter: "cmc_documenttype eq 'order'" })).body.value;
  expect(shown.map((row) => row.cmc_externalid).sort()).toEqual(['5001', '5003']);
  const [exception] = (await query('cmc_exceptions', { $filter: "cmc_code eq 'DEAD_LETTER'" })).body.value;
  expect(exception?.cmc_title).toContain('it is no status: state');
});

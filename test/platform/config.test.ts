import { describe, expect, it } from 'vitest';
import { createCompanion } from '../../shared/app.ts';
import { readConfig } from '../../shared/platform/config.ts';

const right = {
  ServiceBusConnection__fullyQualifiedNamespace: 'bus.servicebus.windows.net',
  KEY_VAULT_URL: 'https://vault.vault.azure.net/',
  TABLES_URL: 'https://account.table.core.windows.net',
  BLOBS_URL: 'https://account.blob.core.windows.net',
  DATAVERSE_URL: 'https://org.crm4.dynamics.com',
  PUBLIC_URL: 'https://companion.example.com',
};
const connectionString = 'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://westeurope.in.example/';
const wrong = (settings: Record<string, string>) => {
  const read = readConfig({ ...right, ...settings });
  return 'problems' in read ? read.problems.map(({ setting }) => setting) : [];
};

describe('settings', () => {
  it('the least that is needed is enough, and the app can be built with it', async () => {
    const read = readConfig({ ...right, APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    await createCompanion(read.config).close();
  });

  it('what the app could not be built with is said before any message is taken', () => {
    expect(wrong({ APPLICATIONINSIGHTS_CONNECTION_STRING: 'paste it here' })).toEqual(['APPLICATIONINSIGHTS_CONNECTION_STRING']);
    expect(wrong({ APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=unknown' })).toEqual([
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
    ]);
    expect(wrong({ TELEMETRY_INTERVAL_MS: '0' })).toEqual(['TELEMETRY_INTERVAL_MS']);
  });

  it('no patience at all, or no room at all, would fail every call: that is no setting', () => {
    for (const name of ['FINANCE_SCM_TIMEOUT_MS', 'DATAVERSE_TIMEOUT_MS', 'MAX_BODY_BYTES']) expect(wrong({ [name]: '0' })).toEqual([name]);
  });

  it('a setting that was left empty is one that is not there', () => {
    const read = readConfig({ ...right, FINANCE_SCM_URL: '', TRACE_SHARE: ' ', MAX_BODY_BYTES: '', AZURE_CLIENT_ID: '' });
    expect('config' in read && read.config).toMatchObject({ TRACE_SHARE: 1, MAX_BODY_BYTES: 5 * 1024 * 1024 });
    expect('config' in read && [read.config.FINANCE_SCM_URL, read.config.AZURE_CLIENT_ID]).toEqual([undefined, undefined]);
    expect(wrong({ KEY_VAULT_URL: '' })).toEqual(['KEY_VAULT_URL']);
  });

  it('a schedule that the host does not understand would be a function that never runs', () => {
    expect(wrong({ POLL_SCHEDULE: 'every five minutes' })).toEqual(['POLL_SCHEDULE']);
    expect(wrong({ SECRET_SCHEDULE: '0 6 * *' })).toEqual(['SECRET_SCHEDULE']);
    for (const schedule of ['*/5 * * * *', '0 */5 * * * *', '3/10 * * * * *', '0 30 9-17 * Jan-Mar Mon,Fri'])
      expect(wrong({ POLL_SCHEDULE: schedule })).toEqual([]);
  });

  it('Inventory Visibility is set whole or not at all', () => {
    const FINANCE_SCM_URL = 'https://org.operations.dynamics.com';
    const INVENTORY_VISIBILITY_URL = 'https://inventoryservice.example';
    expect(wrong({ FINANCE_SCM_URL, INVENTORY_VISIBILITY_URL })).toEqual(['INVENTORY_VISIBILITY_ENVIRONMENT']);
    expect(wrong({ FINANCE_SCM_URL, INVENTORY_VISIBILITY_ENVIRONMENT: 'env' })).toEqual(['INVENTORY_VISIBILITY_URL']);
    expect(wrong({ INVENTORY_VISIBILITY_URL, INVENTORY_VISIBILITY_ENVIRONMENT: 'env', KEY_VAULT_URL: 'x' })).toEqual([
      'KEY_VAULT_URL',
      'FINANCE_SCM_URL',
    ]);
  });
});

import { expect, it } from 'vitest';
import { createConfigurationParser } from '../../shared/flows/configuration.ts';

it('a new store that the set-up alone has filled in, without its ERP target, can be read: its orders go to Finance & SCM', () => {
  const parse = createConfigurationParser({
    connectionProblem: () => undefined,
    schema: () => ({ document: 'sales-order-header', fields: [] }),
  });
  const row = {
    cmc_key: 'shopify-main',
    cmc_name: 'Main store',
    cmc_connector: 'shopify',
    cmc_erptarget: null,
    cmc_legalentity: 'USMF',
    cmc_enabled: false,
    cmc_connection: '{"shopDomain":"main-store.myshopify.com"}',
    cmc_policies: '{"order":{"prefix":"SHP-","origin":"Web"}}',
  };

  const read = parse({ stores: [row], mappingSets: [], valueMapEntries: [], productLinks: [], stockRules: [], flows: [] });

  expect(read.problems).toEqual([]);
  expect(read.store('shopify-main')?.erpTarget).toBe('finance-scm');
});

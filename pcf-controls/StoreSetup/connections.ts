import type { SettingField } from './field.ts';

/** What a connector wants to know of its shop, and which secrets it reads. */
export interface ConnectorGuide {
  fields: readonly SettingField[];
  /** In Key Vault under `<store>-<purpose>`. */
  secrets: readonly string[];
}

/** The connectors that are set up with a form; another one is set up as text. Labels and hints are in the resources. */
export const connectors: Readonly<Record<string, ConnectorGuide>> = {
  shopify: {
    fields: [
      { path: 'shopDomain', is: { kind: 'text', pattern: /^\s*[a-z0-9][a-z0-9-]*\.myshopify\.com\s*$/i }, required: true },
      { path: 'apiVersion', is: { kind: 'text', pattern: /^\d{4}-(01|04|07|10)$/ }, fallback: '2026-07' },
      { path: 'apiUrl', is: { kind: 'address' } },
      { path: 'adminUrl', is: { kind: 'address' } },
    ],
    secrets: ['client-id', 'client-secret'],
  },
  woocommerce: {
    fields: [
      { path: 'shopUrl', is: { kind: 'address' }, required: true },
      { path: 'apiPath', is: { kind: 'text', pattern: /^\/[^?#]*$/ }, fallback: '/wp-json/wc/v3' },
      { path: 'keysIn', is: { kind: 'choice', choices: ['header', 'query'] }, fallback: 'header' },
      { path: 'timeZone', is: { kind: 'zone' }, fallback: 'UTC' },
    ],
    secrets: ['client-id', 'client-secret', 'webhook-secret'],
  },
};

export const connectorNames = Object.keys(connectors);

/** Under which names Key Vault has to hold the secrets of a store. */
export const secretNames = (storeKey: string, { secrets }: ConnectorGuide): { purpose: string; name: string }[] =>
  secrets.map((purpose) => ({ purpose, name: `${storeKey}-${purpose}` }));

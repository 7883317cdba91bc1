import type { TokenCredential } from '@azure/identity';
import type { Store } from '../canonical/store.ts';
import { IntegrationError } from '../core/errors.ts';
import type { HttpPorts } from '../core/http.ts';
import type { ErpTarget } from '../d365/erp-target.ts';
import { createFinanceScm } from '../d365/finance-scm/target.ts';
import { createInventoryVisibility } from '../d365/inventory-visibility.ts';
import type { StockSource } from '../d365/stock-source.ts';
import { wrongSettings } from '../flows/wrong-settings.ts';
import type { Config } from '../platform/config.ts';
import { createTokenSource } from '../platform/credentials.ts';

/** The application id of the Inventory Visibility service in every Entra tenant. */
const inventoryVisibilityApp = '0cdb527f-a8d1-4bf8-9436-b352c68682b2';

/** The parts of Dynamics that stores are bound to. */
export interface Dynamics {
  /** @throws IntegrationError CONFIGURATION_WRONG where this installation has no such target */
  erp(store: Pick<Store, 'erpTarget' | 'name'>): ErpTarget;
  /** @throws IntegrationError CONFIGURATION_WRONG where this installation has no such source */
  stockSource(store: Store): StockSource;
}

/** Asks each part of Dynamics that this installation is connected to, by its name. */
export type Reach = Readonly<Record<string, () => Promise<void>>>;

export function connectDynamics(
  config: Config,
  credential: TokenCredential,
  httpOf: (remote: string) => HttpPorts,
): Dynamics & { reach: Reach } {
  const targets: Partial<Record<Store['erpTarget'], ErpTarget>> = {};
  const reach: Record<string, () => Promise<void>> = {};
  const sources: Partial<Record<Store['policies']['stock']['source'], StockSource>> = {};
  if (config.FINANCE_SCM_URL) {
    const financeScm = createFinanceScm({
      environmentUrl: config.FINANCE_SCM_URL,
      token: createTokenSource(credential, config.FINANCE_SCM_URL),
      timeoutMs: config.FINANCE_SCM_TIMEOUT_MS,
      http: httpOf('finance-scm'),
    });
    targets['finance-scm'] = financeScm;
    sources['on-hand'] = financeScm.stock;
    reach['Finance & SCM'] = financeScm.reach;
    if (config.INVENTORY_VISIBILITY_URL && config.INVENTORY_VISIBILITY_ENVIRONMENT) {
      const visibility = createInventoryVisibility({
        serviceUrl: config.INVENTORY_VISIBILITY_URL,
        securityUrl: config.INVENTORY_VISIBILITY_SECURITY_URL,
        environmentId: config.INVENTORY_VISIBILITY_ENVIRONMENT,
        token: createTokenSource(credential, inventoryVisibilityApp),
        sitesOf: financeScm.sitesOf,
        http: httpOf('inventory-visibility'),
      });
      sources['inventory-visibility'] = visibility;
      reach['Inventory Visibility'] = visibility.reach;
    }
  }
  return {
    reach,
    erp: (store) => targets[store.erpTarget] ?? notConnected(store, store.erpTarget),
    stockSource: (store) => sources[store.policies.stock.source] ?? notConnected(store, store.policies.stock.source),
  };
}

function notConnected({ name }: Pick<Store, 'name'>, part: string): never {
  throw new IntegrationError('CONFIGURATION_WRONG', { facts: { store: name, problem: wrongSettings.notConnected(part) } });
}

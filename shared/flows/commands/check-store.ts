import * as z from 'zod';
import type { StoreCheck } from '../../canonical/command.ts';
import type { Store } from '../../canonical/store.ts';
import { type Json, textOf } from '../../core/json.ts';
import { wording } from '../../core/wording.ts';
import { mappingState } from '../../d365/dataverse/choices.ts';
import { literal } from '../../d365/odata-client.ts';
import { looking } from '../store-checks/check.ts';
import { dynamicsChecks, dynamicsNotChecked } from '../store-checks/dynamics-checks.ts';
import { mappingChecks, rowChecks, switchCheck } from '../store-checks/settings-checks.ts';
import { access, accessChecks, secretChecks, shopNotChecked, subscriptionChecks } from '../store-checks/shop-checks.ts';
import { webhookAddress } from '../subscriptions.ts';
import { type CommandPorts, defineCommand, done, refused } from './command.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Looks at everything that a store needs to run, and keeps what it found in the store's row. */
export const checkStore = defineCommand({
  kind: 'check-store',
  asks: true,
  body: z.strictObject({ store: z.string().trim().min(1).max(100).optional() }),
  async run({ command, body }, ports) {
    const key = body.store ?? command.store;
    const [row] = await ports.dataverse.read('cmc_stores', `$filter=cmc_key eq ${literal(key)}&$select=cmc_key,cmc_connector,cmc_enabled`);
    if (!row) return refused(refusals.noStore(key));
    const checks = await checksOf(row, ports);
    await ports.dataverse.update('cmc_stores', key, { cmc_checks: JSON.stringify(checks), cmc_checkedon: ports.clock.now() });
    const open = checks.filter(({ state }) => state === 'wrong' || state === 'missing').length;
    return done(open === 0 ? outcomes.storeRight : outcomes.storeNeeds(open, checks.length), { answer: checks });
  },
});

async function checksOf(row: Record<string, Json>, ports: CommandPorts): Promise<StoreCheck[]> {
  const key = textOf(row.cmc_key);
  const configuration = await ports.configuration(ports.clock.now());
  const problem = configuration.problems.find((one) => one.table === 'stores' && one.key === key);
  const channel = ports.channel(textOf(row.cmc_connector));
  const store = problem === undefined ? configuration.store(key) : undefined;
  const secrets = channel ? secretChecks(key, channel, ports.secrets({ id: key as never })) : [];
  if (!store)
    return [...rowChecks(problem), ...(await secrets), ...shopNotChecked(), ...dynamicsNotChecked(), switchCheck(row.cmc_enabled === true)];

  const credentials = await secrets;
  const reachable = credentials.every(({ state }) => state === 'right');
  const shop = reachable
    ? ofShop(store, ports)
    : Promise.resolve(shopNotChecked(wording('its credentials are not complete.', 'Die Zugangsdaten sind nicht vollständig.')));
  const [ofTheShop, ofDynamics, keys] = await Promise.all([shop, dynamicsChecks(store, ports.erp(store)), publishedKeys(key, ports)]);
  return [
    ...rowChecks(undefined),
    ...credentials,
    ...ofTheShop,
    ...ofDynamics,
    ...mappingChecks(store, configuration, keys),
    switchCheck(store.enabled),
  ];
}

async function ofShop(store: Store, ports: CommandPorts): Promise<StoreCheck[]> {
  return looking(access, async () => {
    const attached = ports.attach(store);
    const access = await accessChecks(attached);
    return [...access, ...(await subscriptionChecks(attached, webhookAddress(ports.publicUrl, store)))];
  });
}

/** Keys of the published mapping sets of a store with their documents. */
async function publishedKeys(store: string, { dataverse }: CommandPorts): Promise<Map<string, string>> {
  const rows = await dataverse.read(
    'cmc_mappingsets',
    `$filter=cmc_store eq ${literal(store)} and cmc_state eq ${mappingState.Published}&$select=cmc_key,cmc_document`,
  );
  return new Map(rows.map((row) => [textOf(row.cmc_key), textOf(row.cmc_document)]));
}

import type { StoreCheck } from '../../canonical/command.ts';
import type { AttachedStore, Channel } from '../../connectors/channel.ts';
import type { Secrets, SubscriptionState } from '../../connectors/connector.ts';
import { IntegrationError } from '../../core/errors.ts';
import { looking, missing, notChecked, right, wrong } from './check.ts';

/** Each secret that the store's channel needs: whether Key Vault has it. Values are never told. */
export function secretChecks(storeId: string, { secrets }: Channel, keyVault: Secrets): Promise<StoreCheck[]> {
  const checks = secrets.map(async ({ purpose, from }): Promise<StoreCheck[]> => {
    const [id, name] = [`secret:${purpose}`, `${storeId}-${purpose}`];
    const title = `Secret ${name}`;
    return looking(id, title, async () => {
      const there = await keyVault.get(purpose).then(
        (value) => value.trim() !== '',
        (error: unknown) => {
          if (error instanceof IntegrationError && error.code === 'SECRET_MISSING') return false;
          throw error;
        },
      );
      return [
        there
          ? right(id, title, 'It is in Key Vault.')
          : missing(id, title, 'Key Vault has no such secret, or the app may not read it.', `${from} Store it in Key Vault under ${name}.`),
      ];
    });
  });
  return Promise.all(checks).then((all) => all.flat());
}

const access = { id: 'shop', title: 'The shop answers' };
const rights = { id: 'rights', title: 'Rights at the shop' };

/** Whether the shop knows these credentials and gives them the rights that the app uses. */
export async function accessChecks(shop: AttachedStore): Promise<StoreCheck[]> {
  const checks = await looking(access.id, access.title, async () => {
    const found = await shop.access();
    const reached = right(access.id, access.title, `Reached: ${found.shop}.`);
    if (found.missing.length === 0) return [reached, right(rights.id, rights.title, 'Every right that the app uses is granted.')];
    return [reached, { ...missing(rights.id, rights.title, `Not granted: ${found.missing.join(', ')}.`, found.grant) }];
  });
  return checks.length > 1 ? checks : [...checks, notChecked(rights.id, rights.title, 'the shop was not reached.')];
}

const subscriptions = { id: 'subscriptions', title: 'The shop tells us of changes' };

const states: Record<Exclude<SubscriptionState['state'], 'right'>, string> = {
  missing: 'Not registered',
  elsewhere: 'Delivered to another address',
  off: 'Switched off by the shop',
  'other-secret': 'Signed with an earlier secret',
};

/** Whether the shop's webhooks are there and come here. */
export function subscriptionChecks(shop: AttachedStore, address: string): Promise<StoreCheck[]> {
  const { id, title } = subscriptions;
  return looking(id, title, async () => {
    if (!shop.lookAtSubscriptions) return [right(id, title, 'This channel is asked in turn; it needs none.')];
    const all = await shop.lookAtSubscriptions(address);
    const faulty = Object.entries(states).flatMap(([state, words]) => {
      const topics = all.filter((one) => one.state === state).map(({ topic }) => topic);
      return topics.length === 0 ? [] : [`${words}: ${topics.join(', ')}.`];
    });
    if (faulty.length === 0) return [right(id, title, `${all.length} webhooks come to ${address}.`)];
    const advice = 'Have them registered. Until then changes are found by looking, minutes later.';
    return [{ ...wrong(id, title, faulty.join(' '), advice), repair: 'repair-subscriptions' }];
  });
}

/** What cannot be looked at yet. */
export const shopNotChecked = (because = 'the settings of the store are not right yet.'): StoreCheck[] =>
  [access, rights, subscriptions].map(({ id, title }) => notChecked(id, title, because));

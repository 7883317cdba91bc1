import type { StoreCheck } from '../../canonical/command.ts';
import type { AttachedStore, Channel } from '../../connectors/channel.ts';
import type { Secrets, SubscriptionState } from '../../connectors/connector.ts';
import { IntegrationError } from '../../core/errors.ts';
import { eachText, inOneText, type Wording, wording } from '../../core/wording.ts';
import { looking, missing, notChecked, right, settingsNotRight, wrong } from './check.ts';

/** Each secret that the store's channel needs: whether Key Vault has it. Values are never told. */
export function secretChecks(storeId: string, { secrets }: Channel, keyVault: Secrets): Promise<StoreCheck[]> {
  const checks = secrets.map(async ({ purpose, from }): Promise<StoreCheck[]> => {
    const name = `${storeId}-${purpose}`;
    const about = { id: `secret:${purpose}`, title: wording(`Secret ${name}`, `Geheimnis ${name}`) };
    return looking(about, async () => {
      const there = await keyVault.get(purpose).then(
        (value) => value.trim() !== '',
        (error: unknown) => {
          if (error instanceof IntegrationError && error.code === 'SECRET_MISSING') return false;
          throw error;
        },
      );
      return [
        there
          ? right(about, wording('It is in Key Vault.', 'Es liegt in Key Vault.'))
          : missing(
              about,
              wording(
                'Key Vault has no such secret, or the app may not read it.',
                'Key Vault hat dieses Geheimnis nicht, oder die App darf es nicht lesen.',
              ),
              inOneText([from, wording(`Store it in Key Vault under ${name}.`, `In Key Vault unter ${name} ablegen.`)]),
            ),
      ];
    });
  });
  return Promise.all(checks).then((all) => all.flat());
}

export const access = { id: 'shop', title: wording('The shop answers', 'Der Shop antwortet') };
const rights = { id: 'rights', title: wording('Rights at the shop', 'Rechte im Shop') };

/** Whether the shop knows these credentials and gives them the rights that the app uses. */
export async function accessChecks(shop: AttachedStore): Promise<StoreCheck[]> {
  const checks = await looking(access, async () => {
    const found = await shop.access();
    const reached = right(access, wording(`Reached: ${found.shop}.`, `Erreicht: ${found.shop}.`));
    if (found.missing.length === 0)
      return [
        reached,
        right(rights, wording('Every right that the app uses is granted.', 'Jedes Recht, das die App braucht, ist erteilt.')),
      ];
    const absent = found.missing.join(', ');
    return [reached, missing(rights, wording(`Not granted: ${absent}.`, `Nicht erteilt: ${absent}.`), found.grant)];
  });
  return checks.length > 1
    ? checks
    : [...checks, notChecked(rights, wording('the shop was not reached.', 'Der Shop wurde nicht erreicht.'))];
}

const subscriptions = { id: 'subscriptions', title: wording('The shop tells us of changes', 'Der Shop meldet Änderungen') };

const states: Record<Exclude<SubscriptionState['state'], 'right'>, Wording> = {
  missing: wording('Not registered', 'Nicht angemeldet'),
  elsewhere: wording('Delivered to another address', 'Zustellung an eine andere Adresse'),
  off: wording('Switched off by the shop', 'Vom Shop abgeschaltet'),
  'other-secret': wording('Signed with an earlier secret', 'Mit einem früheren Geheimnis signiert'),
};

/** Whether the shop's webhooks are there and come here. */
export function subscriptionChecks(shop: AttachedStore, address: string): Promise<StoreCheck[]> {
  return looking(subscriptions, async () => {
    if (!shop.lookAtSubscriptions)
      return [
        right(
          subscriptions,
          wording('This channel is asked in turn; it needs none.', 'Dieser Kanal wird regelmäßig abgefragt und braucht keine.'),
        ),
      ];
    const all = await shop.lookAtSubscriptions(address);
    const faulty = Object.entries(states).flatMap(([state, words]) => {
      const topics = all.filter((one) => one.state === state).map(({ topic }) => topic);
      return topics.length === 0 ? [] : [eachText(words, (text) => `${text}: ${topics.join(', ')}.`)];
    });
    if (faulty.length === 0)
      return [right(subscriptions, wording(`${all.length} webhooks come to ${address}.`, `${all.length} Webhooks kommen an ${address}.`))];
    const advice = wording(
      'Have them registered. Until then changes are found by looking, minutes later.',
      'Lassen Sie sie anmelden. Bis dahin werden Änderungen durch Nachsehen gefunden, Minuten später.',
    );
    return [{ ...wrong(subscriptions, inOneText(faulty), advice), repair: 'repair-subscriptions' }];
  });
}

/** What cannot be looked at yet. */
export const shopNotChecked = (because: Wording = settingsNotRight): StoreCheck[] =>
  [access, rights, subscriptions].map((about) => notChecked(about, because));

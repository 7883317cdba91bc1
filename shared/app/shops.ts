import type { RawRequest } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import type { AttachedStore, Channel } from '../connectors/channel.ts';
import type { Delivery, Secrets } from '../connectors/connector.ts';
import { channels } from '../connectors/registry.ts';
import { IntegrationError } from '../core/errors.ts';
import type { HttpPorts } from '../core/http.ts';
import type { Measure } from '../core/metrics.ts';
import type { Clock } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';
import type { ConfigurationRules } from '../flows/configuration.ts';
import type { SecondLook } from '../flows/second-look.ts';
import { wrongSettings } from '../flows/wrong-settings.ts';
import type { SecretStore } from '../ports.ts';

export interface Shops {
  /** The store's client: one per store; a changed store row makes a new one. */
  attach(store: Store): AttachedStore;
  /** Verifies and reads a delivery for this store. @throws IntegrationError BAD_SIGNATURE */
  open(store: Store, request: RawRequest): Promise<Delivery>;
  secretsOf(store: Pick<Store, 'id' | 'secretsChangedAt'>): Secrets;
}

export const channelOf = (id: string): Channel | undefined => channels.find((one) => one.id === id);
const noConnector = (channel: string): Wording => wrongSettings.noConnector(channel, channels.map(({ id }) => id).join(', '));

/** The problem with a store's connection, in the words of its connector; undefined when it is right. */
export const connectionProblem: ConfigurationRules['connectionProblem'] = (channel, connection) => {
  const known = channelOf(channel);
  return known ? known.connectionProblem(connection) : noConnector(channel);
};

export function connectShops({
  secrets,
  secondLook,
  httpOf,
  measure,
  clock,
}: {
  secrets: SecretStore;
  secondLook: SecondLook;
  httpOf(remote: string, store: string): HttpPorts;
  measure: Measure;
  clock: Clock;
}): Shops {
  const attached = new Map<string, { store: Store; client: AttachedStore }>();
  const now = () => clock.now();
  const secretsOf: Shops['secretsOf'] = ({ id, secretsChangedAt }) => ({
    get: (purpose) => secrets.get(`${id}-${purpose}`, secretsChangedAt),
    previous: (purpose) => secrets.previous(`${id}-${purpose}`, secretsChangedAt),
  });
  return {
    secretsOf,
    attach(store) {
      const known = attached.get(store.id);
      const isSame = known && (known.store === store || JSON.stringify(known.store) === JSON.stringify(store));
      const client = isSame
        ? known.client
        : requireChannel(store).attach(store, {
            secrets: secretsOf(store),
            http: httpOf(store.channel, store.id),
            spent: (points) => measure('companion.calls.cost', points, { store: store.id }),
            now,
          });
      attached.set(store.id, { store, client });
      return client;
    },
    open: (store, request) =>
      secondLook(store.id, async (secretsChangedAt = store.secretsChangedAt) => {
        const opened = await requireChannel(store).open?.(request, secretsOf({ id: store.id, secretsChangedAt }), now());
        return opened ?? { ignored: 'This channel sends nothing.' };
      }),
  };
}

function requireChannel({ channel, name }: Store): Channel {
  const found = channelOf(channel);
  if (found) return found;
  throw new IntegrationError('CONFIGURATION_WRONG', { facts: { store: name, problem: noConnector(channel) } });
}

import type { ArticlePage } from '../canonical/article.ts';
import type { DocumentKind, RawRequest } from '../canonical/envelope.ts';
import type { OrderDraft } from '../canonical/order.ts';
import type { Store } from '../canonical/store.ts';
import type { ExternalId } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import { inARow, parseInWords } from '../core/schema-problems.ts';
import type { Instant } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';
import type {
  Connector,
  ConnectorPorts,
  Cursor,
  Delivery,
  Gone,
  NoticePage,
  Publishes,
  SecretNeed,
  Secrets,
  ShopAccess,
  SubscriptionChange,
  SubscriptionState,
} from './connector.ts';

/** A connector with its own types put away: what the rest of the product sees of a channel. */
export interface Channel {
  id: string;
  name: string;
  secrets: readonly SecretNeed[];
  /** What is wrong with a store's connection, for the admin. */
  connectionProblem(connection: JsonObject): Wording | undefined;
  /** Verifies, then identifies. Undefined where the channel sends nothing. @throws IntegrationError BAD_SIGNATURE */
  open?(request: RawRequest, secrets: Secrets, receivedAt: Instant): Promise<Delivery>;
  attach(store: Store, ports: ConnectorPorts): AttachedStore;
}

/** One store with its client. Make it once per process: the client holds token, rate budget and circuit. */
export interface AttachedStore {
  loadOrder(id: ExternalId): Promise<OrderDraft | Gone>;
  poll(kind: DocumentKind): ((since: Cursor, overlapMs: number) => AsyncIterable<NoticePage>) | undefined;
  /** Tries the store's credentials. */
  access(): Promise<ShopAccess>;
  ensureSubscriptions?(address: string): Promise<SubscriptionChange[]>;
  lookAtSubscriptions?(address: string): Promise<SubscriptionState[]>;
  articles?(after?: string): Promise<ArticlePage>;
  publishes: Published;
}

type WithoutClient<Method> = Method extends (client: never, ...rest: infer Rest) => infer Answer ? (...rest: Rest) => Answer : never;
type Bound<Group> = {
  [Key in keyof Group]: Key extends 'batches' ? Group[Key] : WithoutClient<Group[Key]>;
};
/** `Publishes` of a connector with the store's client filled in. */
export type Published = {
  [Key in keyof Publishes<never>]: Publishes<never>[Key] extends ((...all: never[]) => unknown) | undefined
    ? WithoutClient<NonNullable<Publishes<never>[Key]>>
    : Bound<NonNullable<Publishes<never>[Key]>>;
};

/** Fills the client in, method by method. */
function bind<Client>(client: Client, { shipment, completion, cancellation, stock, prices, product }: Publishes<Client>): Published {
  return {
    shipment: shipment && ((one, before) => shipment(client, one, before)),
    completion: completion && ((one) => completion(client, one)),
    cancellation: cancellation && ((one) => cancellation(client, one)),
    stock: stock && { batches: stock.batches, send: (batch, key) => stock.send(client, batch, key) },
    prices: prices && { batches: prices.batches, send: (batch, key) => prices.send(client, batch, key) },
    product: product && {
      create: (draft) => product.create(client, draft),
      update: (productId, draft) => product.update(client, productId, draft),
    },
  };
}

export function toChannel<Settings, Client>(connector: Connector<Settings, Client>): Channel {
  const { receives, subscriptions } = connector;
  return {
    id: connector.channel,
    name: connector.name,
    secrets: connector.secrets,
    connectionProblem(connection) {
      const parsed = parseInWords(connector.settings, connection);
      return 'wrong' in parsed ? inARow(parsed.wrong) : undefined;
    },
    open:
      receives &&
      (async (request, secrets, receivedAt) => {
        if (receives.isPing?.(request)) return { ignored: 'A ping.' };
        await receives.verify(request, secrets);
        return receives.identify(request, receivedAt);
      }),
    attach(store, ports) {
      const client = connector.connect(store, connector.settings.parse(store.connection), ports);
      return {
        loadOrder: (id) => connector.loads.order(client, id),
        poll(kind) {
          const poll = connector.polls?.[kind];
          return poll && ((since, overlapMs) => poll(client, since, overlapMs));
        },
        access: () => connector.access(client),
        ensureSubscriptions: subscriptions && ((address) => subscriptions.ensure(client, address)),
        lookAtSubscriptions: subscriptions && ((address) => subscriptions.look(client, address)),
        articles: connector.articles && ((after) => connector.articles?.(client, after) as Promise<ArticlePage>),
        publishes: bind(client, connector.publishes ?? {}),
      };
    },
  };
}

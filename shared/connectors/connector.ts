import type * as z from 'zod';
import type { ArticlePage, ChannelArticle, LineOutcome, PriceLevel, ProductDraft, StockLevel } from '../canonical/article.ts';
import type { DocumentKind, Notice, RawRequest } from '../canonical/envelope.ts';
import type { OrderDraft } from '../canonical/order.ts';
import type { ActReceipt, Cancellation, Completion, Shipment, ShipmentReceipt, ToldShipment } from '../canonical/shipment.ts';
import type { Store } from '../canonical/store.ts';
import type { HttpPorts } from '../core/http.ts';
import type { ChannelId, ExternalId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';

/** Reads a secret of this store by its purpose, for example `webhook-secret`. @throws IntegrationError SECRET_MISSING */
export interface Secrets {
  get(purpose: string): Promise<string>;
  /** The version before the current one, where a rotation may still be under way. */
  previous(purpose: string): Promise<string | undefined>;
}

export interface ConnectorPorts {
  secrets: Secrets;
  http?: HttpPorts;
  /** Told after each call what it cost of the budget that the channel grants, where it says so. */
  spent?(points: number): void;
  now(): Instant;
}

/** Where polling goes on: everything up to `at` was seen, and at `at` itself all ids up to `id`. Opaque to everyone but the connector. */
export interface Cursor {
  at: Instant;
  id?: string;
}

export interface NoticePage {
  notices: Notice[];
  /** Where the next poll begins when this page is safely queued. */
  next: Cursor;
}

/** The channel does not have the document any more (or never had). */
export interface Gone {
  gone: true;
  reason: string;
}

export const gone = (reason: string): Gone => ({ gone: true, reason });

/** A webhook subscription at the channel. */
export interface Subscription {
  id?: string;
  topic: string;
  address: string;
  enabled: boolean;
}

/** How a subscription stands, looked at without changing it. `other-secret`: signed with a secret that is no longer the current one. */
export interface SubscriptionState {
  topic: string;
  state: 'right' | 'missing' | 'elsewhere' | 'off' | 'other-secret';
}

/** A secret that every store of a channel needs in Key Vault. */
export interface SecretNeed {
  /** For example `client-id`. */
  purpose: string;
  /** How a person gets it, in a sentence or two. */
  from: Wording;
}

/** What the credentials of a store open. */
export interface ShopAccess {
  /** What the shop calls itself. */
  shop: string;
  /** Rights that are missing, in the vendor's words. */
  missing: string[];
  /** How a person grants them. */
  grant: Wording;
}

export interface SubscriptionChange {
  topic: string;
  change: 'created' | 're-enabled' | 'moved' | 're-signed' | 'kept';
}

/** What one request at the door turned out to be. `ignored` = nothing to do (a ping), answered 200. */
export type Delivery = { notices: Notice[] } | { ignored: string } | { unreadable: string; notice: Notice };

/** Lines that a channel takes many at a time. */
export interface BatchPublisher<Client, Line> {
  /** Cuts lines into the fewest calls that the channel allows. Pure. */
  batches(lines: readonly Line[]): Line[][];
  /**
   * One call. Outcomes in the order of the lines. `key` is the same when the same batch is sent again.
   * @throws IntegrationError BATCH_REFUSED when the channel turned the whole call down and does not say because of which line
   */
  send(client: Client, batch: readonly Line[], key: string): Promise<LineOutcome[]>;
}

/** What an earlier attempt at a shipment has come to. */
export interface EarlierAttempt {
  told?: ToldShipment;
  /** Since when an attempt may have been carried out whose answer was lost. */
  maybeSince?: Instant;
}

/** What goes out to a channel. Every method throws IntegrationError; what the channel will not have is CHANNEL_REFUSED with its own words. */
export interface Publishes<Client> {
  /**
   * Makes the channel show exactly this shipment, once: adds, corrects tracking, or withdraws what is not in it any more.
   * Looks before it repeats. @throws IntegrationError CHANNEL_REFUSED, ORDER_CANCELLED_AT_CHANNEL, SHIPMENT_EXCEEDS_ORDER, FULFILMENT_ON_HOLD
   */
  shipment?(client: Client, shipment: Shipment, before: EarlierAttempt): Promise<ShipmentReceipt>;
  completion?(client: Client, completion: Completion): Promise<ActReceipt>;
  /** Without giving money back. @throws IntegrationError CANNOT_CANCEL_AT_CHANNEL where the channel does not allow it any more */
  cancellation?(client: Client, cancellation: Cancellation): Promise<ActReceipt>;
  stock?: BatchPublisher<Client, StockLevel>;
  prices?: BatchPublisher<Client, PriceLevel>;
  product?: {
    /** Looks for the SKUs first, so that a repeated call does not make a second product. Answers its articles. */
    create(client: Client, draft: ProductDraft): Promise<ChannelArticle[]>;
    update(client: Client, productId: string, draft: ProductDraft): Promise<ChannelArticle[]>;
  };
}

/**
 * A channel. A capability is a key that is there.
 * @example see `shared/connectors/shopify/index.ts`
 */
export interface Connector<Settings = unknown, Client = unknown> {
  channel: ChannelId;
  /** For people. */
  name: string;
  /** Schema of the store row's connection column. */
  settings: z.ZodType<Settings>;
  secrets: readonly SecretNeed[];
  /** Auth, rate profile and paging live inside the client. One client per store and process. */
  connect(store: Store, settings: Settings, ports: ConnectorPorts): Client;
  receives?: {
    /** Looks at raw bytes only. Constant time. @throws IntegrationError BAD_SIGNATURE */
    verify(request: RawRequest, secrets: Secrets): Promise<void>;
    /** Called after `verify`, never before. Does not throw for odd content: it says `unreadable`. */
    identify(request: RawRequest, receivedAt: Instant): Delivery;
    /** A request without a signature that must be answered 200 all the same (WooCommerce's ping); nothing is done for it. */
    isPing?(request: RawRequest): boolean;
  };
  polls?: { [kind in DocumentKind]?: (client: Client, since: Cursor, overlapMs: number) => AsyncIterable<NoticePage> };
  /** Tries the credentials without changing anything. @throws IntegrationError when the shop is not reached or knows them not */
  access(client: Client): Promise<ShopAccess>;
  loads: {
    /** The current document. @throws IntegrationError */
    order(client: Client, id: ExternalId): Promise<OrderDraft | Gone>;
  };
  /** All articles with what they show, in pages. */
  articles?(client: Client, after?: string): Promise<ArticlePage>;
  publishes?: Publishes<Client>;
  subscriptions?: {
    /** Makes the channel deliver what we want to `address`, and only once. Re-enables what it switched off. */
    ensure(client: Client, address: string): Promise<SubscriptionChange[]>;
    /** How they stand, one entry for each that we want. Changes nothing. */
    look(client: Client, address: string): Promise<SubscriptionState[]>;
  };
}

/** Keeps the types of one connector together. */
export const defineConnector = <Settings, Client>(connector: Connector<Settings, Client>): Connector<Settings, Client> => connector;

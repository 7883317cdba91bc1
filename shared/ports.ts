import type { ArticleRef } from './canonical/article.ts';
import type { Envelope } from './canonical/envelope.ts';
import type { ErpNotice } from './canonical/erp-notice.ts';
import type { ToldShipment } from './canonical/shipment.ts';
import type { StatusUpdate } from './canonical/status.ts';
import type { ExternalId, ItemNumber } from './core/ids.ts';
import type { CurrencyCode, DecimalText } from './core/money.ts';
import type { Instant } from './core/time.ts';

/** What the product needs of its surroundings. `shared/platform` fills these with Azure; tests may fill them with memory. */

/** The name of a document within everything we keep: store, kind and the channel's id. */
export interface DocumentName {
  store: string;
  kind: string;
  externalId: string;
}

/** What we remember of one document between runs. */
export interface DocumentRecord {
  /** The sales order it became, or belongs to. */
  link?: { company: string; number: string; customer: string; total?: string };
  /** The write that was about to happen: after a lost answer it is looked up before it is repeated. */
  intent?: { company: string; number?: string; reference: string; at: Instant };
  /** The channel's `updatedAt` of the last state that was worked on to its end. */
  seenVersion?: Instant;
  /** When that state was read, by our clock. */
  seenAt?: Instant;
  /** The order as it was imported, compact, to tell later changes from echoes. */
  snapshot?: string;
  /** Problems that are open in Dataverse. */
  open?: { code: string; cause: string }[];
  firstReceivedAt?: Instant;
  /** When it was first in Dynamics. */
  syncedAt?: Instant;
  /** The number that the shop shows its buyer. */
  number?: string;
  currency?: CurrencyCode;
  /** The channel's order that it belongs to, and where Dynamics has it. */
  order?: ExternalId;
  source?: Envelope['source'];
  /** Where its goods are noted as promised while it waits on its way into Dynamics. */
  promised?: string[];
  /** What the channel was told of it, and since when an attempt may have been carried out whose answer was lost. */
  told?: ToldShipment;
  /** What the channel was asked for when it was told that: it may not have been able to take all of it. */
  asked?: string;
  tellingSince?: Instant;
  /** A person keeps it back. `by` is a system user's id. */
  held?: { reason: string; by: string; since: Instant };
  /** Differences that finance has accepted, each exactly as large as it was seen. */
  accepted?: AcceptedDifference[];
  /** Where an address lies that counts instead of the shop's: a name in the body store, because it is personal. */
  correctedAddress?: string;
}

/** A difference between the shop and Dynamics that finance has accepted. */
export interface AcceptedDifference {
  code: string;
  /** The shop's amount minus the other one. */
  difference: DecimalText;
  currency: string;
  /** Key of the approval. */
  approval: string;
}

/** A document taken for work: nobody else writes it until it is released or the lease ends. */
export interface Lease {
  record: DocumentRecord;
  /** Writes without giving up the lease. @throws LeaseLost */
  save(record: DocumentRecord): Promise<void>;
  /** Keeps it a while longer. @throws LeaseLost */
  renew(): Promise<void>;
  /** Writes and lets go. @throws LeaseLost */
  release(record: DocumentRecord): Promise<void>;
}

/** Somebody else took the document over: what this run did since is not to be told to anyone. */
export class LeaseLost extends Error {}

export interface DocumentRecords {
  /** The lease, or the moment when the one that holds it now ends. */
  take(name: DocumentName): Promise<Lease | { heldUntil: Instant }>;
  /** What is known of a document now, without taking it. */
  read(name: DocumentName): Promise<DocumentRecord | undefined>;
}

/** Small remembered facts by key, for example which customer account a buyer has. */
export interface Notebook {
  read(page: string, key: string): Promise<string | undefined>;
  write(page: string, key: string, value: string): Promise<void>;
  remove(page: string, key: string): Promise<void>;
  /** All entries of a page. */
  list(page: string): AsyncIterable<{ key: string; value: string }>;
}

/** An article of a shop and the item that it is, with what the shop shows of it as far as we know. */
export interface LinkedArticle {
  item: ItemNumber;
  dimensions: Record<string, string>;
  /** How many units of the item one unit of the article is; 1 when not said. */
  units?: DecimalText;
  article: ArticleRef;
  /** What may be sold, by the channel's location. */
  stock?: Record<string, number>;
  price?: { price: DecimalText; compareAt?: DecimalText };
}

/** What the shop shows now, as we have written or read it. Merged: what is not said stays. */
export type ShownChange = Pick<LinkedArticle, 'item' | 'article'> & Pick<LinkedArticle, 'stock' | 'price'>;

/** The articles of each store and their items: one row each, in order of item, for hundred thousands. */
export interface ArticleBook {
  /** Linked articles from behind `after` on, at most `most`; `next` is absent at the end. */
  walk(store: string, after: string | undefined, most: number): Promise<{ articles: LinkedArticle[]; next?: string }>;
  /** All articles that are one of these items. */
  ofItems(store: string, items: readonly string[]): Promise<LinkedArticle[]>;
  /** The article with this id of the channel. */
  ofVariant(store: string, variantId: string): Promise<LinkedArticle | undefined>;
  /** Adds links, or moves an article to another item; what the shop shows is kept where not said anew. */
  link(store: string, articles: readonly LinkedArticle[]): Promise<void>;
  unlink(store: string, variantIds: readonly string[]): Promise<void>;
  noteShown(store: string, changes: readonly ShownChange[]): Promise<void>;
}

/** Items of a store whose stock or price is to be looked at, once, however often they are marked. */
export interface DueItems {
  mark(store: string, kind: 'stock' | 'price', items: readonly string[]): Promise<void>;
  /** At most `most` of them with the mark they carry. */
  read(store: string, kind: 'stock' | 'price', most: number): Promise<{ item: string; mark: string }[]>;
  /** Since when the one that was marked longest ago waits, of the first thousand. */
  oldest(store: string, kind: 'stock' | 'price'): Promise<Instant | undefined>;
  /** Takes marks away that are still the ones that were read. */
  clear(store: string, kind: 'stock' | 'price', read: readonly { item: string; mark: string }[]): Promise<void>;
}

/** Claim checks: bodies too large or too private for a message. */
export interface BodyStore {
  put(name: string, body: Uint8Array): Promise<void>;
  get(name: string): Promise<Uint8Array | undefined>;
}

export interface EnvelopeQueue {
  send(envelopes: readonly Envelope[]): Promise<void>;
  /** Makes it visible at `at`. Attempt and waits make the message id differ, so that duplicate detection does not drop it. */
  schedule(envelope: Envelope, at: Instant): Promise<void>;
}

/** What Dynamics has to say, on its way to be routed. */
export interface NoticeQueue {
  send(notices: readonly ErpNotice[]): Promise<void>;
  schedule(notice: ErpNotice, at: Instant): Promise<void>;
  /** Bytes as they arrived at the door, unread. */
  sendRaw(body: string): Promise<void>;
}

export interface StatusQueue {
  send(updates: readonly StatusUpdate[]): Promise<void>;
}

/** Names of secrets that end soon; never their values. */
export interface SecretExpiry {
  expiring(before: Instant): Promise<{ name: string; expiresOn: Instant }[]>;
}

export interface SecretStore {
  /** @throws IntegrationError SECRET_MISSING, REMOTE_DOWN */
  get(name: string, notBefore?: Instant): Promise<string>;
  /** `notBefore`: what was read earlier is read anew. */
  previous(name: string, notBefore?: Instant): Promise<string | undefined>;
}

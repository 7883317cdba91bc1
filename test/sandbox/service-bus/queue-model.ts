/** The words that the parts of the local Service Bus share. */

export interface QueueProperties {
  requiresSession: boolean;
  requiresDuplicateDetection: boolean;
  duplicateDetectionHistoryTimeWindow: string;
  lockDuration: string;
  maxDeliveryCount: number;
  defaultMessageTimeToLive: string;
  deadLetteringOnMessageExpiration: boolean;
}

export interface StoredMessage {
  sequence: number;
  /** The encoded AMQP message as it was sent. */
  bytes: Buffer;
  messageId?: string;
  sessionId?: string;
  enqueuedAt: number;
  /** As the receiver is told; when the message really ends is `expiresAt`. */
  ttlMs: number;
  expiresAt: number;
  /** For scheduled messages: when they become visible. */
  visibleAt?: number;
  /** Deliveries so far that did not end well. */
  deliveryCount: number;
  state: 'ready' | 'scheduled' | 'deferred';
  deadLetter?: { reason: string; description: string; source: string };
}

/** A message on its way into a queue. */
export interface Arriving {
  bytes: Buffer;
  messageId?: string;
  sessionId?: string;
  ttlMs?: number;
  visibleAt?: number;
}

/** A refusal in AMQP's words. */
export class Refused extends Error {
  readonly condition: string;
  constructor(condition: string, description: string) {
    super(description);
    this.condition = condition;
  }
}

/** Where a queue keeps what must survive; see `storage.ts`. */
export interface QueueStorage {
  put(message: StoredMessage): void;
  /** Everything but the bytes has changed. */
  putHead(message: StoredMessage): void;
  remove(sequence: number): void;
  putSession(sessionId: string, state: Buffer | undefined): void;
  /** No number up to this one is ever given again. */
  putSequence(reserved: number): void;
  putSeen(messageId: string, at: number): void;
  forgetSeen(before: number): void;
}

/** How a holder went: by its own detach, or with its connection. */
export type Parting = 'closed' | 'lost';

const duration = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** ISO 8601 durations as Service Bus writes them: `PT1M`, `P14D`, `PT30S`. @throws Error for anything else. */
export function durationMs(text: string): number {
  const found = duration.exec(text);
  if (!found) throw new Error(`"${text}" is no duration; write it like PT1M or P14D.`);
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

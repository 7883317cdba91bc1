import type { ExternalId } from '../core/ids.ts';
import type { DecimalText } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';

/** What left a warehouse for one order: one packing slip, in the channel's words. */
export interface Shipment {
  /** The channel's order. */
  order: ExternalId;
  /** The packing slip; for people, and to find our own again. */
  slip: string;
  shippedAt: Instant;
  /** The channel's id of the place that it left, where the store has named one for the warehouse. */
  location?: string;
  /** Empty when the packing slip was taken back whole. */
  lines: ShipmentLine[];
  /** Which line is in which parcel, Dynamics does not say. */
  parcels: Parcel[];
  /** Whether with this one everything of the order has left. */
  completesOrder: boolean;
}

export interface ShipmentLine {
  /** The channel's order line. */
  line: string;
  sku: string;
  quantity: DecimalText;
}

export interface Parcel {
  trackingNumber: string;
  /** In the channel's own list of names where it knows the carrier; empty when nobody said. */
  carrier: string;
  url?: string;
}

/** What the channel shows of a shipment because we told it. Kept, so that a repeated or corrected packing slip is told once. */
export interface ToldShipment {
  /** The channel's own ids for it. */
  references: string[];
  lines: ShipmentLine[];
  parcels: Parcel[];
}

/** What telling came to; `notes` are sentences for the timeline about what was left out and why. */
export interface ShipmentReceipt extends ToldShipment {
  notes: Wording[];
}

/** An invoice was posted in Dynamics. */
export interface Completion {
  order: ExternalId;
  invoice: string;
  /** Everything was shipped and invoiced: nothing is to come. */
  final: boolean;
  /** The store's policy: tell the channel that it is paid, where the channel still waits for money. */
  markPaid: boolean;
}

/** What became of a completion or cancellation, in one sentence for the timeline. `left`: nothing was to be changed. */
export interface ActReceipt {
  done: 'changed' | 'left';
  says: Wording;
  /** The buyer has paid and was not given the money back by this. Decimal text in the order's currency. */
  refundDue?: DecimalText;
}

/** The sales order was cancelled in Dynamics. */
export interface Cancellation {
  order: ExternalId;
  /** For the shop's staff. */
  reason: string;
  /** The sales order's number, for people. */
  salesOrder?: string;
}

import type { Order } from '../canonical/order.ts';
import { shortHash } from '../core/hash.ts';
import { compare, type DecimalText, money } from '../core/money.ts';
import type { Wording } from '../core/wording.ts';
import { amountInWords, changes } from './sentences.ts';

/** What of an order counts as a change after import: lines, charges, total, delivery address, cancellation. No personal data: the address is a hash. */
export interface OrderSnapshot {
  total: DecimalText;
  cancelled: boolean;
  address: string;
  /** By line id: SKU or title, quantity, gross amount. */
  lines: Record<string, [string, DecimalText, DecimalText]>;
  /** By charge id: title, gross amount. */
  charges: Record<string, [string, DecimalText]>;
  /** Ids of lines that are never shipped. Not compared. */
  digital?: string[];
}

export function takeSnapshot(order: Order): OrderSnapshot {
  const { shippingAddress: to } = order;
  return {
    total: order.total,
    cancelled: order.state === 'cancelled',
    address: to
      ? shortHash([to.firstName, to.lastName, to.company, ...to.street, to.city, to.postalCode, to.region, to.country].join('\n'))
      : '',
    lines: Object.fromEntries(order.lines.map((line) => [line.id, [line.sku || line.title, line.quantity, line.gross]])),
    charges: Object.fromEntries(order.charges.map((charge) => [charge.id, [charge.title || charge.kind, charge.gross]])),
    digital: order.lines.filter((line) => !line.requiresShipping).map((line) => line.id),
  };
}

/** The differences in words, line by line; empty when nothing that counts has changed. */
export function compareSnapshots(before: OrderSnapshot, now: OrderSnapshot, currency: Order['currency']): Wording[] {
  const amount = (value: DecimalText) => amountInWords(money(value, currency));
  const differences: Wording[] = [];
  for (const [id, [name, quantity, gross]] of Object.entries(now.lines)) {
    const old = before.lines[id];
    if (!old) differences.push(changes.lineAdded(name, quantity, amount(gross)));
    else if (compare(old[1], quantity) !== 0) differences.push(changes.quantity(name, old[1], quantity));
    else if (compare(old[2], gross) !== 0) differences.push(changes.lineAmount(name, amount(old[2]), amount(gross)));
  }
  for (const [id, [name]] of Object.entries(before.lines)) if (!now.lines[id]) differences.push(changes.removed(name));
  for (const [id, [name, gross]] of Object.entries(now.charges)) {
    const old = before.charges[id];
    if (!old) differences.push(changes.chargeAdded(name, amount(gross)));
    else if (compare(old[1], gross) !== 0) differences.push(changes.chargeAmount(name, amount(old[1]), amount(gross)));
  }
  for (const [id, [name]] of Object.entries(before.charges)) if (!now.charges[id]) differences.push(changes.removed(name));
  if (compare(before.total, now.total) !== 0) differences.push(changes.total(amount(before.total), amount(now.total)));
  if (before.address !== now.address) differences.push(changes.address);
  return differences;
}

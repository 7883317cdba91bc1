import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, companyIn, optionalText } from './act-body.ts';
import { cancelling } from './cancelling.ts';
import type { Erp } from './erp.ts';
import { inventory } from './inventory.ts';
import { invoicing } from './invoicing.ts';
import { kits } from './kits.ts';
import { releaseMany } from './many-items.ts';
import { isSequence } from './numbers.ts';
import { packingSlips } from './packing-slips.ts';
import { pricing } from './pricing.ts';
import { products } from './products.ts';
import type { ServerTime } from './server-time.ts';
import { slipCorrections } from './slip-corrections.ts';

/** What a person in Dynamics can do here. */
const events: Readonly<Record<string, Act>> = {
  'number-sequence': setNumberSequence,
  latency: setLatency,
  ...cancelling,
  ...packingSlips,
  ...slipCorrections,
  ...invoicing,
  ...inventory,
  ...kits,
  ...pricing,
  ...products,
};

/** Acts too big to be undone as one: they see to that themselves. */
const inParts: Readonly<Record<string, Act>> = { 'items-many': releaseMany };

/** @throws WrongCall for an unknown event or a body that is wrong */
export function act(erp: Erp, time: ServerTime, event: string, body: ActBody): unknown {
  const large = Object.hasOwn(inParts, event) ? inParts[event] : undefined;
  if (large) return large(erp, body, time);
  const run = Object.hasOwn(events, event) ? events[event] : undefined;
  if (!run)
    throw new WrongCall(`event "${event}" does not exist. Use one of: ${[...Object.keys(events), ...Object.keys(inParts)].join(', ')}.`);
  return erp.store.transaction(() => run(erp, body, time));
}

function setNumberSequence(erp: Erp, body: ActBody) {
  const company = companyIn(body);
  const sequence = optionalText(body, 'sequence') ?? 'sales-order';
  if (!isSequence(sequence)) throw new WrongCall(`sequence "${sequence}" does not exist.`);
  if (typeof body.manual !== 'boolean') throw new WrongCall('"manual" must be true or false.');
  erp.numbers.setManual(sequence, company, body.manual);
  return { company, sequence, manual: body.manual };
}

function setLatency(_erp: Erp, { mode }: ActBody, time: ServerTime) {
  if (mode !== 'none' && mode !== 'realistic') throw new WrongCall('"mode" must be "none" or "realistic".');
  time.mode = mode;
  return { mode };
}

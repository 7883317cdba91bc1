import * as z from 'zod';
import type { Shipment } from '../../canonical/shipment.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { epochMs } from '../../core/time.ts';
import type { PackingSlip } from '../../d365/erp-target.ts';
import { lookUp, mapNamed, type ValueMaps } from '../../mapping/value-maps.ts';
import { problems, reasons, say, switchedOff } from '../sentences.ts';
import { shippedLines } from '../shipped-lines.ts';
import { defineStep, pause } from '../step.ts';

const minuteMs = 60_000;
/** A journal that is being posted may be told of before it can be read. */
const mostLooks = 10;

/** The packing slip in the shop's own words. A slip without a tracking number waits for one as long as the store says. */
export const buildShipment = defineStep({
  name: 'build-shipment',
  settings: z.strictObject({}),
  reads: ['envelope', 'store', 'record', 'progress', 'imported'],
  gives: ['shipment'],
  async run({ envelope, store, record, progress, imported }, { mappings, clock, tell }) {
    const { outbound, kits, places } = store.policies;
    if (!outbound.shipments) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: switchedOff('shipments') } });
    const id = record.source?.document ?? '';
    const slip = progress.slips.find((one) => one.id === id);
    if (!slip) {
      if (envelope.waits < mostLooks) return pause('waiting', reasons.slipUnreadable(id), 30_000);
      throw new IntegrationError('SHIPMENT_NOT_UNDERSTOOD', {
        facts: { slip: id, document: progress.number, problem: problems.noSlip },
      });
    }
    const { lines, completesOrder, notes } = shippedLines(slip, progress, imported.snapshot, kits);
    if (lines.length === 0 && !record.told) return pause('done', reasons.slipOfOthers(slip.id));
    const age = epochMs(clock.now()) - epochMs(slip.shippedAt);
    const patience = outbound.waitForTrackingMinutes * minuteMs - age;
    if (slip.parcels.length === 0 && lines.length > 0 && !record.told && patience > 0)
      return pause('waiting', reasons.slipWithoutTracking(slip.id), Math.min(patience, Math.max(minuteMs, age)));
    for (const note of notes) tell('note', say.note(note));
    const shipment: Shipment = {
      order: record.order as ExternalId,
      slip: slip.id,
      shippedAt: slip.shippedAt,
      location: places.find(({ warehouses }) => warehouses.includes(slip.warehouse))?.location || undefined,
      lines,
      parcels: parcelsOf(slip, mappings.valueMaps(store.id)),
      completesOrder,
    };
    return { shipment };
  },
});

/** Codes of Dynamics and what the shop calls the carrier; a code that nobody has mapped goes through as it is. */
function parcelsOf(slip: PackingSlip, maps: ValueMaps): Shipment['parcels'] {
  const map = mapNamed(maps, 'carrier');
  const carrier = (map && lookUp(map, slip.carrier)) ?? slip.carrier;
  return slip.parcels.map(({ trackingNumber, url }) => ({ trackingNumber, carrier, url }));
}

/** When to look again whether a tracking number has come; undefined when it is too late to matter. */
export function nextLookForTracking(shipment: Shipment, store: Store, nowMs: number): number | undefined {
  const age = nowMs - epochMs(shipment.shippedAt);
  if (shipment.parcels.length > 0 || shipment.lines.length === 0) return undefined;
  if (age > store.policies.outbound.lateTrackingHours * 60 * minuteMs) return undefined;
  return Math.min(Math.max(5 * minuteMs, age), 60 * minuteMs);
}

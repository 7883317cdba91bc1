import { z } from 'zod';
import type { Shipment } from '../../canonical/shipment.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { epochMs } from '../../core/time.ts';
import { defineStep, pause } from '../step.ts';
import { nextLookForTracking } from './build-shipment.ts';

/** Tells the shop, once: what was told is kept, and an attempt without an answer is on record before the next one. */
export const publishShipment = defineStep({
  name: 'publish-shipment',
  settings: z.strictObject({}),
  reads: ['store', 'record', 'shipment'],
  gives: [],
  async run({ store, record, shipment }, { publishes, remember, rememberNow, clock, tell }) {
    if (!publishes.shipment) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: 'shipments' } });
    const lookAgain = nextLookForTracking(shipment, store, epochMs(clock.now()));
    const asked = contentOf(shipment);
    if (record.asked === asked && !record.tellingSince) return pause('done', says(shipment), lookAgain);
    const maybeSince = record.tellingSince;
    await rememberNow({ tellingSince: maybeSince ?? clock.now() });
    const { notes, ...told } = await publishes.shipment(shipment, { told: record.told, maybeSince });
    remember({ told, asked, tellingSince: undefined });
    tell('shipped', shipment.lines.length > 0 ? 'Shipped' : 'Shipment withdrawn', [says(shipment), ...notes].join(' '));
    return pause('done', says(shipment), lookAgain);
  },
});

/** Asking for the same again would take back and repeat what the shop could not take whole the first time. */
const contentOf = ({ lines, parcels, completesOrder }: Shipment): string =>
  shortHash(
    JSON.stringify([
      completesOrder,
      lines.map(({ line, quantity }) => `${line} ${quantity}`).sort(),
      parcels.map(({ trackingNumber, carrier, url }) => `${trackingNumber} ${carrier} ${url ?? ''}`).sort(),
    ]),
  );

function says({ slip, lines, parcels }: Shipment): string {
  if (lines.length === 0) return `Packing slip ${slip} was taken back; the shop shows it no more.`;
  const numbers = parcels.map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`.trim());
  return numbers.length > 0
    ? `${numbers.join(', ')}: the shop was told.`
    : `Packing slip ${slip}: the shop was told, without a tracking number.`;
}

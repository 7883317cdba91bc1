import * as z from 'zod';
import type { Shipment } from '../../canonical/shipment.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { epochMs } from '../../core/time.ts';
import { notTaken, reasons, say } from '../sentences.ts';
import { defineStep, pause } from '../step.ts';
import { nextLookForTracking } from './build-shipment.ts';

/** Tells the shop, once: what was told is kept, and an attempt without an answer is on record before the next one. */
export const publishShipment = defineStep({
  name: 'publish-shipment',
  settings: z.strictObject({}),
  reads: ['store', 'record', 'shipment'],
  gives: [],
  async run({ store, record, shipment }, { publishes, remember, rememberNow, clock, tell }) {
    if (!publishes.shipment) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: notTaken('shipments') } });
    const lookAgain = nextLookForTracking(shipment, store, epochMs(clock.now()));
    const asked = contentOf(shipment);
    if (record.asked === asked && !record.tellingSince) return pause('done', reasons.shipped(sentOf(shipment)), lookAgain);
    const maybeSince = record.tellingSince;
    await rememberNow({ tellingSince: maybeSince ?? clock.now() });
    const { notes, ...told } = await publishes.shipment(shipment, { told: record.told, maybeSince });
    remember({ told, asked, tellingSince: undefined });
    tell('shipped', say.shipped(sentOf(shipment), notes));
    return pause('done', reasons.shipped(sentOf(shipment)), lookAgain);
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

const sentOf = ({ slip, lines, parcels }: Shipment) => ({
  slip,
  withdrawn: lines.length === 0,
  numbers: parcels.map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`.trim()),
});

import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { parseDecimal } from '../../core/money.ts';
import { inOneText } from '../../core/wording.ts';
import { isOwnCancellation } from '../sales-order-index.ts';
import { reasons } from '../sentences.ts';
import { compareSnapshots, type OrderSnapshot, takeSnapshot } from '../snapshot.ts';
import { defineStep, pause } from '../step.ts';
import { requireSameTotal } from './compare-with-erp.ts';

/** An order that is in Dynamics already is never written again: an echo ends the run, a real change is held with its differences. */
export const detectChangeAfterImport = defineStep({
  name: 'detect-change-after-import',
  settings: z.strictObject({}),
  reads: ['order', 'record', 'store'],
  gives: [],
  async run({ order, record, store }, { notebook }) {
    const { link, snapshot } = record;
    if (!link || !snapshot) return {};
    const facts = { number: order.number, document: link.number };
    const before = JSON.parse(snapshot) as OrderSnapshot;
    if (order.state === 'cancelled' && (await isOwnCancellation(notebook, store.id, order.externalId)))
      return pause('cancelled', reasons.followedCancellation(link.number));
    if (order.state === 'cancelled' && !before.cancelled) throw new IntegrationError('CANCELLED_AFTER_IMPORT', { facts });
    const differences = compareSnapshots(before, takeSnapshot(order), order.currency);
    if (differences.length > 0) {
      throw new IntegrationError('ORDER_CHANGED_AFTER_IMPORT', {
        facts: { ...facts, differences: inOneText(differences.slice(0, 10), '; ') },
        detail: { differences: differences.map(({ en }) => en) },
      });
    }
    // A difference to Dynamics does not go away because the shop says the same thing again.
    const total = link.total === undefined ? undefined : parseDecimal(link.total);
    requireSameTotal(order, store, { number: link.number, total }, record);
    return pause('done', reasons.isDocument(record.link));
  },
});

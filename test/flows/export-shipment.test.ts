import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../shared/canonical/envelope.ts';
import type { Shipment } from '../../shared/canonical/shipment.ts';
import type { EarlierAttempt } from '../../shared/connectors/connector.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import { decimal } from '../../shared/core/money.ts';
import { instant, later } from '../../shared/core/time.ts';
import type { PackingSlip, SalesOrderProgress } from '../../shared/d365/erp-target.ts';
import { aDraft, aStore } from '../builders.ts';
import { bench, memoryErp } from '../memory.ts';

const draft = aDraft();
const order = String(draft.externalId);

/** A shop that shows what it is told and can be made to refuse or to lose its answer. */
function shopThatListens() {
  const told: { shipment: Shipment; before: EarlierAttempt }[] = [];
  const failures: IntegrationError[] = [];
  return {
    told,
    failWith: (...errors: IntegrationError[]) => void failures.push(...errors),
    publishes: {
      async shipment(shipment: Shipment, before: EarlierAttempt) {
        told.push({ shipment, before });
        const failure = failures.shift();
        if (failure) throw failure;
        return { references: [`F-${told.length}`], lines: shipment.lines, parcels: shipment.parcels, notes: [] };
      },
    },
  };
}

const slip = (overrides: Partial<PackingSlip> = {}): PackingSlip => ({
  id: 'PS-1',
  shippedAt: instant('2026-11-20T11:59:00Z'),
  warehouse: '24',
  carrier: 'UPS-GROUND',
  lines: [{ lot: 'lot-1', item: 'D0001' as never, quantity: decimal(1) }],
  parcels: [{ trackingNumber: '1Z1' }],
  ...overrides,
});

async function shipped(progress: Partial<SalesOrderProgress> = {}, policies: object = {}) {
  const erp = memoryErp();
  const shop = shopThatListens();
  const base = aStore();
  const store = { ...base, policies: { ...base.policies, ...policies } };
  const floor = bench({ store, erp, draft, publishes: shop.publishes });
  const imported = await floor.run();
  const lineId = String(draft.lines[0]?.id);
  erp.tellProgress({
    lines: [{ lot: 'lot-1', externalId: lineId, item: 'D0001' as never, ordered: decimal(1), state: 'delivered' }],
    slips: [slip()],
    ...progress,
  });
  const envelope: Partial<Envelope> = {
    kind: 'shipment',
    externalId: `${imported.document}/PS-1` as Envelope['externalId'],
    order: order as Envelope['order'],
    source: { company: store.legalEntity, salesOrder: imported.document ?? '', document: 'PS-1' },
    key: 'shipment|1',
  };
  return { floor, shop, erp, envelope, lineId, run: (more: Partial<Envelope> = {}) => floor.run({ ...envelope, ...more }) };
}

describe('a packing slip', () => {
  it('is told to the shop in its own line ids, once, however often Dynamics is heard', async () => {
    const { run, shop, lineId } = await shipped();
    expect(await run()).toMatchObject({ state: 'Synced', kind: 'shipment', order, reason: 'UPS-GROUND 1Z1: the shop was told.' });
    expect(await run({ key: 'again' })).toMatchObject({ state: 'Synced' });
    expect(shop.told).toHaveLength(1);
    expect(shop.told[0]?.shipment).toMatchObject({ order, lines: [{ line: lineId, quantity: '1' }], parcels: [{ trackingNumber: '1Z1' }] });
  });
  it("calls the carrier what the store's value map calls it", async () => {
    const { run, shop, floor } = await shipped();
    floor.rows.valueMapEntries.push({
      cmc_key: 'carrier.1',
      cmc_store: '',
      cmc_map: 'carrier',
      cmc_from: 'UPS-GROUND',
      cmc_to: 'UPS',
    } as never);
    await run();
    expect(shop.told[0]?.shipment.parcels[0]?.carrier).toBe('UPS');
  });
  it('whose answer was lost is told again with the moment from which it may be there', async () => {
    const { run, shop, floor } = await shipped();
    shop.failWith(new IntegrationError('REMOTE_ANSWER_LOST', { facts: { remote: 'the shop' }, ambiguous: true }));
    const began = floor.clock.now();
    expect(await run()).toMatchObject({ state: 'Waiting' });
    expect(await floor.runNext()).toMatchObject({ state: 'Synced' });
    expect(shop.told.map(({ before }) => before.maybeSince)).toEqual([undefined, began]);
  });
  it('that the shop refuses is an exception in its own words, and no retry', async () => {
    const { run, shop, floor } = await shipped();
    shop.failWith(new IntegrationError('CHANNEL_REFUSED', { facts: { what: 'the shipment', problem: 'Fulfillment order is closed.' } }));
    const update = await run();
    expect(update).toMatchObject({ state: 'Held', exceptions: [{ code: 'CHANNEL_REFUSED', team: 'shop' }] });
    expect(update.exceptions[0]?.title).toContain('Fulfillment order is closed.');
    expect(floor.scheduled).toEqual([]);
  });
  it('without a tracking number waits for one as long as the store says, then is told without', async () => {
    const { run, shop, floor, erp, envelope } = await shipped({ slips: [slip({ parcels: [] })] });
    expect(await run()).toMatchObject({ state: 'Waiting' });
    expect(shop.told).toEqual([]);
    floor.clock.move(20 * 60_000);
    await floor.run({ ...floor.scheduled.shift()?.envelope, ...envelope, waits: 1 });
    expect(shop.told).toHaveLength(1);
    const look = floor.scheduled.at(-1);
    expect(look && look.at > floor.clock.now()).toBe(true);
    erp.tellProgress({ lines: [], slips: [] });
  });
  it('that gets its tracking number later is told again, with what was told before', async () => {
    const { run, shop, erp, lineId } = await shipped(
      { slips: [slip({ parcels: [] })] },
      { outbound: { ...aStore().policies.outbound, waitForTrackingMinutes: 0 } },
    );
    await run();
    erp.tellProgress({
      lines: [{ lot: 'lot-1', externalId: lineId, item: 'D0001' as never, ordered: decimal(1), state: 'delivered' }],
      slips: [slip()],
    });
    await run({ key: 'later', waits: 1 });
    expect(shop.told).toHaveLength(2);
    expect(shop.told[1]?.before.told).toMatchObject({ references: ['F-1'], parcels: [] });
  });
  it('that was taken back is withdrawn', async () => {
    const { run, shop, erp, lineId } = await shipped();
    await run();
    const nothing = [{ lot: 'lot-1', item: 'D0001' as never, quantity: decimal(0) }];
    erp.tellProgress({
      lines: [{ lot: 'lot-1', externalId: lineId, item: 'D0001' as never, ordered: decimal(1), state: 'open' }],
      slips: [slip({ lines: nothing })],
    });
    expect(await run({ key: 'correction' })).toMatchObject({ state: 'Synced' });
    expect(shop.told[1]).toMatchObject({ shipment: { lines: [] }, before: { told: { references: ['F-1'] } } });
  });
  it('of freight alone is no shipment', async () => {
    const { run, shop } = await shipped({
      lines: [{ lot: 'lot-1', externalId: 'shipping', item: 'FREIGHT' as never, ordered: decimal(1), state: 'delivered' }],
    });
    expect(await run()).toMatchObject({ state: 'Synced', reason: expect.stringContaining("Nothing of the shop's order") });
    expect(shop.told).toEqual([]);
  });
  it('that cannot be read yet is looked at again, and in the end is for a person', async () => {
    const { run, floor } = await shipped({ slips: [] });
    expect(await run()).toMatchObject({ state: 'Waiting' });
    expect(floor.scheduled).toHaveLength(1);
    expect(await run({ waits: 10 })).toMatchObject({ state: 'Held', exceptions: [{ code: 'SHIPMENT_NOT_UNDERSTOOD' }] });
  });
  it('of an order that was never imported is skipped with a reason', async () => {
    const { run } = await shipped();
    expect(await run({ order: 'another' as never, externalId: 'X/PS-1' as never })).toMatchObject({ state: 'Skipped' });
  });
  it('shows on the timeline of its order', async () => {
    const { run } = await shipped();
    const update = await run();
    expect(update.order).toBe(order);
    expect(update.events.some(({ kind }) => kind === 'shipped')).toBe(true);
    expect(later(update.at, 0)).toBe(update.at);
  });
});

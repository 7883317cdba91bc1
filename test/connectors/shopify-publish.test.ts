import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Shipment, ShipmentLine, ShipmentReceipt } from '../../shared/canonical/shipment.ts';
import type { EarlierAttempt } from '../../shared/connectors/connector.ts';
import type { ExternalId } from '../../shared/core/ids.ts';
import { decimal } from '../../shared/core/money.ts';
import { type Instant, instant, later } from '../../shared/core/time.ts';
import { mainLocation, secondLocation } from '../sandbox/channels/shopify/locations.ts';
import { type OpenShop, openShop, type ShopLine } from './shopify-shop.ts';

let open: OpenShop;
beforeEach(async () => {
  open = await openShop();
});
afterEach(() => open.close());

const some = (line: ShopLine | undefined, quantity: number): ShipmentLine => ({
  line: line?.line ?? '',
  sku: line?.sku ?? '',
  quantity: decimal(quantity),
});
const all = (lines: readonly ShopLine[]): ShipmentLine[] => lines.map((line) => some(line, line.quantity));
const parcel = (trackingNumber: string, carrier = 'UPS') => ({ trackingNumber, carrier });
const aShipment = (order: ExternalId, lines: ShipmentLine[], more: Partial<Shipment> = {}): Shipment => ({
  order,
  slip: 'PS-1',
  shippedAt: instant('2026-11-20T12:00:00Z'),
  lines,
  parcels: [parcel('1Z999AA10123456784')],
  completesOrder: false,
  ...more,
});
const ship = (shipment: Shipment, before: EarlierAttempt = {}) => open.publishes.shipment(open.client, shipment, before);
/** What a person sees: each fulfilment's number, carrier and units by line. */
const shown = (order: ExternalId) =>
  (open.shop.order(order)?.fulfilments ?? []).map(({ trackingNumber, carrier, lines }) => [
    trackingNumber,
    carrier,
    Object.fromEntries(lines.map(({ lineId, quantity }) => [lineId, quantity])),
  ]);
const units = (lines: readonly ShipmentLine[]) => Object.fromEntries(lines.map(({ line, quantity }) => [line, Number(quantity)]));
const told = ({ notes: _, ...rest }: ShipmentReceipt) => ({ told: rest });
/** As the flow does: on record before the write. */
const justNow = (): Instant => instant(Date.now());

describe('a shipment', () => {
  it('is one fulfilment with all numbers, and says what the shop shows now', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));

    const receipt = await ship(aShipment(order, lines, { parcels: [parcel('1Z1', 'ups'), parcel('1Z2', 'ups')] }));

    expect(open.mutations()).toEqual(['FulfillmentCreate']);
    expect(open.sent('FulfillmentCreate')).toMatchObject({ fulfillment: { trackingInfo: { numbers: ['1Z1', '1Z2'], company: 'UPS' } } });
    expect(shown(order)).toEqual([['1Z1', 'UPS', units(lines)]]);
    expect(receipt).toMatchObject({ references: [expect.stringMatching(/^\d+$/)], lines, notes: [] });
  });

  it('may be a part, and the rest goes later', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);

    const first = await ship(aShipment(order, [some(line, 1)]));
    const second = await ship(aShipment(order, [some(line, 1)], { slip: 'PS-2', parcels: [parcel('1Z2')] }));

    expect(shown(order)).toEqual([
      ['1Z999AA10123456784', 'UPS', { [line?.line ?? '']: 1 }],
      ['1Z2', 'UPS', { [line?.line ?? '']: 1 }],
    ]);
    expect(second.references).not.toEqual(first.references);
  });

  it('from two locations is two fulfilments with the same numbers', async () => {
    const order = await open.place('two-locations');
    const lines = await open.lines(order);

    const receipt = await ship(aShipment(order, all(lines)));

    expect(open.mutations()).toEqual(['FulfillmentCreate', 'FulfillmentCreate']);
    expect(shown(order).map(([number]) => number)).toEqual(['1Z999AA10123456784', '1Z999AA10123456784']);
    expect(receipt.references).toHaveLength(2);
    expect(open.shop.order(order)?.fulfilments.flatMap((one) => one.lines).length).toBe(lines.length);
  });

  it('is spread over several fulfilment orders of one location in one call', async () => {
    const order = await open.place('two-locations');
    await open.shop.act(order, 'move', { location: mainLocation });
    await open.shop.act(order, 'split', {});
    const lines = await open.lines(order);

    await ship(aShipment(order, all(lines)));

    expect(open.mutations()).toEqual(['FulfillmentCreate']);
    expect(shown(order)).toEqual([['1Z999AA10123456784', 'UPS', units(all(lines))]]);
  });

  it('takes from the location that it left, where both have the line', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    await open.shop.act(order, 'split', {});
    await open.shop.act(order, 'move', {});

    await ship(aShipment(order, [some(line, 1)], { location: secondLocation }));

    expect(open.mutations()).toEqual(['FulfillmentCreate']);
    expect(shown(order)).toHaveLength(1);
  });

  it('keeps two lines with the same SKU apart', async () => {
    const order = await open.place('same-sku-twice');
    const [, second] = await open.lines(order);

    await ship(aShipment(order, [some(second, 1)]));

    expect(shown(order)).toEqual([['1Z999AA10123456784', 'UPS', { [second?.line ?? '']: 1 }]]);
  });

  it('of 260 lines is told to the last one', async () => {
    const order = await open.place('many-lines');
    const lines = all(await open.lines(order));

    const receipt = await ship(aShipment(order, lines));

    expect(Object.assign({}, ...shown(order).map(([, , own]) => own))).toEqual(units(lines));
    expect(receipt.lines).toHaveLength(260);
    open.mutations();
    await ship(aShipment(order, lines), told(receipt));
    expect(open.mutations()).toEqual([]);
  });

  it.each([300, 90])('asks for less when a query may cost only %i points', async (mostCost) => {
    await open.close();
    open = await openShop({ mostCost });
    const order = await open.place('many-lines');
    const lines = all(await open.lines(order));

    await ship(aShipment(order, lines));

    expect(Object.assign({}, ...shown(order).map(([, , own]) => own))).toEqual(units(lines));
  });

  it('has a carrier as Shopify spells it; one that it does not know comes with its link', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    const url = 'https://parcels.example/A1';

    await ship(aShipment(order, [some(line, 1)], { parcels: [parcel('0034', 'dhl EXPRESS')] }));
    await ship(aShipment(order, [some(line, 1)], { slip: 'PS-2', parcels: [{ ...parcel('A1', 'Blue Van'), url }] }));

    expect(shown(order).map(([, carrier]) => carrier)).toEqual(['DHL Express', 'Blue Van']);
    expect(open.sent('FulfillmentCreate')).toMatchObject({ fulfillment: { trackingInfo: { numbers: ['A1'], urls: [url] } } });
  });

  it('keeps links with their numbers where not every parcel has one, and leaves out what is no link', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    const url = 'https://parcels.example/A2';

    await ship(
      aShipment(order, lines, {
        parcels: [
          { ...parcel('A1', 'Blue Van'), url: 'see A1' },
          { ...parcel('A2', 'Blue Van'), url },
        ],
      }),
    );

    expect(open.sent('FulfillmentCreate')).toMatchObject({ fulfillment: { trackingInfo: { numbers: ['A2', 'A1'], urls: [url] } } });
  });

  it('without a tracking number is told all the same', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));

    await ship(aShipment(order, lines, { parcels: [] }));

    expect(shown(order)).toEqual([[undefined, undefined, units(lines)]]);
  });

  it('ships as many units as there are, however they are cut into slips', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 9 }), async (cuts) => {
        const order = await open.place('two-locations');
        const lines = await open.lines(order);
        const sum = new Map<string, number>();
        for (const [at, asked] of cuts.entries()) {
          const line = lines[at % lines.length];
          if (asked === 0 || !line) continue;
          const slip = aShipment(order, [some(line, asked)], { slip: `PS-${at}`, parcels: [parcel(`T${at}`)] });
          const receipt = await ship(slip).catch((error: { code: string }) => error.code);
          const before = sum.get(line.line) ?? 0;
          const fits = Math.min(asked, line.quantity - before);
          if (typeof receipt === 'string') expect([receipt, fits]).toEqual(['SHIPMENT_EXCEEDS_ORDER', 0]);
          else {
            expect(receipt.lines).toEqual([some(line, fits)]);
            expect(receipt.notes.length).toBe(fits < asked ? 1 : 0);
          }
          sum.set(line.line, before + fits);
        }
        const there = new Map<string, number>();
        for (const { lineId, quantity } of open.shop.order(order)?.fulfilments.flatMap((one) => one.lines) ?? [])
          there.set(lineId, (there.get(lineId) ?? 0) + quantity);
        expect(there).toEqual(new Map([...sum].filter(([, quantity]) => quantity > 0)));
      }),
      { numRuns: 15 },
    );
  });
});

describe('what the shop will not have', () => {
  it('fulfils what is left and says the rest', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);

    const receipt = await ship(aShipment(order, [some(line, 5)]));

    expect(receipt.lines).toEqual([some(line, 2)]);
    expect(receipt.notes).toEqual([{ en: expect.stringContaining('3'), de: expect.stringContaining('3') }]);
  });

  it('is told when nothing at all is left, with the order and the slip', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    await ship(aShipment(order, lines));

    const again = ship(aShipment(order, lines, { slip: 'PS-2', parcels: [parcel('1Z2')] }));

    await expect(again).rejects.toMatchObject({
      code: 'SHIPMENT_EXCEEDS_ORDER',
      details: { facts: { slip: 'PS-2', number: expect.stringMatching(/^#/) } },
    });
    expect(shown(order)).toHaveLength(1);
  });

  it('counts what a person has marked as shipped with the same number as told', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    await open.shop.act(order, 'fulfil', { trackingNumber: '1Z999AA10123456784', carrier: 'UPS' });

    const receipt = await ship(aShipment(order, lines));

    expect(open.mutations()).toEqual([]);
    expect(receipt).toMatchObject({ references: [expect.any(String)], lines });
  });

  it('does not take half units', async () => {
    const order = await open.place();
    const [line] = await open.lines(order);

    await expect(ship(aShipment(order, [{ ...some(line, 1), quantity: decimal('0.5') }]))).rejects.toMatchObject({
      code: 'SHIPMENT_NOT_UNDERSTOOD',
      message: expect.stringContaining('0.5'),
    });
  });

  it('waits for a hold to be released, and says why it is held', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    await open.shop.act(order, 'hold', { reason: 'incorrect_address' });

    await expect(ship(aShipment(order, lines))).rejects.toMatchObject({
      code: 'FULFILMENT_ON_HOLD',
      message: expect.stringContaining('Incorrect address'),
    });
    await open.shop.act(order, 'release', {});
    await ship(aShipment(order, lines), { maybeSince: justNow() });
    expect(shown(order)).toHaveLength(1);
  });

  it('leaves the work of a fulfilment service alone', async () => {
    const order = await open.place('by-service');
    const lines = await open.lines(order);

    const receipt = await ship(aShipment(order, all(lines)));

    expect(receipt.lines).toHaveLength(1);
    expect(receipt.notes.map(({ en }) => en).join()).toContain('Parcel Partner');
  });

  it('says so when there is nothing but the work of a service', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    await open.shop.act(order, 'third-party', {});

    await expect(ship(aShipment(order, lines))).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
      message: expect.stringContaining('Parcel Partner'),
    });
    expect(open.mutations()).toEqual([]);
  });

  it('is a parcel of a cancelled order', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    await open.shop.act(order, 'cancel', {});

    await expect(ship(aShipment(order, lines))).rejects.toMatchObject({
      code: 'ORDER_CANCELLED_AT_CHANNEL',
      details: { facts: { slip: 'PS-1', number: expect.stringMatching(/^#/) } },
    });
  });

  it('is a parcel of an order that is gone; taking one back is nothing to do', async () => {
    const gone = '404' as ExternalId;

    await expect(ship(aShipment(gone, [{ line: '1', sku: 'A', quantity: decimal(1) }]))).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
    });
    expect(await ship(aShipment(gone, []))).toEqual({ references: [], lines: [], parcels: [], notes: [] });
  });
});

describe('an answer that was lost', () => {
  it.each([
    ['with a number', [parcel('1Z1')]],
    ['without one', []],
  ])('is looked for before the shipment is told again, %s', async (_name, parcels) => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    const shipment = aShipment(order, [some(line, 1)], { parcels });
    const maybeSince = justNow();
    open.lose('FulfillmentCreate');
    await expect(ship(shipment)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });

    const receipt = await ship(shipment, { maybeSince });

    expect(open.mutations()).toEqual(['FulfillmentCreate']);
    expect(shown(order)).toHaveLength(1);
    expect(receipt).toMatchObject({ references: [expect.any(String)], lines: [some(line, 1)], notes: [] });
  });

  it.each(['after', 'before'] as const)('to the second of two locations leaves the first as it is (%s it was done)', async (when) => {
    const order = await open.place('two-locations');
    const lines = (await open.lines(order)).map((line) => some(line, 1));
    const shipment = aShipment(order, lines);
    const maybeSince = justNow();
    const create = open.client.fulfillmentCreate;
    let calls = 0;
    open.client.fulfillmentCreate = (...input) => {
      calls += 1;
      if (calls === 2) open.lose('FulfillmentCreate', when);
      return create(...input);
    };
    await expect(ship(shipment)).rejects.toMatchObject({ code: expect.stringMatching(/^REMOTE_/) });
    open.mutations();

    const receipt = await ship(shipment, { maybeSince });

    expect(open.mutations()).toEqual(when === 'after' ? [] : ['FulfillmentCreate']);
    expect(Object.assign({}, ...shown(order).map(([, , own]) => own))).toEqual(units(lines));
    expect(receipt.references).toHaveLength(2);
    expect(receipt).toMatchObject({ lines, notes: [] });
  });

  it('is not found in what a person has shipped without a number', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    const maybeSince = justNow();
    await open.shop.act(order, 'fulfil', {});

    await expect(ship(aShipment(order, lines), { maybeSince })).rejects.toMatchObject({ code: 'SHIPMENT_EXCEEDS_ORDER' });
    expect(open.mutations()).toEqual([]);
  });

  it('is not taken for an earlier slip that looks the same', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    await ship(aShipment(order, [some(line, 1)], { parcels: [] }));
    await new Promise((done) => setTimeout(done, 1100));

    const second = await ship(aShipment(order, [some(line, 1)], { slip: 'PS-2', parcels: [] }), { maybeSince: justNow() });

    expect(shown(order)).toHaveLength(2);
    expect(second.notes).toEqual([]);
  });

  it('two slips may share one parcel', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);

    await ship(aShipment(order, [some(line, 1)]));
    await ship(aShipment(order, [some(line, 1)], { slip: 'PS-2' }));

    expect(shown(order)).toHaveLength(2);
  });

  it('of a correction ends with the corrected slip, once', async () => {
    const order = await open.place('two-locations');
    const [line, , third] = await open.lines(order);
    const first = await ship(aShipment(order, [some(line, 2)]));
    const corrected = aShipment(order, [some(line, 1), some(third, 1)]);
    const maybeSince = justNow();
    open.lose('FulfillmentCreate');
    await expect(ship(corrected, told(first))).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });

    const receipt = await ship(corrected, { ...told(first), maybeSince });

    expect(shown(order)).toEqual([['1Z999AA10123456784', 'UPS', units(corrected.lines)]]);
    expect(receipt.references).not.toEqual(first.references);
  });
});

describe('a shipment that was told before', () => {
  it('is not written again', async () => {
    const order = await open.place();
    const shipment = aShipment(order, all(await open.lines(order)));
    const first = await ship(shipment);
    open.mutations();

    const again = await ship(shipment, told(first));

    expect(open.mutations()).toEqual([]);
    expect(again).toEqual(first);
  });

  it('gets another number in place', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    const first = await ship(aShipment(order, lines, { parcels: [] }));
    open.mutations();

    const again = await ship(aShipment(order, lines, { parcels: [parcel('1Z2')] }), told(first));

    expect(open.mutations()).toEqual(['FulfillmentTrackingInfoUpdate']);
    expect(shown(order)).toEqual([['1Z2', 'UPS', units(lines)]]);
    expect(again).toMatchObject({ references: first.references, parcels: [parcel('1Z2')] });
  });

  it('gets another carrier in place', async () => {
    const order = await open.place();
    const lines = all(await open.lines(order));
    const first = await ship(aShipment(order, lines));
    open.mutations();

    await ship(aShipment(order, lines, { parcels: [parcel('1Z999AA10123456784', 'FedEx')] }), told(first));

    expect(open.mutations()).toEqual(['FulfillmentTrackingInfoUpdate']);
    expect(shown(order)[0]?.[1]).toBe('FedEx');
  });

  it('gets its number also where the shop could not take all of it', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    const first = await ship(aShipment(order, [some(line, 5)], { parcels: [] }));
    open.mutations();

    const again = await ship(aShipment(order, [some(line, 5)]), told(first));

    expect(open.mutations()).toEqual(['FulfillmentTrackingInfoUpdate']);
    expect(again.lines).toEqual([some(line, 2)]);
  });

  it('is taken back and made anew when the slip has less in it', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    const first = await ship(aShipment(order, [some(line, 2)]));
    open.mutations();

    const again = await ship(aShipment(order, [some(line, 1)]), told(first));

    expect(open.mutations()).toEqual(['FulfillmentCancel', 'FulfillmentCreate']);
    expect(shown(order)).toEqual([['1Z999AA10123456784', 'UPS', units([some(line, 1)])]]);
    expect(again.lines).toEqual([some(line, 1)]);
    expect(again.references).not.toEqual(first.references);
  });

  it('that was withdrawn is taken back, once', async () => {
    const order = await open.place();
    const first = await ship(aShipment(order, all(await open.lines(order))));
    open.mutations();

    const none = await ship(aShipment(order, [], { parcels: [] }), told(first));
    await ship(aShipment(order, [], { parcels: [] }), told(first));

    expect(open.mutations()).toEqual(['FulfillmentCancel']);
    expect(none).toEqual({ references: [], lines: [], parcels: [], notes: [] });
    expect(shown(order)).toEqual([]);
  });

  it('and was undone by a person in the shop is told anew', async () => {
    const order = await open.place();
    const shipment = aShipment(order, all(await open.lines(order)));
    const first = await ship(shipment);
    await open.client.fulfillmentCancel(`gid://shopify/Fulfillment/${first.references[0]}`, 'a person');

    await ship(shipment, told(first));

    expect(shown(order)).toHaveLength(1);
  });
});

describe('a completion', () => {
  const complete = (order: ExternalId, more: { final?: boolean; markPaid?: boolean } = {}) =>
    open.publishes.completion(open.client, { order, invoice: 'INV-1', final: true, markPaid: true, ...more });

  it('says that the order is paid, and closes it when all has left', async () => {
    const order = await open.place('unpaid');
    await ship(aShipment(order, all(await open.lines(order))));
    open.mutations();

    expect(await complete(order)).toMatchObject({ done: 'changed', says: { en: expect.stringContaining('paid') } });
    expect(open.mutations()).toEqual(['OrderMarkAsPaid', 'OrderClose']);
    expect(await complete(order)).toMatchObject({ done: 'left' });
    expect(open.mutations()).toEqual([]);
  });

  it.each([
    ['unpaid', { markPaid: false, final: false }],
    ['authorized', { final: false }],
    ['multi-line', {}],
  ])('leaves an order of the shape %s with %j as it is', async (shape, more) => {
    const order = await open.place(shape);

    expect(await complete(order, more)).toMatchObject({ done: 'left', says: { en: expect.stringMatching(/\.$/) } });
    expect(open.mutations()).toEqual([]);
  });

  it('leaves what is cancelled or gone', async () => {
    const order = await open.place('cancelled');

    expect(await complete(order)).toMatchObject({ done: 'left' });
    expect(await complete('404' as ExternalId)).toMatchObject({ done: 'left' });
    expect(open.mutations()).toEqual([]);
  });
});

describe('a cancellation', () => {
  const cancel = (order: ExternalId, reason = 'Sales order SO-1 was cancelled in Dynamics 365.') =>
    open.publishes.cancellation(open.client, { order, reason, salesOrder: 'SO-1' });

  it('of a paid order gives no money back and says how much is due', async () => {
    const order = await open.place('multi-line');
    const total = open.shop.order(order)?.total ?? '';

    const receipt = await cancel(order, 'x'.repeat(300));

    expect(receipt).toEqual({ done: 'changed', says: expect.objectContaining({ de: expect.any(String) }), refundDue: decimal(total) });
    expect(open.shop.order(order)).toMatchObject({ status: 'cancelled' });
    expect(open.shop.order(order)?.refunds.every(({ amount }) => amount === '0')).toBe(true);
    expect(open.mutations()).toEqual(['OrderCancel']);
  });

  it('of an unpaid order owes nothing', async () => {
    const order = await open.place('unpaid');

    expect(await cancel(order)).toEqual({ done: 'changed', says: expect.objectContaining({ de: expect.any(String) }) });
    expect(open.shop.order(order)).toMatchObject({ status: 'cancelled' });
  });

  it('is done once, and what is due is said again after a lost answer', async () => {
    const order = await open.place('multi-line');
    open.lose('OrderCancel');
    await expect(cancel(order)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });
    await new Promise((done) => setTimeout(done, 200));

    expect(await cancel(order)).toMatchObject({ done: 'left', refundDue: expect.any(String) });
    expect(open.mutations()).toEqual(['OrderCancel']);
  });

  it('leaves what the shop has cancelled itself, and does not speak of its money', async () => {
    const order = await open.place('multi-line');
    await open.shop.act(order, 'cancel', { refund: false });

    expect(await cancel(order)).toEqual({ done: 'left', says: expect.objectContaining({ de: expect.any(String) }) });
    expect(await cancel('404' as ExternalId)).toMatchObject({ done: 'left' });
  });

  it('is not possible once something has left', async () => {
    const order = await open.place('two-locations');
    const [line] = await open.lines(order);
    await ship(aShipment(order, [some(line, 1)]));

    await expect(cancel(order)).rejects.toMatchObject({
      code: 'CANNOT_CANCEL_AT_CHANNEL',
      message: expect.stringContaining('SO-1'),
      details: { facts: { number: expect.stringMatching(/^#/) } },
    });
  });
});

it('an attempt may be told from a moment that is not there yet', async () => {
  const order = await open.place();
  const lines = all(await open.lines(order));

  await ship(aShipment(order, lines), { maybeSince: later(justNow(), -60_000) });

  expect(shown(order)).toHaveLength(1);
});

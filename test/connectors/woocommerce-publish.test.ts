import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Shipment } from '../../shared/canonical/shipment.ts';
import { providerOf } from '../../shared/connectors/woocommerce/carriers.ts';
import { planShipment } from '../../shared/connectors/woocommerce/publish.ts';
import { WooOrder } from '../../shared/connectors/woocommerce/schema.ts';
import { toOrder } from '../../shared/connectors/woocommerce/translate.ts';
import type { ExternalId } from '../../shared/core/ids.ts';
import { compare, decimal, plus, zero } from '../../shared/core/money.ts';
import { instant } from '../../shared/core/time.ts';
import { type OpenShop, openShop } from './woocommerce-shop.ts';

let open: OpenShop;
beforeEach(async () => {
  open = await openShop();
});
afterEach(() => open.close());

const place = async (shape = 'multi-line', count = 1) =>
  (await open.shop.place({ count, seed: 5, shape })).map(({ ref }) => ref as ExternalId);
const lines = (ref: string) =>
  open.ask('GET', `/orders/${ref}`).then((order) => order.line_items as { id: number; sku: string; quantity: number }[]);
const allOf = async (ref: string) =>
  (await lines(ref)).map(({ id, sku, quantity }) => ({ line: String(id), sku, quantity: decimal(quantity) }));
const shipment = (order: ExternalId, more: Partial<Shipment> = {}): Shipment => ({
  order,
  slip: 'PS-1',
  shippedAt: instant('2026-11-20T12:00:00Z'),
  lines: [],
  parcels: [{ trackingNumber: '00340434', carrier: 'DHL' }],
  completesOrder: false,
  ...more,
});
const ship = async (one: Shipment, to = open.attached) => to.publishes.shipment?.(one, {});
const parcels = (ref: string) => open.shop.order(ref)?.fulfilments.map(({ trackingNumber, carrier }) => [trackingNumber, carrier]);
const statusOf = (ref: string) => open.shop.order(ref)?.status;

describe('shipment', () => {
  it('tells tracking and status in one write, and remembers what was in it', async () => {
    const [order = '' as ExternalId] = await place();
    const all = await allOf(order);
    open.calls();

    const receipt = await ship(shipment(order, { lines: all, completesOrder: true }));

    expect(open.calls()).toEqual(['GET /orders/:id 1', 'PUT /orders/:id 1']);
    expect(receipt).toMatchObject({ references: [expect.any(String)], lines: all, notes: [] });
    expect(open.shop.order(order)).toMatchObject({
      status: 'completed',
      fulfilments: [
        {
          trackingNumber: '00340434',
          carrier: 'deutsche-post-dhl',
          lines: all.map(({ line, sku, quantity }) => ({ lineId: line, sku, quantity: Number(quantity) })),
        },
      ],
    });
  });

  it('leaves the order open until everything has left', async () => {
    const [order = '' as ExternalId] = await place();
    const [first, ...rest] = await allOf(order);

    await ship(shipment(order, { lines: first ? [first] : [] }));
    const halfWay = statusOf(order);
    await ship(
      shipment(order, {
        slip: 'PS-2',
        lines: rest,
        parcels: [{ trackingNumber: '2', carrier: 'Kurier Blitz', url: 'https://blitz.example/2' }],
        completesOrder: true,
      }),
    );

    expect([halfWay, statusOf(order)]).toEqual(['processing', 'completed']);
    expect(parcels(order)).toEqual([
      ['00340434', 'deutsche-post-dhl'],
      ['2', 'Kurier Blitz'],
    ]);
    expect(JSON.stringify((await open.ask('GET', `/orders/${order}`)).meta_data)).toContain('https://blitz.example/2');
  });

  it('writes nothing when it is told the same again, by the same process or another', async () => {
    const [order = '' as ExternalId] = await place();
    const told = shipment(order, { lines: await allOf(order), completesOrder: true });
    const first = await ship(told);
    open.calls();

    expect(await ship(told)).toEqual(first);
    expect(await ship(told, open.attach())).toEqual(first);
    expect(open.calls()).toEqual(['GET /orders/:id 2']);
  });

  it('shows one shipment when the answer to it was lost', async () => {
    const [order = '' as ExternalId] = await place();
    const told = shipment(order, { lines: await allOf(order), completesOrder: true });
    open.faults.add({ target: 'woocommerce', kind: 'reset-after-commit', count: 1, match: 'PUT' });

    await expect(ship(told)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST', details: { ambiguous: true } });
    await ship(told);

    expect(parcels(order)).toHaveLength(1);
    expect(statusOf(order)).toBe('completed');
  });

  it('corrects a tracking number and takes back what it completed too early', async () => {
    const [order = '' as ExternalId] = await place();
    const all = await allOf(order);
    await ship(shipment(order, { lines: all, completesOrder: true }));

    await ship(shipment(order, { lines: all.slice(1), parcels: [{ trackingNumber: '99', carrier: 'UPS' }] }));

    expect(parcels(order)).toEqual([['99', 'ups-germany']]);
    expect(statusOf(order)).toBe('processing');
  });

  it('a correction of an earlier slip leaves the order that a later one completed', async () => {
    const [order = '' as ExternalId] = await place();
    const [first, ...rest] = await allOf(order);
    const early = shipment(order, { lines: first ? [first] : [] });
    await ship(early);
    await ship(shipment(order, { slip: 'PS-2', lines: rest, parcels: [], completesOrder: true }));

    await ship({ ...early, parcels: [{ trackingNumber: '77', carrier: 'DPD' }] });

    expect([statusOf(order), parcels(order)]).toEqual([
      'completed',
      [
        ['77', 'dpd-de'],
        [undefined, ''],
      ],
    ]);
  });

  it('withdraws a slip and nothing else', async () => {
    const [order = '' as ExternalId] = await place();
    const all = await allOf(order);
    await open.shop.act(order, 'ship-by-hand', { trackingNumber: 'HAND', carrier: 'Bote', complete: false });
    await ship(shipment(order, { lines: all, completesOrder: true }));

    const receipt = await ship(shipment(order, { lines: [], parcels: [] }));
    open.calls();
    await ship(shipment(order, { lines: [], parcels: [] }));

    expect(receipt).toEqual({ references: [], lines: [], parcels: [], notes: [] });
    expect([statusOf(order), parcels(order)]).toEqual(['processing', [['HAND', 'Bote']]]);
    expect(open.calls()).toEqual(['GET /orders/:id 1']);
    const meta = (await open.ask('GET', `/orders/${order}`)).meta_data as { key: string }[];
    expect(meta.map(({ key }) => key)).not.toContain('_commerce_companion_shipments');
  });

  it('does not add a number that a person has typed in already', async () => {
    const [order = '' as ExternalId] = await place();
    await open.shop.act(order, 'ship-by-hand', { trackingNumber: '00340434', carrier: 'DHL' });

    await ship(shipment(order, { lines: await allOf(order), completesOrder: true }));

    expect(parcels(order)).toEqual([['00340434', 'DHL']]);
  });

  it('keeps every parcel, once', async () => {
    const [order = '' as ExternalId] = await place();
    const three = ['1', '2', '3', '1'].map((trackingNumber) => ({ trackingNumber, carrier: 'UPS' }));

    const receipt = await ship(shipment(order, { lines: await allOf(order), parcels: three }));

    expect(parcels(order)?.map(([number]) => number)).toEqual(['1', '2', '3']);
    expect(new Set(receipt?.references).size).toBe(3);
  });

  it('tells thirty orders of the same moment with few calls', async () => {
    const refs = await place('plain', 30);
    const told = await Promise.all(refs.map(async (order) => shipment(order, { lines: await allOf(order), completesOrder: true })));
    open.calls();

    await Promise.all(told.map((one) => ship(one)));

    expect(open.calls()).toEqual(['GET /orders 1', 'POST /orders/batch 2']);
    expect(refs.map(statusOf)).toEqual(refs.map(() => 'completed'));
  });

  it('two slips of one order at the same moment both stay', async () => {
    const [order = '' as ExternalId] = await place();
    const [first, second] = await allOf(order);

    await Promise.all([
      ship(shipment(order, { lines: first ? [first] : [], parcels: [{ trackingNumber: 'A', carrier: 'DHL' }] })),
      ship(shipment(order, { slip: 'PS-2', lines: second ? [second] : [], parcels: [{ trackingNumber: 'B', carrier: 'DHL' }] })),
    ]);

    expect(parcels(order)?.map(([number]) => number)).toEqual(['A', 'B']);
  });

  it('one order that the shop will not have written does not stop the others', async () => {
    const [good = '' as ExternalId, deleted = '' as ExternalId] = await place('plain', 2);
    const told = await Promise.all(
      [good, deleted].map(async (order) => shipment(order, { lines: await allOf(order), completesOrder: true })),
    );
    await open.ask('DELETE', `/orders/${deleted}?force=true`);

    const results = await Promise.allSettled(told.map((one) => ship(one)));

    expect(results).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'ORDER_CANCELLED_AT_CHANNEL' } }]);
  });

  it.each(['cancel', 'trash', 'refund'])('says that the order is not to be shipped any more after %s', async (event) => {
    const [order = '' as ExternalId] = await place();
    const told = shipment(order, { lines: await allOf(order) });
    await open.shop.act(order, event, {});

    await expect(ship(told)).rejects.toMatchObject({
      code: 'ORDER_CANCELLED_AT_CHANNEL',
      details: { facts: { slip: 'PS-1', number: order } },
    });
    expect(await ship({ ...told, lines: [], parcels: [] })).toMatchObject({ references: [] });
  });

  it('ships what the order has and says what it has not; nothing of it at all is a problem', async () => {
    const [order = '' as ExternalId] = await place();
    const [first, second] = await allOf(order);
    if (!first || !second) throw new Error('two lines are needed');
    const tooMuch = { ...first, quantity: plus(first.quantity, decimal(2)) };

    const receipt = await ship(shipment(order, { lines: [tooMuch, second] }));

    expect(receipt).toMatchObject({ lines: [first, second], notes: [{ en: expect.stringContaining(first.sku) }] });
    await expect(ship(shipment(order, { slip: 'PS-2', lines: [first] }))).rejects.toMatchObject({
      code: 'SHIPMENT_EXCEEDS_ORDER',
      details: { facts: { slip: 'PS-2', problem: { en: expect.stringContaining('has 0 of it') } } },
    });
  });

  it('passes on why the shop refuses', async () => {
    const [order = '' as ExternalId] = await place();
    const told = shipment(order, { lines: await allOf(order), completesOrder: true });
    const refusal = { code: 'packing_lock', message: 'The order is locked by <b>Packing Pro</b>.', data: { status: 409 } };
    open.instead.answer = (method) => (method === 'PUT' ? Response.json(refusal, { status: 409 }) : undefined);

    await expect(ship(told)).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
      details: { facts: { what: 'packing slip PS-1', problem: 'The order is locked by Packing Pro.' } },
    });
  });

  it('does not call an order paid that waits for its money', async () => {
    const [order = '' as ExternalId] = await place('on-hold');
    expect(statusOf(order)).toBe('on-hold');

    const receipt = await ship(shipment(order, { lines: await allOf(order), completesOrder: true }));

    expect([statusOf(order), receipt?.notes]).toEqual([
      'on-hold',
      [expect.objectContaining({ en: expect.stringContaining('waits for payment') })],
    ]);
    expect(parcels(order)).toHaveLength(1);
  });

  it('ships parts of a metre', async () => {
    const [order = '' as ExternalId] = await place('fractional');
    const all = await allOf(order);
    const half = all.map((line) => ({ ...line, quantity: decimal('0.25') }));

    await ship(shipment(order, { lines: half }));

    expect(open.shop.order(order)?.fulfilments[0]?.lines.map(({ quantity }) => quantity)).toEqual(half.map(() => 0.25));
  });

  it('is no change of the order to whoever reads it', async () => {
    const source = { store: 'woocommerce-main' as never, shopUrl: 'https://shop.example', timeZone: 'Europe/Berlin' };
    const [order = '' as ExternalId] = await place();
    const before = toOrder(await open.ask('GET', `/orders/${order}`), source);

    await ship(shipment(order, { lines: await allOf(order) }));

    const after = toOrder(await open.ask('GET', `/orders/${order}`), source);
    const { _wc_shipment_tracking_items: tracking, ...extensions } = after.extensions ?? {};
    expect(tracking).toBeDefined();
    expect({ ...after, extensions, updatedAt: '' }).toEqual({ ...before, updatedAt: '' });
  });
});

describe('planShipment', () => {
  it('never has more of a line in all slips together than was ordered, and asks for nothing twice', () => {
    const quantity = fc.integer({ min: 1, max: 6 }).map((value) => decimal(value / 2));
    const slips = fc.array(
      fc.record({
        slip: fc.constantFrom('A', 'B', 'C'),
        quantity,
        line: fc.constantFrom('1', '2'),
        taken: fc.boolean(),
        complete: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(slips, quantity, (acts, ordered) => {
        let order = {
          id: 7,
          status: 'processing',
          total: '1',
          line_items: ['1', '2'].map((id) => ({ id, quantity: ordered })),
          meta_data: [] as object[],
        };
        for (const { slip, quantity: amount, line, taken, complete } of acts) {
          const told = shipment('7' as ExternalId, {
            slip,
            lines: taken ? [] : [{ line, sku: 'X', quantity: amount }],
            parcels: taken ? [] : [{ trackingNumber: `${slip}${amount}`, carrier: 'DHL' }],
            completesOrder: complete && !taken,
          });
          const plan = () => planShipment(WooOrder.parse(order), told);
          const change = attempt(plan)?.change as { status?: string; meta_data?: { key: string; value: unknown }[] } | undefined;
          if (!change) continue;
          const changed = change.meta_data ?? [];
          order = {
            ...order,
            status: change.status ?? order.status,
            meta_data: [...order.meta_data.filter((one) => !changed.some(({ key }) => key === (one as { key: string }).key)), ...changed],
          };

          expect(plan().change).toBeUndefined();
        }
        const marks = order.meta_data.find((one) => (one as { key: string }).key === '_commerce_companion_shipments') as
          | { value?: string }
          | undefined;
        const told = Object.values(JSON.parse(marks?.value ?? '{"slips":{}}').slips as Record<string, Shipment>).flatMap(
          (one) => one.lines,
        );
        for (const id of ['1', '2'])
          expect(compare(plus(zero, ...told.filter(({ line }) => line === id).map((one) => one.quantity)), ordered)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

describe('providerOf', () => {
  it.each([
    ['DHL', 'DE', 'deutsche-post-dhl'],
    ['dpd.de', 'FR', 'dpd-de'],
    ['UPS', 'DE', 'ups-germany'],
    ['UPS', 'JP', 'ups'],
    ['FedEx', 'DE', 'fedex'],
    ['Royal Mail', 'GB', 'royal-mail'],
    ['Royal Mail', 'DE', 'royal-mail'],
    ['DHL', 'JP', undefined],
    ['constructor', 'toString', undefined],
    ['', 'DE', undefined],
  ])('%s to %s is %s', (carrier, country, provider) => {
    expect(providerOf(carrier, country)).toBe(provider);
  });
});

describe('completion', () => {
  const complete = (order: ExternalId, final = true, markPaid = false) =>
    open.attached.publishes.completion?.({ order, invoice: 'INV-1', final, markPaid });

  it('completes an order of which nothing is to come, once', async () => {
    const [order = '' as ExternalId] = await place();

    expect(await complete(order, false)).toMatchObject({ done: 'left' });
    expect(await complete(order)).toMatchObject({ done: 'changed' });
    expect(await complete(order)).toMatchObject({ done: 'left' });
    expect(statusOf(order)).toBe('completed');
  });

  it.each([
    ['on-hold', true, false, 'left', 'on-hold'],
    ['on-hold', false, true, 'changed', 'processing'],
    ['on-hold', true, true, 'changed', 'completed'],
    ['unpaid', false, true, 'changed', 'processing'],
    ['unpaid', false, false, 'left', 'pending'],
  ])('of %s with final %s and paid %s: %s, then %s', async (shape, final, markPaid, done, status) => {
    const [order = '' as ExternalId] = await place(shape);

    expect(await complete(order, final, markPaid)).toMatchObject({ done });
    expect(statusOf(order)).toBe(status);
  });

  it('leaves a cancelled order and one that is gone', async () => {
    const [order = '' as ExternalId] = await place();
    await open.shop.act(order, 'cancel', {});

    expect(await complete(order)).toMatchObject({ done: 'left', says: { en: expect.stringContaining('cancelled') } });
    expect(await complete('424242' as ExternalId)).toMatchObject({ done: 'left' });
  });
});

describe('cancellation', () => {
  const cancel = (order: ExternalId) => open.attached.publishes.cancellation?.({ order, reason: 'Sales order SO-1 was cancelled.' });
  const notes = (order: ExternalId) => open.ask('GET', `/orders/${order}/notes`) as never as Promise<{ note: string }[]>;

  it('cancels, says why, gives the stock back and names what is to be refunded', async () => {
    const [order = '' as ExternalId] = await place('gross');
    const sold = open.shop.stock('D0001')?.available ?? 0;
    const total = open.shop.order(order)?.total ?? '';
    await open.shop.act(order, 'refund', { amount: '10.00' });

    const receipt = await cancel(order);

    expect(receipt).toMatchObject({ done: 'changed', refundDue: decimal(Number(total) - 10) });
    expect([statusOf(order), open.shop.stock('D0001')?.available]).toEqual(['cancelled', sold + 3]);
    expect((await notes(order)).map(({ note }) => note)).toEqual(['Sales order SO-1 was cancelled.']);
    expect(await cancel(order)).toMatchObject({ done: 'left', refundDue: receipt?.refundDue });
  });

  it('nothing is due of what was not paid, nor of what the shop cancelled itself', async () => {
    const [unpaid = '' as ExternalId] = await place('on-hold');
    const [own = '' as ExternalId] = await place('plain');
    await open.shop.act(own, 'cancel', {});

    expect(await cancel(unpaid)).toEqual({ done: 'changed', says: expect.objectContaining({ de: expect.any(String) }) });
    expect(await cancel(own)).toEqual({ done: 'left', says: expect.objectContaining({ de: expect.any(String) }) });
  });

  it('does not cancel what is completed or partly on its way', async () => {
    const [completed = '' as ExternalId, partly = '' as ExternalId] = await place('multi-line', 2);
    await open.shop.act(completed, 'complete', {});
    await ship(shipment(partly, { lines: (await allOf(partly)).slice(0, 1) }));

    await expect(cancel(completed)).rejects.toMatchObject({ code: 'CANNOT_CANCEL_AT_CHANNEL' });
    await expect(cancel(partly)).rejects.toMatchObject({ code: 'CANNOT_CANCEL_AT_CHANNEL' });
    expect([statusOf(completed), statusOf(partly)]).toEqual(['completed', 'processing']);
  });
});

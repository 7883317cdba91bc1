import { describe, expect, it } from 'vitest';
import type { ShopifyStorefront } from './channels/shopify/start.ts';
import { type Ask, aShop, heardBy, quiet, type UserError } from './shopify-caller.ts';

interface Work {
  id: string;
  status: string;
  requestStatus: string;
  assignedLocation: { name: string; location: { id: string } };
  supportedActions: { action: string }[];
  fulfillmentHolds: { id: string; reason: string; heldByRequestingApp: boolean }[];
  lineItems: { nodes: { id: string; sku: string; totalQuantity: number; remainingQuantity: number; lineItem: { id: string } }[] };
}

const workQuery = `query($id: ID!) { order(id: $id) { displayFulfillmentStatus updatedAt fulfillmentOrders(first: 20) { nodes {
  id status requestStatus assignedLocation { name location { id } } supportedActions { action }
  fulfillmentHolds { id reason heldByRequestingApp }
  lineItems(first: 50) { nodes { id sku totalQuantity remainingQuantity lineItem { id } } } } }
  fulfillments(first: 10) { id status name createdAt location { id } trackingInfo { number company url }
    fulfillmentLineItems(first: 50) { nodes { quantity lineItem { id sku } } } } } }`;

async function workOf(ask: Ask, ref: string): Promise<{ state: string; work: Work[]; fulfilments: Record<string, unknown>[] }> {
  const { data } = await ask(workQuery, { id: `gid://shopify/Order/${ref}` });
  return { state: data.order.displayFulfillmentStatus, work: data.order.fulfillmentOrders.nodes, fulfilments: data.order.fulfillments };
}

const createMutation = `mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
  fulfillment { id status name trackingInfo { number url company } } userErrors { field message } } }`;

async function create(ask: Ask, from: Work[], more: object = {}): Promise<{ fulfillment: { id: string } | null; userErrors: UserError[] }> {
  const lineItemsByFulfillmentOrder = from.map(({ id }) => ({ fulfillmentOrderId: id }));
  const { data } = await ask(createMutation, { f: { lineItemsByFulfillmentOrder, ...more } });
  return data.fulfillmentCreate;
}

const placed = async (shop: ShopifyStorefront, shape: string): Promise<string> =>
  (await shop.place({ count: 1, seed: 1, shape }))[0]?.ref ?? '';

describe('fulfilment orders', () => {
  it('are made with the order, one per location, and say what is left', async () => {
    const { shop, ask } = await aShop();

    const { state, work } = await workOf(ask, await placed(shop, 'two-locations'));

    expect(state).toBe('UNFULFILLED');
    expect(
      work.map(({ status, assignedLocation, lineItems }) => [
        status,
        assignedLocation.name,
        lineItems.nodes.map(({ sku, remainingQuantity }) => [sku, remainingQuantity]),
      ]),
    ).toEqual([
      [
        'OPEN',
        'Main distribution',
        [
          ['D0001', 2],
          ['BOOK-01', 1],
        ],
      ],
      ['OPEN', 'Home speakers', [['D0003', 3]]],
    ]);
    expect(work[0]?.supportedActions.map(({ action }) => action)).toContain('CREATE_FULFILLMENT');
  });

  it('leave out what never ships, and are cancelled with their order', async () => {
    const { shop, ask } = await aShop();
    const ref = await placed(shop, 'gift-card-sold');

    const before = await workOf(ask, ref);
    await shop.act(ref, 'cancel', {});
    const after = await workOf(ask, ref);

    expect(before.work.flatMap(({ lineItems }) => lineItems.nodes.map(({ sku }) => sku))).toEqual(['D0003']);
    expect(after.work.map(({ status, supportedActions }) => [status, supportedActions])).toEqual([['CANCELLED', []]]);
    expect(shop.stock('D0003')?.available).toBe(512);
  });

  it('of a service are shown but not ours to ship', async () => {
    const { shop, ask } = await aShop();
    const { work } = await workOf(ask, await placed(shop, 'by-service'));
    const theirs = work.filter(({ assignedLocation }) => assignedLocation.name === 'Parcel Partner');

    expect([work.length, theirs.length]).toEqual([2, 1]);
    expect((await create(ask, theirs)).userErrors).toEqual([{ field: ['fulfillment'], message: 'Fulfillment order does not exist.' }]);
  });

  it('follow edits, refunds, moves, splits, holds and hand-overs', async () => {
    const { shop, ask } = await aShop();
    const ref = await placed(shop, 'two-locations');
    const units = async () =>
      (await workOf(ask, ref)).work.map(({ status, assignedLocation, lineItems }) =>
        [status, assignedLocation.name[0], ...lineItems.nodes.map(({ sku, remainingQuantity }) => `${sku} ${remainingQuantity}`)].join(' '),
      );

    await shop.act(ref, 'edit', { sku: 'D0001', quantity: 4 });
    expect(await units()).toEqual(['OPEN M D0001 4 BOOK-01 1', 'OPEN H D0003 3']);
    await shop.act(ref, 'refund', { sku: 'BOOK-01' });
    expect((await units())[0]).toBe('OPEN M D0001 4');
    await shop.act(ref, 'split', {});
    expect(await units()).toEqual(['OPEN M D0001 2', 'OPEN H D0003 3', 'OPEN M D0001 2']);
    await shop.act(ref, 'move', { location: 'Home speakers' });
    expect((await units()).map((one) => one.split(' ')[1])).toEqual(expect.arrayContaining(['H']));
    await shop.act(ref, 'hold', { reason: 'incorrect_address' });
    expect((await workOf(ask, ref)).state).toBe('ON_HOLD');
    await expect(shop.act(ref, 'fulfil', {})).rejects.toThrow('nothing left to ship');
    await shop.act(ref, 'release', {});
    await shop.act(ref, 'third-party', {});
    const { work } = await workOf(ask, ref);
    expect(
      work
        .filter(({ status }) => status === 'IN_PROGRESS')
        .every(({ requestStatus, assignedLocation }) => requestStatus === 'ACCEPTED' && assignedLocation.name === 'Parcel Partner'),
    ).toBe(true);
  });
});

describe('fulfilments', () => {
  it('book a parcel: order, stock and subscribers hear of it', async () => {
    const { shop, ask } = await aShop();
    const heard = await heardBy(ask, 'FULFILLMENTS_CREATE', 'ORDERS_UPDATED', 'ORDERS_FULFILLED', 'ORDERS_PARTIALLY_FULFILLED');
    const ref = await placed(shop, 'two-locations');
    const { work } = await workOf(ask, ref);

    const first = await create(ask, work.slice(0, 1), { trackingInfo: { number: '1Z999', company: 'UPS' }, notifyCustomer: false });
    await quiet(shop);
    const topics = heard.map(({ topic }) => topic).sort();
    const between = await workOf(ask, ref);
    await create(ask, work.slice(1), { trackingInfo: { numbers: ['A1', 'A2'], urls: ['https://t.example/A1'], company: 'Own van' } });
    await quiet(shop);
    const { state, work: done, fulfilments } = await workOf(ask, ref);

    expect(first).toMatchObject({
      fulfillment: {
        status: 'SUCCESS',
        name: '#1001.1',
        trackingInfo: [{ number: '1Z999', company: 'UPS', url: expect.stringContaining('1Z999') }],
      },
      userErrors: [],
    });
    expect(topics).toEqual(['fulfillments/create', 'orders/partially_fulfilled', 'orders/updated']);
    expect([between.state, state]).toEqual(['PARTIALLY_FULFILLED', 'FULFILLED']);
    expect(done.map(({ status }) => status)).toEqual(['CLOSED', 'CLOSED']);
    expect(fulfilments[1]).toMatchObject({
      trackingInfo: [
        { number: 'A1', company: 'Own van', url: 'https://t.example/A1' },
        { number: 'A2', url: null },
      ],
    });
    expect(heard.map(({ topic }) => topic)).toContain('orders/fulfilled');
    expect(heard.find(({ topic }) => topic === 'orders/fulfilled')?.body).toMatchObject({
      fulfillment_status: 'fulfilled',
      fulfillments: [{}, {}],
    });
    expect(shop.order(ref)?.fulfilments).toEqual([
      {
        trackingNumber: '1Z999',
        carrier: 'UPS',
        lines: [
          { lineId: expect.any(String), sku: 'D0001', quantity: 2 },
          { lineId: expect.any(String), sku: 'BOOK-01', quantity: 1 },
        ],
      },
      { trackingNumber: 'A1', carrier: 'Own van', lines: [{ lineId: expect.any(String), sku: 'D0003', quantity: 3 }] },
    ]);
  });

  it('are refused in the words of Shopify', async () => {
    const { shop, ask } = await aShop();
    const ref = await placed(shop, 'two-locations');
    const { work } = await workOf(ask, ref);
    const [main] = work;
    const line = main?.lineItems.nodes[0];
    const id = main?.id ?? '';
    const number = id.split('/').at(-1);
    const lines = (quantity: number) => ({
      f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: id, fulfillmentOrderLineItems: [{ id: line?.id, quantity }] }] },
    });
    const said = async (variables: object) =>
      (await ask(createMutation, variables)).data.fulfillmentCreate.userErrors.map(({ message }: UserError) => message);

    expect(await said(lines(3))).toEqual(['Invalid fulfillment order line item quantity requested.']);
    expect(await said(lines(0))).toEqual(['Invalid fulfillment order line item quantity requested.']);
    expect(await said({ f: { lineItemsByFulfillmentOrder: work.map((one) => ({ fulfillmentOrderId: one.id })) } })).toEqual([
      'All fulfillment orders must be assigned to the same location.',
    ]);
    expect(await said({ f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }] } })).toEqual([
      'Fulfillment order does not exist.',
    ]);
    expect(await said(lines(1))).toEqual([]);
    expect((await workOf(ask, ref)).work[0]).toMatchObject({
      status: 'IN_PROGRESS',
      lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 1 }, { remainingQuantity: 1 }] },
    });
    expect((await create(ask, work.slice(0, 1))).userErrors).toEqual([]);
    expect(await said(lines(1))).toEqual([`Fulfillment order ${number} has an unfulfillable status= closed.`]);
    await shop.act(ref, 'hold', {});
    expect((await create(ask, work.slice(1))).userErrors[0]?.message).toMatch(/unfulfillable status= on_hold/);
  });

  it('can be taken back and traced anew', async () => {
    const { shop, ask } = await aShop();
    const heard = await heardBy(ask, 'FULFILLMENTS_UPDATE');
    const ref = await placed(shop, 'two-locations');
    const { work } = await workOf(ask, ref);
    const { fulfillment } = await create(ask, work.slice(0, 1));

    const traced = await ask(
      'mutation($id: ID!, $t: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $t) { fulfillment { trackingInfo { number } } userErrors { message } } }',
      {
        id: fulfillment?.id,
        t: { number: 'NEW', company: 'FedEx' },
      },
    );
    const cancel = () =>
      ask('mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { message } } }', { id: fulfillment?.id });
    const cancelled = await cancel();
    const again = await cancel();
    await quiet(shop);
    const after = await workOf(ask, ref);

    expect(traced.data.fulfillmentTrackingInfoUpdate).toEqual({ fulfillment: { trackingInfo: [{ number: 'NEW' }] }, userErrors: [] });
    expect(cancelled.data.fulfillmentCancel.fulfillment.status).toBe('CANCELLED');
    expect(again.data.fulfillmentCancel.userErrors).toHaveLength(1);
    expect([after.state, after.work.map(({ status }) => status)]).toEqual(['UNFULFILLED', ['CLOSED', 'OPEN', 'OPEN']]);
    expect(heard).toHaveLength(2);
    expect(shop.order(ref)?.fulfilments).toEqual([]);
  });

  it('by hand are a person’s act', async () => {
    const { shop, ask } = await aShop();
    const ref = await placed(shop, 'two-locations');

    await shop.act(ref, 'fulfil', { sku: 'D0003', quantity: 2, trackingNumber: 'HAND' });

    expect((await workOf(ask, ref)).state).toBe('PARTIALLY_FULFILLED');
    expect(shop.order(ref)?.fulfilments).toMatchObject([{ trackingNumber: 'HAND', lines: [{ sku: 'D0003', quantity: 2 }] }]);
    await expect(shop.act(ref, 'fulfil', { sku: 'D0003', quantity: 2 })).rejects.toThrow('Only 1');
  });
});

describe('holds and moves by the API', () => {
  const holdMutation = `mutation($id: ID!, $h: FulfillmentOrderHoldInput!) { fulfillmentOrderHold(id: $id, fulfillmentHold: $h) {
    fulfillmentHold { id } fulfillmentOrder { status fulfillmentHolds { reason } } remainingFulfillmentOrder { status } userErrors { field message code } } }`;

  it('hold once per handle, release, and move where the item is stocked', async () => {
    const { shop, ask } = await aShop();
    const { work } = await workOf(ask, await placed(shop, 'two-locations'));
    const id = work[0]?.id;
    const hold = async (h: object) => (await ask(holdMutation, { id, h: { reason: 'OTHER', ...h } })).data.fulfillmentOrderHold;
    const move = async (to: string) =>
      (
        await ask(
          'mutation($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) { movedFulfillmentOrder { id assignedLocation { name } } userErrors { message } } }',
          { id, to: `gid://shopify/Location/${to}` },
        )
      ).data.fulfillmentOrderMove;

    expect(await hold({})).toMatchObject({ fulfillmentOrder: { status: 'ON_HOLD' }, userErrors: [] });
    expect((await hold({})).userErrors[0].code).toBe('DUPLICATE_FULFILLMENT_HOLD_HANDLE');
    const released = await ask(
      'mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { fulfillmentOrder { status } userErrors { message } } }',
      { id },
    );
    expect(released.data.fulfillmentOrderReleaseHold).toEqual({ fulfillmentOrder: { status: 'OPEN' }, userErrors: [] });
    expect((await move('61000000003')).userErrors[0].message).toMatch('not stocked');
    expect(await move('61000000002')).toEqual({
      movedFulfillmentOrder: { id, assignedLocation: { name: 'Home speakers' } },
      userErrors: [],
    });
  });

  it('need their scopes', async () => {
    const { shop, ask } = await aShop({ scopes: ['read_orders', 'read_merchant_managed_fulfillment_orders'] });
    const { work } = await workOf(ask, await placed(shop, 'by-service'));

    const { errors } = await ask(createMutation, {
      f: { lineItemsByFulfillmentOrder: work.map(({ id }) => ({ fulfillmentOrderId: id })) },
    });
    const locations = await ask('{ locations(first: 5) { nodes { name } } }');

    expect(work.map(({ assignedLocation }) => assignedLocation.name)).toEqual(['Main distribution']);
    expect([errors?.[0]?.extensions?.code, locations.errors?.[0]?.extensions?.code]).toEqual(['ACCESS_DENIED', 'ACCESS_DENIED']);
  });

  it('take links that are links only', async () => {
    const { shop, ask } = await aShop();
    const { work } = await workOf(ask, await placed(shop, 'two-locations'));

    const { errors } = await ask(createMutation, {
      f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: work[0]?.id }], trackingInfo: { number: '1', url: 'track it' } },
    });

    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('missing scheme'), extensions: { code: 'INVALID_VARIABLE' } });
  });

  it('locations of services are listed on request', async () => {
    const { ask } = await aShop();
    const names = async (more: string) =>
      (await ask(`{ locations(first: 5${more}) { nodes { name isFulfillmentService inventoryLevels(first: 3) { nodes { isActive } } } } }`))
        .data.locations.nodes.length;

    expect([await names(''), await names(', includeLegacy: true')]).toEqual([2, 3]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { metrics } from '../../shared/core/metrics.ts';
import type { TelemetryItem } from '../sandbox/application-insights.ts';
import { dynamicsEvents } from '../sandbox/world.ts';
import { aSalesOrder, inDynamics, outboundRows } from './dynamics.ts';
import { never, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  // Without looking: what arrives was told at the door.
  floor = await openShopFloor({ settings: { ...nobodyLooks, POLL_SCHEDULE: never, TELEMETRY_INTERVAL_MS: '400' } });
});
afterAll(() => floor?.close());
afterEach(() => floor.control('DELETE', '/faults'));

const telemetry = async () => (await floor.control<{ items: TelemetryItem[] }>('GET', '/telemetry')).items;

/** All that was told, a while after all work has ended: longer than the product keeps it to itself. */
async function told(): Promise<TelemetryItem[]> {
  await floor.idle();
  await new Promise((done) => setTimeout(done, 1200));
  return telemetry();
}
/** What comes to be told of one trigger, as a matcher: telemetry comes a little later, on a busy machine much later. */
const traced = <T>(operation: () => Promise<unknown>, seen: (trace: TelemetryItem[]) => T) =>
  expect.poll(async () => seen(inTrace(await telemetry(), await operation())), { timeout: 20_000 });
/** The trace in which an order arrived. */
const arrivalOf = (ref: string | undefined) => async () =>
  (await floor.dataverse(`cmc_syncevents?$filter=cmc_externalid eq '${ref}' and cmc_kind eq 'arrived'`))[0]?.cmc_operationid ?? 'none yet';
const dataOf = (item: TelemetryItem) =>
  item.data.baseData as { id?: string; name?: string; message?: string; success?: boolean; properties?: Record<string, string> };
const inTrace = (items: TelemetryItem[], operation: unknown) => items.filter((one) => one.tags['ai.operation.id'] === operation);
const namesOf = (items: TelemetryItem[]) => items.map((one) => dataOf(one).name ?? dataOf(one).message ?? '');
const measured = (items: TelemetryItem[]) =>
  items
    .filter((one) => one.data.baseType === 'MetricData')
    .flatMap((one) =>
      (one.data.baseData.metrics as { name: string; value: number; count?: number }[]).map((metric) => ({
        ...metric,
        of: dataOf(one).properties ?? {},
      })),
    );

describe('one trace', () => {
  it('leads from the delivery at the door through Dynamics to the status row, and is found by the order', async () => {
    const [order] = await floor.place('woocommerce', { shape: 'plain', seed: 3 });
    await floor.idle();
    await traced(arrivalOf(order?.ref), namesOf).toEqual(
      expect.arrayContaining([
        'receive-webhook',
        'process-inbound',
        'GET /wp-json/wc/v3/orders/{id}',
        'POST /data/$batch',
        'run ended',
        'project-status',
      ]),
    );

    // Each part hangs below another one of the same trace, or below the host's own span of the function.
    const { invocations } = await floor.control<{ invocations: { traceParent: string }[] }>('GET', '/host/invocations');
    const hosts = invocations.map(({ traceParent }) => traceParent.split('-')[2]);
    const orphans = (trace: TelemetryItem[]) => {
      const known = new Set([...hosts, ...trace.map((one) => dataOf(one).id)]);
      return namesOf(trace.filter((one) => !known.has(one.tags['ai.operation.parentId'])));
    };
    await traced(arrivalOf(order?.ref), orphans).toEqual([]);

    const trace = inTrace(await telemetry(), await arrivalOf(order?.ref)());
    const run = trace.find((one) => dataOf(one).name === 'process-inbound');
    expect(run && dataOf(run).properties).toMatchObject({
      'companion.store': 'woocommerce-main',
      'companion.kind': 'order',
      'companion.document': order?.ref,
      'companion.salesOrder': expect.stringMatching(/^WOO-/),
    });
  });

  it('leads from what was heard of a packing slip to the shop and to its status row', async () => {
    const order = await aSalesOrder(floor, 'shopify', 41);
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: '1Z999AA10123456784', carrier: 'UPS' });
    await floor.idle();
    const shipped = async () => (await outboundRows(floor, order, 'shipment'))[0]?.cmc_operationid;
    await traced(shipped, namesOf).toEqual(
      expect.arrayContaining([
        'hear-dynamics',
        'process-outbound',
        'POST /data/$batch',
        expect.stringMatching(/^POST \/admin\/api\/\d{4}-\d\d\/graphql\.json$/),
        'project-status',
      ]),
    );
  });

  it('goes on through the tries that follow a failure, which it names', async () => {
    await floor.control('POST', '/faults', { target: 'financeScm', kind: 'error' });
    const [order] = await floor.place('woocommerce', { shape: 'plain', seed: 5 });
    const failures = (trace: TelemetryItem[]) =>
      trace.filter((one) => one.data.baseType === 'RemoteDependencyData' && dataOf(one).success === false);
    await traced(arrivalOf(order?.ref), failures).not.toEqual([]);
    await floor.control('DELETE', '/faults');
    await floor.idle();
    expect((await floor.status('woocommerce', order?.ref ?? ''))?.state).toBe('Synced');
    const states = (trace: TelemetryItem[]) =>
      trace.filter((one) => dataOf(one).message === 'run ended').map((one) => dataOf(one).properties?.state);
    await traced(arrivalOf(order?.ref), states).toContain('Synced');
  });

  it('leads from what a person asked for to what came of it', async () => {
    const [order] = await floor.place('woocommerce', { shape: 'plain', seed: 6 });
    await floor.idle();
    const { state } = await floor.ask('kim', {
      cmc_kind: 'resubmit',
      cmc_store: 'woocommerce-main',
      cmc_documenttype: 'order',
      cmc_externalid: order?.ref,
    });
    expect(state).toBe('Done');
    const asked = async () =>
      (await telemetry()).findLast((one) => dataOf(one).message === 'command' && dataOf(one).properties?.kind === 'resubmit')?.tags[
        'ai.operation.id'
      ] ?? 'not told yet';
    await traced(asked, namesOf).toEqual(expect.arrayContaining(['carry-out-commands', 'process-inbound']));
  });

  it('is not begun by timers that find nothing to do', async () => {
    await floor.idle();
    const since = Date.now();
    await new Promise((done) => setTimeout(done, 3000));
    const later = (await told()).filter((one) => Date.parse(one.time) > since);
    expect(namesOf(later).filter((name) => /^(carry-out|take|poll|watch|sweep)-/.test(name))).toEqual([]);
  });
});

it('numbers say how many orders came, how long they took, what was called, what it cost, what waits and how stock lags', async () => {
  await floor.place('woocommerce', { shape: 'unknown-sku', seed: 7 });
  await floor.control('POST', '/faults', { target: 'woocommerce', kind: 'throttle', count: 1 });
  await floor.place('woocommerce', { shape: 'plain', seed: 8, count: 2 });
  await floor.idle();
  await floor.control('POST', '/faults', { target: 'financeScm', kind: 'error', count: 3 });
  await floor.place('woocommerce', { shape: 'plain', seed: 9 });
  await floor.idle();
  await floor.control('POST', '/host/timers/take-snapshots');
  const missing = (items: TelemetryItem[]) => {
    const names = new Set(measured(items).map((one) => one.name));
    return Object.keys(metrics).filter((name) => !names.has(name));
  };
  await expect.poll(async () => missing(await told()), { timeout: 20_000 }).toEqual([]);
  const found = measured(await told());
  const sum = (name: string, of: Record<string, string>) =>
    found
      .filter((one) => one.name === name && Object.entries(of).every(([key, value]) => one.of[key] === value))
      .reduce((total, one) => total + one.value, 0);
  expect(sum('companion.exceptions', { code: 'UNKNOWN_ITEM' })).toBeGreaterThan(0);
  expect(sum('companion.calls.cost', { store: 'shopify-main' })).toBeGreaterThan(0);
  expect(found.some((one) => one.name === 'companion.calls' && one.of.outcome === 'throttled')).toBe(true);
  expect(found.find((one) => one.name === 'companion.stock.lag')?.of.store).toMatch(/-main$/);
});

it.each(['down', 'error'])('when what takes the telemetry is in trouble (%s), orders go on, and later telemetry arrives', async (kind) => {
  await floor.control('POST', '/faults', { target: 'applicationInsights', kind });
  const placed = await floor.place('woocommerce', { count: 3, seed: 70 + kind.length });
  await floor.idle();
  await new Promise((done) => setTimeout(done, 1500));
  for (const { ref } of placed) expect((await floor.status('woocommerce', ref))?.state).toBe('Synced');
  await floor.control('DELETE', '/faults');
  await floor.control('DELETE', '/telemetry');
  const [later] = await floor.place('woocommerce', { seed: 80 + kind.length });
  await expect
    .poll(async () => (await told()).some((one) => dataOf(one).properties?.document === later?.ref), { timeout: 30_000 })
    .toBe(true);
});

it('no name, address, e-mail or secret is in anything that was told, whatever went wrong', async () => {
  const person = {
    firstName: 'Zwetlana',
    lastName: 'Quixnovitch',
    street: 'Xylophongasse 77b',
    city: 'Wurzelheim',
    phone: '+49 151 9876543',
  };
  const email = 'zwetlana.quix@postfach.example';
  const document = JSON.stringify({ id: 'seven', billing: { ...person, email, first_name: person.firstName, last_name: person.lastName } });

  await floor.place('shopify', { count: 6, seed: 61 });
  const placed = await floor.place('woocommerce', { count: 6, seed: 62 });
  const [held] = await floor.place('woocommerce', { shape: 'unknown-sku', seed: 63 });
  await floor.idle();
  await floor.ask('kim', {
    cmc_kind: 'correct-address',
    cmc_store: 'woocommerce-main',
    cmc_documenttype: 'order',
    cmc_externalid: held?.ref,
    cmc_body: JSON.stringify({ address: { ...person, street: [person.street], country: 'DE' } }),
  });
  await floor.ask('kim', { cmc_kind: 'assign', cmc_body: document });
  for (const kind of ['error', 'throttle', 'reset-after-commit']) {
    await floor.control('POST', '/faults', { target: 'financeScm', kind, count: 1 });
    await floor.place('woocommerce', { seed: 64 + kind.length });
    await floor.idle();
  }
  expect(await floor.deliver('woocommerce', 'order.updated', document)).toBeLessThan(300);
  expect(await floor.deliver('woocommerce', 'order.updated', document, 'somebody-else')).toBe(401);
  const { functions } = floor.environment.endpoints;
  await fetch(`${functions}/api/webhooks/shopify/${encodeURIComponent(email)}`, { method: 'POST', body: document });
  for (const body of [document, `{"customer":"${person.lastName}", not json`])
    await fetch(`${functions}/api/d365-events/${dynamicsEvents.environment}?code=${dynamicsEvents.key}`, { method: 'POST', body });

  // The address of a request, which a stranger may fill, is in no line of ours.
  const { invocations } = await floor.control<{ invocations: { lines: unknown; error?: string }[] }>('GET', '/host/invocations');
  const everything = JSON.stringify([await told(), invocations.map(({ lines, error }) => [lines, error])]);
  const known = [...Object.values(person), email];
  for (const header of await floor.erp('SalesOrderHeadersV2?cross-company=true'))
    known.push(
      ...['DeliveryAddressName', 'DeliveryAddressStreet', 'InvoiceAddressStreet', 'Email', 'ContactPersonId'].map((column) =>
        String(header[column] ?? ''),
      ),
    );
  for (const customer of await floor.erp('CustomersV3?cross-company=true&$filter=CustomerGroupId eq %2730%27'))
    known.push(
      ...['OrganizationName', 'PrimaryContactEmail', 'PrimaryContactPhone', 'AddressStreet'].map((column) =>
        String(customer[column] ?? ''),
      ),
    );
  const secrets = floor.environment.endpoints.stores.map(({ webhookSecret = '' }) => webhookSecret);
  const sought = [...new Set([...known, ...secrets, dynamicsEvents.key])].filter((text) => text.length > 5);
  expect(placed).toHaveLength(6);
  expect(sought.length).toBeGreaterThan(20);
  const around = (text: string) => {
    const at = everything.toLowerCase().indexOf(text.toLowerCase());
    return at < 0 ? [] : [`${text} in …${everything.slice(Math.max(0, at - 200), at + 100)}…`];
  };
  expect(sought.flatMap(around)).toEqual([]);
}, 180_000);

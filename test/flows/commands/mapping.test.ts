import { beforeEach, describe, expect, it } from 'vitest';
import type { MappingContext, MappingTrial } from '../../../shared/canonical/command.ts';
import { IntegrationError } from '../../../shared/core/errors.ts';
import { aDraft, aLine } from '../../builders.ts';
import { status, useDataverse } from '../../sandbox/dataverse-caller.ts';
import { desk } from './desk.ts';

const { call, query, product } = useDataverse();
const [draft, published, retired] = [727000000, 727000001, 727000002];

const name = (id: string, template: string) => ({ id, target: 'SalesOrderName', kind: 'template', template });

async function addSet(key: string, more: Record<string, unknown> = {}, rules: unknown = [name('own.name', 'Web {{order.number}}')]) {
  const answer = await call('POST', 'cmc_mappingsets', {
    cmc_key: key,
    cmc_name: key,
    cmc_store: 'shopify-main',
    cmc_document: 'sales-order-header',
    cmc_version: 2,
    cmc_state: draft,
    cmc_rules: JSON.stringify(rules),
    ...more,
  });
  expect(answer.text).toBe('');
}
const states = async () =>
  Object.fromEntries((await query('cmc_mappingsets', {})).body.value.map((row) => [row.cmc_key, Number(row.cmc_state)]));
const rowOf = async (key: string) => (await query('cmc_mappingsets', { $filter: `cmc_key eq '${key}'` })).body.value[0];

let bench: ReturnType<typeof desk>;
beforeEach(() => {
  bench = desk(product());
});

describe('publishing a mapping set', () => {
  it('retires the one in force, says who and when, and keeps the comment', async () => {
    await addSet('m1', { cmc_state: published, cmc_version: 1 });
    await addSet('m2');
    const result = await bench.ask('publish-mapping', {}, { mappingSet: 'm2', comment: 'Own names' });
    expect(result).toMatchObject({ state: 'Done', audit: [{ before: { inForce: ['m1'] }, after: { mappingSet: 'm2', version: 2 } }] });
    expect(result.says).toMatch(/^Version 2 is in force instead of version 1\./);
    expect(await states()).toEqual({ m1: retired, m2: published });
    expect(await rowOf('m2')).toMatchObject({ cmc_comment: 'Own names', _cmc_publishedby_value: '50000000-0000-4000-8000-000000000001' });
    expect((await bench.ports.configuration()).mappings.version('shopify-main', 'sales-order-header')).toBe(2);
  });

  it('of a set that does not check is refused with everything that is wrong, and nothing changes', async () => {
    await addSet('m1', { cmc_state: published, cmc_version: 1 });
    await addSet('m2', {}, [
      { id: 'a', target: 'NoSuchField', kind: 'constant', value: 'x' },
      { id: 'b', target: 'RequestedShippingDate', kind: 'constant', value: 'soon' },
    ]);
    const { state, says } = await bench.ask('publish-mapping', {}, { mappingSet: 'm2' });
    expect(state).toBe('Refused');
    expect(says).toContain('Dynamics has no field "NoSuchField"');
    expect(says).toContain('date');
    expect(await states()).toEqual({ m1: published, m2: draft });
  });

  it('of what is no JSON, of a store that is gone, of no set at all is refused with a sentence', async () => {
    await addSet('bad', { cmc_rules: '{"document":' });
    await addSet('lost', { cmc_store: 'nowhere' });
    const says = async (mappingSet: string) => (await bench.ask('publish-mapping', {}, { mappingSet })).says;
    expect(await says('bad')).toMatch(/^It does not check, and nothing has changed\. Rules: /);
    expect(await says('lost')).toBe('Store "nowhere" does not exist, or its row was never right.');
    expect(await says("it's")).toBe(`There is no mapping set "it's".`);
    expect(await says('')).toMatch(/^Its body does not fit/);
  });

  it('by several at once leaves exactly one in force, and whoever says so is right', async () => {
    for (let round = 0; round < 6; round += 1) {
      const keys = ['a', 'b', 'c'].map((letter) => `${letter}${round}`);
      for (const key of keys) await addSet(key);
      const results = await Promise.all(keys.map((mappingSet) => bench.ask('publish-mapping', {}, { mappingSet })));
      const inForce = Object.entries(await states()).filter(([, state]) => state === published);
      expect(inForce).toHaveLength(1);
      expect(keys).toContain(inForce[0]?.[0]);
      const last = results[keys.indexOf(inForce[0]?.[0] ?? '')];
      expect(last?.state).toBe('Done');
    }
  });

  it('again does no harm, and a crash between publishing and retiring is mended by it', async () => {
    await addSet('m1', { cmc_state: published, cmc_version: 1 });
    await addSet('m2', { cmc_state: published });
    expect((await bench.ask('publish-mapping', {}, { mappingSet: 'm2' })).state).toBe('Done');
    expect((await bench.ask('publish-mapping', {}, { mappingSet: 'm2' })).state).toBe('Done');
    expect(await states()).toEqual({ m1: retired, m2: published });
  });

  it('rolls back to an earlier version, and to no draft', async () => {
    await addSet('m1', { cmc_state: published, cmc_version: 1 });
    await addSet('m2');
    await bench.ask('publish-mapping', {}, { mappingSet: 'm2' });
    expect(await bench.ask('roll-back-mapping', {}, { mappingSet: 'm1' })).toMatchObject({ state: 'Done' });
    expect(await states()).toEqual({ m1: published, m2: retired });
    await addSet('m3', { cmc_version: 3 });
    expect((await bench.ask('roll-back-mapping', {}, { mappingSet: 'm3' })).says).toBe('It was never in force. Publish it instead.');
  });

  it('leaves other documents and stores alone', async () => {
    await addSet('other-store', { cmc_store: 'woocommerce-main', cmc_state: published });
    await addSet('other-document', { cmc_document: 'customer', cmc_state: published }, []);
    await addSet('m2');
    await bench.ask('publish-mapping', {}, { mappingSet: 'm2' });
    expect(await states()).toEqual({ 'other-store': published, 'other-document': published, m2: published });
  });
});

describe('trying a mapping set', () => {
  beforeEach(async () => {
    for (const [index, firstName] of ['Ada', 'Grace'].entries()) {
      const externalId = String(100 + index);
      bench.shop.set(
        externalId,
        aDraft({ externalId, number: `#${externalId}`, buyer: { email: 'ada@example.com', firstName, lastName: 'Byron' } }),
      );
      await call('POST', 'cmc_syncstatuses', status(externalId, { cmc_lasteventon: `2026-11-20T10:0${index}:00Z` }));
    }
    await call('POST', 'cmc_syncstatuses', status('gone', { cmc_lasteventon: '2026-11-20T11:00:00Z' }));
  });

  it('answers per recent document what changes against the version in force, without personal data', async () => {
    await addSet('m2', {}, [name('own.name', 'Web {{order.buyer.firstName}} {{order.number}}')]);
    const { says, answer } = await bench.ask('test-mapping', {}, { mappingSet: 'm2' });
    const trial = answer as MappingTrial;
    expect(says).toBe('It checks. 2 of 2 recent documents change.');
    expect(trial.problems).toEqual([]);
    expect(trial.documents.map(({ label }) => label)).toEqual(['#101', '#100']);
    expect(trial.documents[0]?.changed).toEqual([{ part: 'header', target: 'SalesOrderName', before: 'G… B…', after: 'Web G… #101' }]);
    expect(JSON.stringify(answer)).not.toMatch(/Grace|Ada|Byron|ada@/);
  });

  it('answers what is wrong with a set that does not check', async () => {
    await addSet('m2', {}, [{ id: 'a', target: 'NoSuchField', kind: 'constant', value: 'x' }]);
    const { state, answer } = await bench.ask('test-mapping', {}, { mappingSet: 'm2' });
    expect(state).toBe('Done');
    const sentence = (begins: string, ends: string) => expect.stringMatching(`^${begins} .*NoSuchField.* ${ends}$`);
    expect((answer as MappingTrial).problems).toEqual([
      {
        problem: sentence('Dynamics has no field', 'could fill.'),
        texts: { '1031': { problem: sentence('Dynamics hat in diesem Dokument kein Feld', 'füllen könnte.') } },
      },
    ]);
  });

  it('names a value that the draft cannot map as a problem of its field', async () => {
    const from = { kind: 'copy', path: 'order.shippingMethod.code' };
    bench.shop.set('101', aDraft({ externalId: '101', number: '#101', shippingMethod: { code: 'dhl', title: 'DHL' } }));
    await addSet('m2', {}, [{ id: 'own.mode', target: 'DeliveryModeCode', kind: 'value-map', map: 'delivery-mode', from }]);
    const { answer } = await bench.ask('test-mapping', {}, { mappingSet: 'm2' });
    const [first] = (answer as MappingTrial).documents;
    expect(first?.changed.find(({ target }) => target === 'DeliveryModeCode')?.problem).toContain('"dhl"');
  });

  it('gives the editor fields, samples, shipped rules and value maps', async () => {
    await call('POST', 'cmc_valuemapentries', {
      cmc_key: 'v1',
      cmc_name: 'v1',
      cmc_store: '',
      cmc_map: 'own-map',
      cmc_from: 'a',
      cmc_to: 'b',
    });
    const { says, answer } = await bench.ask('mapping-context', { store: 'shopify-main' }, { document: 'sales-order-header' });
    const context = answer as MappingContext;
    expect(says).toMatch(/^\d+ fields, 2 recent documents\.$/);
    expect(context.samples.map(({ label }) => label)).toEqual(['#101', '#100']);
    expect(context.samples[0]?.given).toMatchObject({
      order: { number: '#101', buyer: { firstName: 'G…' } },
      store: { id: 'shopify-main' },
    });
    expect(JSON.stringify(context.samples)).not.toMatch(/"connection"|Grace|ada@/);
    expect(context.valueMaps['own-map']).toEqual({ ignoreCase: true, entries: { a: 'b' } });
    expect(context.fields.find((field) => field.name === 'SalesOrderName')).toMatchObject({ type: 'text' });
    expect(context.defaults).toMatchObject({ document: 'sales-order-header' });
    expect(context.version).toBe(1);
  });

  it('says why there are no samples where none could be read', async () => {
    bench.attached.loadOrder = async () => {
      throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'the shop', problem: 'it is away' } });
    };
    const { says } = await bench.ask('mapping-context', { store: 'shopify-main' }, { document: 'sales-order-header' });
    expect(says).toMatch(/^\d+ fields, no recent document could be read: .*the shop/);
  });

  it('gives lines and customers of the same documents', async () => {
    bench.shop.set(
      '101',
      aDraft({ externalId: '101', number: '#101', lines: [aLine(), aLine({ id: '2', sku: 'D0002' })], total: '20.00' }),
    );
    const lines = (await bench.ask('mapping-context', { store: 'shopify-main' }, { document: 'sales-order-line' }))
      .answer as MappingContext;
    expect(lines.samples.map(({ label }) => label)).toEqual(['#101 · line 1', '#101 · line 2', '#100']);
    expect(lines.samples[1]?.given).toMatchObject({ line: { sku: 'D0002' }, item: { itemNumber: 'D0002' } });
    const customers = (await bench.ask('mapping-context', { store: 'shopify-main' }, { document: 'customer' })).answer as MappingContext;
    expect(customers.samples[0]?.given).toMatchObject({ customer: { kind: 'customer', lastName: 'B…' } });
  });

  it('drops samples before an answer grows beyond its column', async () => {
    const note = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`field${index}`, 'x'.repeat(55)]));
    for (let index = 0; index < 5; index += 1) {
      bench.shop.set(`big${index}`, aDraft({ externalId: `big${index}`, number: `B${index}`, extensions: note }));
      await call('POST', 'cmc_syncstatuses', status(`big${index}`, { cmc_lasteventon: `2026-11-20T12:0${index}:00Z` }));
    }
    const { answer } = await bench.ask('mapping-context', { store: 'shopify-main' }, { document: 'sales-order-header' });
    expect(JSON.stringify(answer).length).toBeLessThan(1_000_000);
    expect((answer as MappingContext).samples.length).toBeGreaterThan(0);
    expect((answer as MappingContext).samples.length).toBeLessThan(5);
  });
});

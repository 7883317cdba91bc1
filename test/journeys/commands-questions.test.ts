import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation, ItemCandidate, MappingContext, MappingTrial, StoreCheck } from '../../shared/canonical/command.ts';
import { wordingOf } from '../../shared/core/wording.ts';
import { mustBeOneSalesOrder, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

interface Asked {
  state: string;
  says: string;
  /** The same in German. */
  german: string;
  answer: unknown;
}

const inWords = '@OData.Community.Display.V1.FormattedValue';

/** Makes a row with the privileges of a person. */
async function writeAs(person: string, set: string, row: object): Promise<void> {
  const made = await fetch(`${floor.environment.endpoints.preview}/api/data/v9.2/${set}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-preview-persona': person },
    body: JSON.stringify(row),
  });
  if (!made.ok) throw new Error(`${set} by ${person}: ${made.status} ${await made.text()}`);
}

/** Writes a command row as a person, and waits until it is answered in the same row. */
async function ask(person: string, kind: string, body: object, about: Record<string, string> = {}): Promise<Asked> {
  const key = crypto.randomUUID();
  const request = { cmc_key: key, cmc_name: kind, cmc_kind: kind, cmc_body: JSON.stringify(body), cmc_state: 727000000, ...about };
  await writeAs(person, 'cmc_commands', request);
  const row = async () => (await floor.dataverse(`cmc_commands?$filter=cmc_key eq '${key}'`))[0];
  const open: unknown[] = ['Requested', 'Working', undefined];
  await expect.poll(async () => open.includes((await row())?.[`cmc_state${inWords}`]), { timeout: 20_000 }).toBe(false);
  const ended = await row();
  const answer = ended?.cmc_answer ? (JSON.parse(String(ended.cmc_answer)) as unknown) : undefined;
  const german = wordingOf('', String(ended?.cmc_texts), 'result').de;
  return { state: String(ended?.[`cmc_state${inWords}`]), says: String(ended?.cmc_result), german, answer };
}

const order = (store: string, externalId: string) => ({ cmc_store: store, cmc_documenttype: 'order', cmc_externalid: externalId });

describe('what people ask for with a row, and read in the same row', () => {
  it('whoever may look has a held order explained, and a clerk finds the item that its SKU may be', async () => {
    const [held] = await floor.place('shopify', { shape: 'unknown-sku', seed: 31 });
    await floor.idle();
    const explained = await ask('vera', 'explain', {}, order('shopify-main', held?.ref ?? ''));
    expect(explained).toMatchObject({ state: 'Done', says: '1 field could not be filled.' });
    const unknown = (explained.answer as Explanation).fields.find(({ problem }) => problem);
    expect(unknown).toMatchObject({ target: 'ItemNumber', problem: expect.stringContaining('is not known in USMF') });
    expect(JSON.stringify(explained.answer)).not.toMatch(/[\w.]{2,}@/);

    const found = await ask('kim', 'suggest-items', { sku: 'D-0001X', name: 'Mid range speaker' }, { cmc_store: 'shopify-main' });
    expect((found.answer as ItemCandidate[])[0]).toMatchObject({ itemNumber: 'D0001' });
  });

  it('an admin tries a draft, publishes it, sees orders follow it, and rolls back', async () => {
    const [before] = await floor.place('woocommerce', { shape: 'plain', seed: 32 });
    await floor.idle();
    if (before) await mustBeOneSalesOrder(floor, 'woocommerce', before);
    const context = await ask('alex', 'mapping-context', { store: 'woocommerce-main', document: 'sales-order-header' });
    expect((context.answer as MappingContext).samples.length).toBeGreaterThan(0);

    const set = async (key: string, version: number, template: string) =>
      writeAs('alex', 'cmc_mappingsets', {
        cmc_key: key,
        cmc_name: key,
        cmc_store: 'woocommerce-main',
        cmc_document: 'sales-order-header',
        cmc_version: version,
        cmc_state: 727000000,
        cmc_rules: JSON.stringify([{ id: 'own.name', target: 'SalesOrderName', kind: 'template', template }]),
      });
    await set('woo.1', 11, 'First {{order.number}}');
    await set('woo.2', 12, 'Second {{order.number}}');
    const trial = (await ask('alex', 'test-mapping', { mappingSet: 'woo.1' })).answer as MappingTrial;
    expect(trial.documents[0]?.changed[0]).toMatchObject({ target: 'SalesOrderName', after: expect.stringMatching(/^First /) });

    expect(await ask('alex', 'publish-mapping', { mappingSet: 'woo.1' })).toMatchObject({ state: 'Done' });
    expect((await ask('alex', 'publish-mapping', { mappingSet: 'woo.2', comment: 'Better' })).says).toMatch(
      /^Version 12 is in force instead of version 11\./,
    );
    const nameOfNext = async () => {
      const [placed] = await floor.place('woocommerce', { shape: 'plain', seed: Math.floor(Math.random() * 1e6) });
      await floor.idle();
      return placed && (await mustBeOneSalesOrder(floor, 'woocommerce', placed)).SalesOrderName;
    };
    await expect.poll(nameOfNext, { timeout: 40_000, interval: 2000 }).toMatch(/^Second /);
    expect((await ask('alex', 'roll-back-mapping', { mappingSet: 'woo.1' })).state).toBe('Done');
    await expect.poll(nameOfNext, { timeout: 40_000, interval: 2000 }).toMatch(/^First /);
    const audited = await floor.dataverse("cmc_auditentries?$filter=cmc_action eq 'publish-mapping' or cmc_action eq 'roll-back-mapping'");
    expect(audited).toHaveLength(3);
  }, 120_000);

  it('who works in German reads in German what is wrong with rules and with a request', async () => {
    const rules = [
      { id: 'own.odd', target: 'NoSuchField', kind: 'constant', value: 'x' },
      { id: 'own.date', target: 'RequestedShippingDate', kind: 'constant', value: 'soon' },
    ];
    const row = { cmc_name: 'Wrong', cmc_store: 'shopify-main', cmc_document: 'sales-order-header', cmc_version: 3, cmc_state: 727000000 };
    await writeAs('alex', 'cmc_mappingsets', { ...row, cmc_key: 'wrong.rules', cmc_rules: JSON.stringify(rules) });
    await writeAs('alex', 'cmc_mappingsets', { ...row, cmc_key: 'wrong.form', cmc_rules: '[{"id":"a b","target":"x","kind":"copy"}]' });

    const refused = await ask('alex', 'publish-mapping', { mappingSet: 'wrong.rules' });
    expect(refused.state).toBe('Refused');
    expect(refused.says).toMatch(
      /^It does not check, and nothing has changed\. Dynamics has no field "NoSuchField" .* gives "soon" where Dynamics wants a date\.$/,
    );
    expect(refused.german).toMatch(
      /^Die Prüfung findet Fehler, und es wurde nichts geändert\. Dynamics hat .* kein Feld „NoSuchField“.* liefert „soon“, und Dynamics will ein Datum\.$/,
    );
    expect((await ask('alex', 'publish-mapping', { mappingSet: 'wrong.form' })).german).toBe(
      'Die Prüfung findet Fehler, und es wurde nichts geändert. Regeln: rules.0.id: die Id einer Regel hat Buchstaben, Ziffern, Punkte und Bindestriche; rules.0.path: Erwartet wird ein Text, gefunden wurde nichts.',
    );
    expect((await ask('alex', 'publish-mapping', { mappingsSet: 'wrong.rules' })).german).toMatch(
      /^Der Inhalt der Anforderung passt nicht: .*Der Schlüssel „mappingsSet“ ist nicht bekannt/s,
    );
  });

  it('a store is checked from its form; who is no admin may not', async () => {
    const checked = await ask('alex', 'check-store', { store: 'shopify-main' });
    expect((checked.answer as StoreCheck[]).filter(({ state }) => state === 'wrong' || state === 'missing')).toEqual([]);
    const [row] = await floor.dataverse("cmc_stores?$filter=cmc_key eq 'shopify-main'");
    expect(JSON.parse(String(row?.cmc_checks))).toEqual(checked.answer);
    expect(await ask('alex', 'repair-subscriptions', { store: 'shopify-main' })).toMatchObject({
      state: 'Done',
      says: 'All 7 webhooks were right.',
    });
    expect(await ask('kim', 'check-store', { store: 'shopify-main' })).toMatchObject({
      state: 'Refused',
      says: expect.stringContaining('Commerce Admin'),
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { CustomerCandidate, Explanation, ItemCandidate } from '../../../shared/canonical/command.ts';
import type { CustomerAccount, ItemNumber } from '../../../shared/core/ids.ts';
import type { ErpProduct } from '../../../shared/d365/erp-target.ts';
import { partsOfCode } from '../../../shared/flows/commands/suggest-items.ts';
import { aDraft, aLine } from '../../builders.ts';
import { useDataverse } from '../../sandbox/dataverse-caller.ts';
import { desk } from './desk.ts';

const { call, product } = useDataverse();
const order = { store: 'shopify-main', documentType: 'order', externalId: '5678901234567' };

let bench: ReturnType<typeof desk>;
beforeEach(() => {
  bench = desk(product());
});

const explain = async (draft = aDraft()) => {
  bench.shop.set(order.externalId, draft);
  const result = await bench.ask('explain', order);
  return { ...result, answer: result.answer as Explanation };
};
const fieldOf = ({ fields }: Explanation, part: string, target: string) =>
  fields.find((field) => field.part === part && field.target === target);

describe('explaining an order', () => {
  it('says which rule gives which field, from the customer to the last line, and writes nothing', async () => {
    const { state, says, answer } = await explain();
    expect({ state, says }).toEqual({ state: 'Done', says: 'Every field could be filled.' });
    expect(fieldOf(answer, 'header', 'CustomersOrderReference')).toMatchObject({
      value: '#1001',
      words: expect.stringMatching(/^order\.number/),
      label: expect.any(String),
    });
    expect(fieldOf(answer, 'line 1', 'ItemNumber')).toMatchObject({ value: 'D0001' });
    expect(fieldOf(answer, 'customer', 'account')?.words).toMatch(/^New customer WEB-/);
    expect(fieldOf(answer, 'header', 'total')).toMatchObject({ value: '10' });
    expect(answer.rulesVersion).toBe(1);
    expect(bench.erp.calls).not.toContain('createSalesOrder');
    expect([...bench.notebook.pages.values()].every((page) => page.size === 0)).toBe(true);
    expect(bench.records.rows.size).toBe(0);
  });

  it('shows no personal data, neither of the document nor of what rules make of it', async () => {
    const { answer } = await explain(aDraft({ note: 'Ring at the Byrons', extensions: { label: 'For Ada' } }));
    expect(answer.document).toMatchObject({ buyer: { firstName: 'A…', email: 'n…@example.com' } });
    expect(fieldOf(answer, 'customer', 'PersonFirstName')?.value ?? fieldOf(answer, 'customer', 'FirstName')?.value).toMatch(/^A…/);
    expect(JSON.stringify(answer)).not.toMatch(/\bAda\b|Byron|new@example|1 Main/);
  });

  it('of a held one gets as far as it can, each problem on its field', async () => {
    const { says, german, answer } = await explain(
      aDraft({
        total: '99.00',
        lines: [aLine(), aLine({ id: '2', sku: 'NO-SUCH' })],
        charges: [{ id: 'c', kind: 'shipping', title: 'Post', net: '5', tax: '0', gross: '5' }],
      }),
    );
    expect(says).toBe('2 fields could not be filled.');
    expect(fieldOf(answer, 'header', 'total')?.problem).toContain('99');
    expect(fieldOf(answer, 'line 1', 'ItemNumber')).toMatchObject({ value: 'D0001' });
    expect(fieldOf(answer, 'line 2', 'ItemNumber')?.problem).toContain('NO-SUCH');
    expect(german).toBe('2 Felder konnten nicht gefüllt werden.');
    expect(fieldOf(answer, 'line 2', 'ItemNumber')?.texts).toEqual({
      '1031': {
        part: 'Position 2',
        label: 'Artikel',
        words: 'Der Artikel zu „NO-SUCH“: über Produktverknüpfung, SKU, externen Code oder Barcode.',
        problem: 'Die SKU „NO-SUCH“ ist in USMF nicht bekannt.',
      },
    });
    expect(fieldOf(answer, 'line 3', 'ItemNumber')).toMatchObject({ value: 'SHIPPING' });
    expect(fieldOf(answer, 'header', 'CustomersOrderReference')?.value).toBe('#1001');
  });

  it('names a value that no map knows, unless it is personal', async () => {
    const rule = (id: string, target: string, path: string) => ({
      id,
      target,
      kind: 'value-map',
      map: 'delivery-mode',
      from: { kind: 'copy', path },
    });
    await call('POST', 'cmc_mappingsets', {
      cmc_key: 'm1',
      cmc_name: 'm1',
      cmc_store: 'shopify-main',
      cmc_document: 'sales-order-header',
      cmc_version: 4,
      cmc_state: 727000001,
      cmc_rules: JSON.stringify([
        rule('a', 'DeliveryModeCode', 'order.shippingMethod.code'),
        rule('b', 'SalesOrderName', 'order.buyer.lastName'),
      ]),
    });
    const { answer } = await explain(aDraft({ shippingMethod: { code: 'dhl', title: 'DHL' } }));
    expect(answer.rulesVersion).toBe(4);
    expect(fieldOf(answer, 'header', 'DeliveryModeCode')?.problem).toContain('"dhl"');
    expect(fieldOf(answer, 'header', 'SalesOrderName')?.problem).toContain('"B…"');
    expect(JSON.stringify(answer)).not.toContain('Byron');
  });

  it('takes the corrected address into account', async () => {
    bench.bodies.set('corrections/x', new TextEncoder().encode(JSON.stringify({ city: 'Seattle' })));
    const lease = await bench.records.take({ store: order.store, kind: 'order', externalId: order.externalId });
    if ('record' in lease) await lease.release({ correctedAddress: 'corrections/x' });
    expect((await explain()).answer.document).toMatchObject({ shippingAddress: { city: 'Seattle' } });
  });

  it('says several customers at the customer, and goes on', async () => {
    const account = (text: string) => ({ account: text as CustomerAccount, matchedBy: 'email' as const, group: '30', blocked: false });
    bench = desk(product(), { customers: [account('C-1'), account('C-2')] });
    const { answer } = await explain();
    expect(fieldOf(answer, 'customer', 'account')?.problem).toMatch(/2/);
    expect(fieldOf(answer, 'header', 'CustomersOrderReference')?.value).toBe('#1001');
    expect(answer.fields.filter(({ part }) => part === 'customer')).toHaveLength(1);
  });

  it('of what is gone, of nothing, and of what is not mapped is refused with a sentence', async () => {
    expect(await bench.ask('explain', order)).toMatchObject({ state: 'Refused', says: expect.stringMatching(/\.$/) });
    expect(await bench.ask('explain', { ...order, store: 'nowhere' })).toMatchObject({ state: 'Refused' });
    expect((await bench.ask('explain', { ...order, documentType: 'shipment' })).says).toBe('Only orders and products are mapped.');
  });

  it('leaves the document out before the answer grows beyond its column', async () => {
    const extensions = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`field${index}`, 'x'.repeat(55)]));
    const { answer } = await explain(aDraft({ extensions }));
    expect(answer.document).toBeNull();
    expect(answer.fields.length).toBeGreaterThan(5);
  });
});

const shown = (item: string, name: string, variants: Partial<ErpProduct['variants'][number]>[] = [{}]): ErpProduct => ({
  item: item as ItemNumber,
  number: item,
  kind: 'goods',
  name,
  description: '',
  texts: [],
  category: '',
  group: '',
  vendor: '',
  lifecycle: '',
  origin: '',
  unit: 'ea',
  attributes: {},
  variants: variants.map((variant) => ({ dimensions: {}, sku: item, barcode: '', name: '', ...variant })),
});

describe('suggesting items', () => {
  const suggest = async (body: object) =>
    (await bench.ask('suggest-items', { store: 'shopify-main' }, body)) as { says: string; german: string; answer: ItemCandidate[] };

  it('answers at most eight, most alike first, with variants', async () => {
    const sizes = ['S', 'M', 'L'].map((size) => ({ dimensions: { color: 'Black', size }, sku: `T100-${size}`, name: `T-shirt ${size}` }));
    const many = Array.from({ length: 12 }, (_, index) => shown(`T2${index}`, 'T-shirt'));
    bench = desk(product(), { products: [...many, shown('T100', 'T-shirt', sizes), shown('D0001', 'Speaker')] });
    const { says, answer } = await suggest({ sku: 'T100-M', name: 'T-shirt' });
    expect(says).toBe('8 items may be it.');
    expect(answer).toHaveLength(8);
    expect(answer[0]).toEqual({
      itemNumber: 'T100',
      name: 'T-shirt M',
      dimensions: { color: 'Black', size: 'M' },
      likeness: 100,
      because: 'The same code, written otherwise.',
      texts: { '1031': { because: 'Derselbe Code, anders geschrieben.' } },
    });
    expect(answer.map(({ likeness }) => likeness)).toEqual([...answer.map(({ likeness }) => likeness)].sort((a, b) => b - a));
    expect(answer.map(({ itemNumber }) => itemNumber)).not.toContain('D0001');
  });

  it('answers none where nothing is alike, and refuses a question about nothing', async () => {
    bench = desk(product(), { products: [shown('D0001', 'Speaker')] });
    expect(await suggest({ sku: 'QQQQ-77' })).toMatchObject({ state: 'Done', answer: [], says: expect.stringContaining('USMF') });
    expect(await suggest({})).toMatchObject({ state: 'Refused' });
  });

  it('looks for a code by its parts, its beginning and its end', () => {
    expect(partsOfCode('TEE-BLACK/M', '4006381333931')).toEqual([
      'TEE-BLACK/M',
      '4006381333931',
      'TEEBLACKM',
      'TEE',
      'BLACK',
      'TEEB',
      'ACKM',
    ]);
    expect(partsOfCode('')).toEqual([]);
  });
});

describe('suggesting customers', () => {
  const cause = 'SEVERAL_CUSTOMERS|shopify-main|id~3a~77';

  it('answers the accounts that an exception names, with masked names', async () => {
    const candidates = ['C-1', 'X-2'].map((account, index) => ({
      account,
      matchedBy: index ? 'phone' : 'email',
      group: '30',
      blocked: false,
    }));
    await call('POST', 'cmc_exceptions', {
      cmc_key: 'e1',
      cmc_name: 'Several',
      cmc_causekey: cause,
      cmc_code: 'SEVERAL_CUSTOMERS',
      cmc_detail: JSON.stringify({ candidates, buyer: 'id:77' }),
    });
    const { says, german, answer } = await bench.ask('suggest-customers', { cause });
    expect([says, german]).toEqual(['2 customer accounts fit the buyer.', '2 Debitorenkonten passen zu diesem Käufer.']);
    const inGerman = (because: string) => ({ '1031': { because } });
    expect(answer as CustomerCandidate[]).toEqual([
      {
        account: 'C-1',
        name: 'A… B…',
        blocked: false,
        because: 'It has the e-mail address of the buyer.',
        texts: inGerman('Das Konto hat die E-Mail-Adresse des Käufers.'),
      },
      {
        account: 'X-2',
        name: 'A… B…',
        blocked: true,
        because: 'It has the phone number of the buyer.',
        texts: inGerman('Das Konto hat die Telefonnummer des Käufers.'),
      },
    ]);
  });

  it('is refused for another cause and for one that nobody has', async () => {
    expect((await bench.ask('suggest-customers', { cause: 'UNKNOWN_ITEM|shopify-main|x' })).state).toBe('Refused');
    expect((await bench.ask('suggest-customers', { cause })).says).toBe('No exception has this cause any more.');
  });
});

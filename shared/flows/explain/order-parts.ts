import type { ExplainedField } from '../../canonical/command.ts';
import type { Customer } from '../../canonical/customer.ts';
import type { Order } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import type { TargetDocument } from '../../canonical/target-schema.ts';
import { IntegrationError, SeveralErrors, titleOf } from '../../core/errors.ts';
import { eachText, inOneText, type Wording, wording } from '../../core/wording.ts';
import type { ErpItem } from '../../d365/erp-target.ts';
import type { MappingSource } from '../../mapping/source.ts';
import type { DocumentRecord } from '../../ports.ts';
import { type BookedLine, type Booking, layOut } from '../booking.ts';
import { problems, type Told, withStop } from '../sentences.ts';
import { checkTotals } from '../steps/check-totals.ts';
import { resolveCustomer, toCustomer } from '../steps/resolve-customer.ts';
import { lookUpItems } from '../steps/resolve-items.ts';
import { explained, type FieldInWords } from './field.ts';
import type { LookPorts } from './look.ts';

/** What mapping rules read for one part of a document. */
export interface MappedPart {
  /** `header`, `line 1`, `customer`. */
  part: string;
  document: TargetDocument;
  /** From the document as it is, or from the same document with personal data masked. */
  sourceOf(seen: SeenDocument): Omit<MappingSource, 'store'>;
}

/** What parts take their source from. */
export interface SeenDocument {
  order?: Order;
  customer?: Customer;
  product?: object;
}

export interface LookedAt {
  seen: SeenDocument;
  parts: MappedPart[];
  /** What the steps before the mapping have found, and what they have against the document. */
  found: ExplainedField[];
}

/** Everything up to the mapping of an order in dry run: as far as it gets, each problem on its field. */
export async function lookIntoOrder(order: Order, record: DocumentRecord, store: Store, ports: LookPorts): Promise<LookedAt> {
  const [customer, { items, errors }] = await Promise.all([findCustomer(order, store, ports), lookUpItems(order, store, ports)]);
  const { booking, problem } = await bookingOf(order, store, record);
  const numbered = booking.lines.map((line, index) => ({ line, part: `line ${index + 1}` }));
  const parts: MappedPart[] = [
    ...(customer.isNew
      ? [{ part: 'customer', document: 'customer' as const, sourceOf: ({ order, customer }: SeenDocument) => ({ order, customer }) }]
      : []),
    { part: 'header', document: 'sales-order-header', sourceOf: ({ order: seen }) => ({ order: seen }) },
    ...numbered.map(({ line, part }): MappedPart => ({ part, document: 'sales-order-line', sourceOf: lineSource(line, items) })),
  ];
  const found = [...customer.found, totalField(order, problem), ...numbered.map(({ line, part }) => itemField(line, part, items, errors))];
  return { seen: { order, customer: toCustomer(order, store) }, parts, found };
}

/** A field with a problem has no value. */
const field = (about: FieldInWords): ExplainedField => explained(about.problem ? { ...about, value: undefined } : about);

const totalField = (order: Order, problem: Wording | undefined): ExplainedField =>
  field({
    part: 'header',
    target: 'total',
    label: wording('Total', 'Summe'),
    words: wording(
      'What the parts of the order add up to, against the total of the shop.',
      'Was die Teile der Bestellung ergeben, gegen die Summe des Shops.',
    ),
    value: order.total,
    problem,
  });

const messages = (error: unknown): IntegrationError[] => {
  if (error instanceof SeveralErrors) return [...error.errors];
  if (error instanceof IntegrationError) return [error];
  throw error;
};

const ofMapping: readonly string[] = ['MAPPING_FAILED', 'VALUE_NOT_MAPPED'];

/** A customer whose own fields do not map is one that would be made: the mapping says the rest. */
async function findCustomer(order: Order, store: Store, { erp, notebook, mappings }: LookPorts) {
  const notes: Wording[] = [];
  const ports = {
    erp: erp as Parameters<typeof resolveCustomer.run>[1]['erp'],
    notebook: { ...notebook, read: notebook.read.bind(notebook), write: nothing, remove: nothing, list: none },
    mappings,
    tell: (_kind: string, { title, text }: Told) => void notes.push(inOneText([withStop(title), ...(text ? [text] : [])])),
  };
  const account = (value?: string | Wording, problem?: Wording) =>
    field({
      part: 'customer',
      target: 'account',
      label: wording('Customer account', 'Debitorenkonto'),
      words: notes.length > 0 ? inOneText(notes) : byPolicy,
      value,
      problem,
    });
  try {
    const { customer } = (await resolveCustomer.run({ order, store }, ports as never, {})) as {
      customer: { account?: string; create?: unknown };
    };
    return { isNew: 'create' in customer, found: [account(customer.account ?? aNewOne)] };
  } catch (error) {
    const errors = messages(error);
    const isNew = errors.every(({ code }) => ofMapping.includes(code));
    return { isNew, found: isNew ? [account(aNewOne)] : errors.map((one) => account(undefined, titleOf(one))) };
  }
}

const byPolicy = wording("By the store's customer policy.", 'Nach der Debitorenregel des Shops.');
const aNewOne = wording('a new one', 'ein neues');
const nothing = async (): Promise<void> => undefined;
async function* none(): AsyncIterable<never> {}

async function bookingOf(order: Order, store: Store, record: DocumentRecord): Promise<{ booking: Booking; problem?: Wording }> {
  try {
    return (await checkTotals.run({ order, store, record }, undefined as never, {})) as { booking: Booking };
  } catch (error) {
    return {
      booking: layOut(order, store.policies),
      problem: inOneText(messages(error).map(titleOf)),
    };
  }
}

/** Lines are found again by their ids, so that a masked order gives the masked line. */
const lineSource =
  ({ line, charge, itemNumber }: BookedLine, items: ReadonlyMap<string, ErpItem>): MappedPart['sourceOf'] =>
  ({ order }) => ({
    order,
    line: line && order?.lines.find(({ id }) => id === line.id),
    charge: charge && order?.charges.find(({ id }) => id === charge.id),
    item: items.get(line?.id ?? '') ?? { itemNumber, dimensions: {}, unit: '' },
  });

const foundBy = (article: string): Wording =>
  wording(
    `The item of "${article}": by product link, SKU, external code or barcode.`,
    `Der Artikel zu „${article}“: über Produktverknüpfung, SKU, externen Code oder Barcode.`,
  );
const firstLetterUp = (words: Wording): Wording => eachText(words, (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`);

function itemField(
  { kind, line, charge, itemNumber, title }: BookedLine,
  part: string,
  items: ReadonlyMap<string, ErpItem>,
  errors: ReadonlyMap<string, IntegrationError>,
): ExplainedField {
  const about = { part, target: 'ItemNumber', label: wording('Item', 'Artikel') };
  if (kind === 'goods') {
    const item = items.get(line?.id ?? '');
    const value = [item?.itemNumber, ...Object.values(item?.dimensions ?? {}).filter(Boolean)].join(' ');
    const error = errors.get(line?.id ?? '');
    return field({ ...about, words: foundBy(line?.sku || title), value, problem: error && titleOf(error) });
  }
  const words = wording(
    `The item that the store's policies name for ${charge?.kind ?? kind}.`,
    `Der Artikel, den die Regeln des Shops für ${charge?.kind ?? kind} nennen.`,
  );
  const problem = itemNumber ? undefined : firstLetterUp(withStop(problems.noChargeItem(charge?.kind ?? 'other')));
  return field({ ...about, words, value: itemNumber, problem });
}

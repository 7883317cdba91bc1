import * as z from 'zod';
import type { Order, OrderLine } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError, throwAll } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { isZero } from '../../core/money.ts';
import type { ErpItem } from '../../d365/erp-target.ts';
import { defineStep, type StepPorts } from '../step.ts';

/** The released product of every line: by product link, then SKU, external code and barcode. Says all unknown SKUs at once. */
export const resolveItems = defineStep({
  name: 'resolve-items',
  settings: z.strictObject({ barcode: z.boolean().default(true) }),
  reads: ['order', 'store'],
  gives: ['items'],
  async run({ order, store }, ports, { barcode }) {
    const { items, errors } = await lookUpItems(order, store, ports, barcode);
    throwAll([...new Map([...errors].map(([line, error]) => [error.details.cause ?? line, error])).values()]);
    return { items };
  },
});

interface Ports {
  erp: Pick<StepPorts['erp'], 'findItems'>;
  links: StepPorts['links'];
  articles: Pick<StepPorts['articles'], 'ofVariant'>;
}

/** By line id the item of every line with a quantity, or what is wrong with it. */
export async function lookUpItems(order: Order, store: Store, { erp, links, articles }: Ports, barcode = true) {
  const lines = order.lines.filter((line) => !isZero(line.quantity));
  const linked = new Map(lines.map((line) => [line.id, linkOf(line, store, links)]));
  const queries = lines
    .filter((line) => needsLookUp(linked.get(line.id)))
    .map((line) => {
      const link = linked.get(line.id);
      return link
        ? { key: line.id, itemNumber: link.itemNumber }
        : { key: line.id, sku: line.sku.trim(), barcode: barcode ? line.barcode.trim() : '' };
    });
  const found = queries.length > 0 ? await erp.findItems(store.legalEntity, queries) : new Map<string, ErpItem[]>();

  const errors = new Map<string, IntegrationError>();
  const items = new Map<string, ErpItem>();
  for (const line of lines) {
    const link = linked.get(line.id);
    const seen = link ? completed(link, found.get(line.id)) : (found.get(line.id) ?? []);
    const candidates = seen.length > 0 ? seen : await fromBook(line, store, articles, erp);
    const error = problemOf(line, candidates, store);
    if (error) errors.set(line.id, error);
    else if (candidates[0]) items.set(line.id, candidates[0]);
  }
  return { items, errors };
}

/** What the SKU does not say, the link table may: an article that we have made ourselves, or whose SKU has changed since it was linked. */
async function fromBook(
  { variantId, productId }: OrderLine,
  store: Store,
  articles: Pick<StepPorts['articles'], 'ofVariant'>,
  erp: Pick<StepPorts['erp'], 'findItems'>,
): Promise<ErpItem[]> {
  const article = await articles.ofVariant(store.id, variantId ?? productId ?? '');
  if (!article) return [];
  const found = await erp.findItems(store.legalEntity, [{ key: 'item', itemNumber: article.item }]);
  return (found.get('item') ?? []).slice(0, 1).map((item) => ({ ...item, dimensions: article.dimensions }));
}

function linkOf(line: OrderLine, store: Store, links: { find(store: string, line: OrderLine): ErpItem | undefined }): ErpItem | undefined {
  const { giftCardItem } = store.policies;
  return links.find(store.id, line) ?? (line.giftCard && giftCardItem ? { itemNumber: giftCardItem, dimensions: {}, unit: '' } : undefined);
}

/** A link names an item; its unit comes from Dynamics unless the link says it. */
const needsLookUp = (link: ErpItem | undefined): boolean => !link?.unit;

const completed = (link: ErpItem, found: ErpItem[] | undefined): ErpItem[] => {
  if (link.unit) return [link];
  return (found ?? []).slice(0, 1).map((item) => ({ ...link, unit: item.unit, blocked: item.blocked }));
};

function problemOf(line: OrderLine, candidates: ErpItem[], store: Store): IntegrationError | undefined {
  const company = store.legalEntity.toUpperCase();
  const sku = line.sku.trim() || line.title;
  const cause = itemCause(store.id, line);
  const detail = { line: line.id, sku: line.sku, title: line.title, productId: line.productId, variantId: line.variantId };
  const [item, second] = candidates;
  if (!item) return new IntegrationError('UNKNOWN_ITEM', { facts: { sku, company }, cause, detail });
  if (second) {
    const names = candidates
      .map(({ itemNumber, dimensions }) => [itemNumber, ...Object.values(dimensions).filter(Boolean)].join(' '))
      .join(', ');
    return new IntegrationError('ITEM_AMBIGUOUS', { facts: { sku, company, candidates: names }, cause, detail: { ...detail, candidates } });
  }
  return item.blocked
    ? new IntegrationError('ITEM_BLOCKED', {
        facts: { item: item.itemNumber, company, problem: item.blocked },
        cause: rowKey('ITEM_BLOCKED', store.legalEntity, item.itemNumber),
      })
    : undefined;
}

/** What all orders that wait for one product have in common: the SKU where there is one, else the channel's id. */
export const itemCause = (store: string, line: { sku: string; variantId?: string; productId?: string }): string =>
  rowKey('UNKNOWN_ITEM', store, line.sku.trim().toLowerCase() || line.variantId || line.productId || '');

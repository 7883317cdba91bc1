import type { Store } from '../../canonical/store.ts';
import type { TargetDocument } from '../../canonical/target-schema.ts';
import { IntegrationError, titleOf } from '../../core/errors.ts';
import { type Json, textOf } from '../../core/json.ts';
import { maskPersonal } from '../../core/mask.ts';
import type { Wording } from '../../core/wording.ts';
import type { Dataverse } from '../../d365/dataverse/rows.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';
import { literal } from '../../d365/odata-client.ts';
import { withoutConnection } from '../map-document.ts';
import { isAboutItem, itemOf } from '../products/export-product.ts';
import { type LookPorts, lookAtOrder } from './look.ts';
import { type LookedAt, lookIntoOrder, type MappedPart } from './order-parts.ts';
import { lookIntoProduct } from './product-parts.ts';

/** A recent document of a store with the parts of it that one kind of mapping fills. */
export interface Sample {
  label: string;
  looked: LookedAt;
  parts: MappedPart[];
}

const mostSamples = 5;
/** Some of the last documents may be gone from the shop. */
const mostTried = 10;
const mostLines = 3;

export interface Samples {
  samples: Sample[];
  /** Why there are none although documents were seen: the first of the reasons. */
  problem?: Wording;
}

/** The last documents that were seen of a store, newest first, as they are now. What cannot be read is left out. */
export async function recentSamples(
  store: Store,
  document: TargetDocument,
  ports: LookPorts & { dataverse: Pick<Dataverse, 'read'> },
): Promise<Samples> {
  const { answers, problem } = document === 'product' ? { answers: await recentProducts(store, ports) } : await recentOrders(store, ports);
  const samples = answers.map((one) => ({ ...one, parts: partsFor(document, one.looked) })).filter(({ parts }) => parts.length > 0);
  return samples.length > 0 || problem === undefined ? { samples } : { samples, problem };
}

/** What rules read of a sample, personal data masked: one entry for each part. */
export function givenBy({ label, looked, parts }: Sample, store: Store): { label: string; given: unknown }[] {
  const masked = maskPersonal(looked.seen);
  return parts.map(({ part, sourceOf }) => ({
    label: parts.length > 1 ? `${label} · ${part}` : label,
    given: { ...sourceOf(masked), store: withoutConnection(store) },
  }));
}

/** A customer is shown for every order, also where the order would go to one that exists. */
function partsFor(document: TargetDocument, { parts }: LookedAt): MappedPart[] {
  if (document === 'customer') return [{ part: 'customer', document, sourceOf: ({ order, customer }) => ({ order, customer }) }];
  return parts.filter((one) => one.document === document).slice(0, mostLines);
}

type Ports = LookPorts & { dataverse: Pick<Dataverse, 'read'> };

async function recentOrders(store: Store, ports: Ports): Promise<Tried<{ label: string; looked: LookedAt }>> {
  const rows = await lastSeen(store, 'order', ports);
  return firstThatWork(rows, async (row) => {
    const { order, record } = await lookAtOrder(store, textOf(row.cmc_externalid), ports);
    return { label: order.number, looked: await lookIntoOrder(order, record, store, ports) };
  });
}

async function recentProducts(store: Store, { erp, ...ports }: Ports): Promise<{ label: string; looked: LookedAt }[]> {
  const rows = await lastSeen(store, 'product', ports);
  const items = rows
    .map((row) => textOf(row.cmc_externalid))
    .filter((externalId) => isAboutItem({ kind: 'product', externalId: externalId as never }))
    .map(itemOf);
  const seen = items.length > 0 ? (await erp.readProducts(store.legalEntity, { items })).products : [];
  const found = seen.length > 0 ? seen : await anyProducts(store, erp);
  return found.slice(0, mostSamples).map((product) => ({ label: product.item, looked: lookIntoProduct(product, store) }));
}

/** A store that has shown no product yet has its samples all the same. */
async function anyProducts(store: Store, erp: LookPorts['erp']): Promise<readonly ErpProduct[]> {
  const { products } = await erp.readProducts(store.legalEntity, {});
  return products.filter(({ kind }) => kind === 'goods');
}

const lastSeen = (store: Store, kind: 'order' | 'product', { dataverse }: Pick<Ports, 'dataverse'>): Promise<Record<string, Json>[]> =>
  dataverse.read(
    'cmc_syncstatuses',
    `$filter=cmc_store eq ${literal(store.id)} and cmc_documenttype eq ${literal(kind)}&$select=cmc_externalid&$orderby=cmc_lasteventon desc&$top=${mostTried}`,
  );

interface Tried<Answer> {
  answers: Answer[];
  problem?: Wording;
}

/** Side by side: connectors read orders of the same moment together. */
async function firstThatWork<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Tried<Answer>> {
  const tried = await Promise.all(
    items.map((item) =>
      work(item).then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (error instanceof IntegrationError) return { problem: titleOf(error) };
          throw error;
        },
      ),
    ),
  );
  const answers = tried.flatMap((one) => ('answer' in one ? [one.answer] : []));
  const problem = tried.flatMap((one) => ('problem' in one ? [one.problem] : []))[0];
  return { answers: answers.slice(0, mostSamples), ...(problem === undefined ? {} : { problem }) };
}

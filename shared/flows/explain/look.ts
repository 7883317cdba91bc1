import type { Order } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import type { AttachedStore } from '../../connectors/channel.ts';
import type { ErpTarget } from '../../d365/erp-target.ts';
import type { ArticleBook, BodyStore, DocumentRecord, DocumentRecords, Notebook } from '../../ports.ts';
import type { MappingBook } from '../mapping-book.ts';
import type { ProductLinks } from '../product-links.ts';
import { corrected, toOrder } from '../steps/load-order.ts';

/** What a dry run may use: it reads, and it has nothing to write with. */
export interface LookPorts {
  erp: Pick<ErpTarget, 'findCustomers' | 'findItems' | 'readProducts'>;
  notebook: Pick<Notebook, 'read'>;
  articles: Pick<ArticleBook, 'ofVariant'>;
  mappings: MappingBook;
  links: ProductLinks;
  shop: Pick<AttachedStore, 'loadOrder'>;
  records: Pick<DocumentRecords, 'read'>;
  bodies: Pick<BodyStore, 'get'>;
}

/** The order as it would be imported now. @throws IntegrationError */
export async function lookAtOrder(
  store: Store,
  externalId: string,
  { shop, records, bodies }: LookPorts,
): Promise<{ order: Order; record: DocumentRecord }> {
  const [draft, record = {}] = await Promise.all([
    shop.loadOrder(externalId as Parameters<AttachedStore['loadOrder']>[0]),
    records.read({ store: store.id, kind: 'order', externalId }),
  ]);
  const order = await corrected(toOrder(draft, externalId), record, async (name) => {
    const body = await bodies.get(name);
    return body && (JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>);
  });
  return { order, record };
}

import * as z from 'zod';
import type { Explanation } from '../../canonical/command.ts';
import { maskPersonal } from '../../core/mask.ts';
import type { Wording } from '../../core/wording.ts';
import { explainAll } from '../explain/explain-parts.ts';
import { lookAtOrder } from '../explain/look.ts';
import { type LookedAt, lookIntoOrder } from '../explain/order-parts.ts';
import { lookIntoProduct } from '../explain/product-parts.ts';
import { isAboutItem, itemOf } from '../products/export-product.ts';
import { firstThatFits } from './answer-size.ts';
import { type CommandPorts, defineCommand, documentOf, done, type NamedDocument, namesNoDocument, refused } from './command.ts';
import { lookPortsOf, orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Which rule gives which field of a document, as it is now; of a held one as far as it gets. Writes nothing. */
export const explainDocument = defineCommand({
  kind: 'explain',
  asks: true,
  body: z.strictObject({}),
  run: ({ command }, ports) =>
    orWhyNot(async () => {
      const document = await documentOf(command, ports);
      if (!document) return namesNoDocument;
      const configuration = await ports.configuration(command.madeAt);
      const store = configuration.store(document.store.id) ?? document.store;
      const looked = await look({ ...document, store }, configuration, ports);
      if ('en' in looked) return refused(looked);
      const { mappings } = configuration;
      const fields = explainAll(looked, store, {
        set: ({ document: target }) => mappings.set(store.id, target),
        valueMaps: mappings.valueMaps(store.id),
      });
      const wrong = fields.filter(({ problem }) => problem !== undefined);
      const targets = looked.parts.map((part) => part.document);
      const full: Explanation = {
        document: maskPersonal(looked.seen.order ?? looked.seen.product),
        rulesVersion: mappings.version(store.id, ...targets),
        fields,
      };
      const answer = firstThatFits(
        () => full,
        () => ({ ...full, document: null }),
        () => ({ ...full, document: null, fields: wrong.slice(0, 500) }),
      );
      return done(wrong.length === 0 ? outcomes.everyFieldFilled : outcomes.fieldsNotFilled(wrong.length), { answer });
    }),
});

async function look(
  { store, kind, externalId }: NamedDocument,
  configuration: Awaited<ReturnType<CommandPorts['configuration']>>,
  ports: CommandPorts,
): Promise<LookedAt | Wording> {
  const looking = lookPortsOf(store, configuration, ports);
  if (kind === 'order') {
    const { order, record } = await lookAtOrder(store, externalId, looking);
    return lookIntoOrder(order, record, store, looking);
  }
  if (kind === 'product' && !isAboutItem({ kind, externalId })) return refusals.noItem;
  if (kind !== 'product') return refusals.notMapped;
  const { products } = await looking.erp.readProducts(store.legalEntity, { items: [itemOf(externalId)] });
  return products[0] ? lookIntoProduct(products[0], store) : refusals.notReleased(itemOf(externalId), store.legalEntity);
}

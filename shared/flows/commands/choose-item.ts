import * as z from 'zod';
import { rowKey } from '../../core/hash.ts';
import { ItemNumber } from '../../core/ids.ts';
import { schemaSays } from '../../core/schema-says.ts';
import { inOneText, type Wording } from '../../core/wording.ts';
import type { Row } from '../../d365/dataverse/rows.ts';
import { itemCause } from '../steps/resolve-items.ts';
import { defineCommand, done, refused } from './command.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';
import { runAllAgain } from './resubmit.ts';

const dimension = z.string().trim().max(50).optional();

/** Says which item of Dynamics a SKU of the shop is, for good, and runs everything again that waited for it. */
export const chooseItem = defineCommand({
  kind: 'choose-item',
  body: z.strictObject({
    items: z
      .array(
        z
          .strictObject({
            sku: z.string().trim().max(200).optional(),
            externalId: z.string().trim().max(200).optional(),
            itemNumber: ItemNumber,
            dimensions: z
              .strictObject({ color: dimension, size: dimension, style: dimension, configuration: dimension, version: dimension })
              .prefault({}),
            unit: z.string().trim().max(20).optional(),
          })
          .refine(
            ({ sku, externalId }) => sku || externalId,
            schemaSays('a SKU or the id of the article in the shop is needed', 'eine SKU oder die Id des Artikels im Shop ist nötig'),
          ),
      )
      .min(1)
      .max(100),
  }),
  async run({ command, body }, ports) {
    const store = (await ports.configuration()).store(command.store);
    if (!store) return refused(refusals.noStore(command.store));
    const found = await ports.erp(store).findItems(
      store.legalEntity,
      [...new Set(body.items.map(({ itemNumber }) => itemNumber))].map((itemNumber) => ({ key: itemNumber, itemNumber })),
    );
    const unknown = body.items.find(({ itemNumber }) => (found.get(itemNumber) ?? []).length === 0);
    if (unknown) return refused(refusals.noSuchItem(unknown.itemNumber, store.legalEntity));

    const rows = body.items.map(
      ({ sku = '', externalId = '', itemNumber, dimensions, unit }): Row => ({
        cmc_key: rowKey(store.id, sku ? 'sku' : 'id', sku ? sku.toLowerCase() : externalId),
        cmc_name: `${sku || externalId} is ${itemNumber}`.slice(0, 100),
        cmc_store: store.id,
        cmc_externalid: sku ? null : externalId,
        cmc_sku: sku || null,
        cmc_itemnumber: itemNumber,
        cmc_colorid: dimensions.color ?? null,
        cmc_sizeid: dimensions.size ?? null,
        cmc_styleid: dimensions.style ?? null,
        cmc_configurationid: dimensions.configuration ?? null,
        cmc_versionid: dimensions.version ?? null,
        cmc_unit: unit ?? null,
      }),
    );
    const [problem] = await ports.dataverse.upsert([{ set: 'cmc_productlinks', table: 'cmc_productlink', rows }]);
    if (problem) return refused(refusals.linkNotTaken(problem.problem));

    const says: Wording[] = [];
    for (const { sku = '', externalId, itemNumber } of body.items) {
      const again = await runAllAgain(itemCause(store.id, { sku, variantId: externalId }), command, ports);
      says.push(outcomes.itemChosen(sku || (externalId ?? ''), itemNumber), again.says);
    }
    return done(inOneText(says), { audit: body.items.map((item) => ({ after: item })) });
  },
});

import * as z from 'zod';
import type { MappingContext } from '../../canonical/command.ts';
import { type TargetField, targetDocuments } from '../../canonical/target-schema.ts';
import { givenBy, recentSamples } from '../explain/samples.ts';
import { shippedSets, targetSchema } from '../mapping-rows.ts';
import { asManyAsFit, firstThatFits } from './answer-size.ts';
import { defineCommand, done, refused } from './command.ts';
import { lookPortsOf, orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** What the mapping editor needs of a store: fields, recent documents without personal data, shipped rules, value maps. */
export const mappingContext = defineCommand({
  kind: 'mapping-context',
  asks: true,
  body: z.strictObject({ store: z.string().optional(), document: z.enum(targetDocuments) }),
  run: ({ command, body: { store: named, document } }, ports) =>
    orWhyNot(async () => {
      const configuration = await ports.configuration(command.madeAt);
      const store = configuration.store(named ?? command.store);
      if (!store) return refused(refusals.noStoreSetUp(named ?? command.store));
      const erp = ports.erp(store);
      const { samples, problem } = await recentSamples(store, document, {
        ...lookPortsOf(store, configuration, ports),
        dataverse: ports.dataverse,
      });
      const context: MappingContext = {
        store: store.id,
        document,
        fields: targetSchema(document, (one) => erp.schema(one))
          .fields.filter(({ readOnly }) => !readOnly)
          .map(toField),
        samples: samples.flatMap((sample) => givenBy(sample, store)),
        defaults: shippedSets[document],
        valueMaps: Object.fromEntries(
          Object.entries(configuration.mappings.valueMaps(store.id)).map(([name, { ignoreCase = false, entries }]) => [
            name,
            { ignoreCase, entries },
          ]),
        ),
        version: configuration.mappings.version(store.id, document),
      };
      const answer = firstThatFits(
        () => asManyAsFit(context.samples, (some) => ({ ...context, samples: [...some] })),
        () => ({ ...context, samples: [], valueMaps: {} }),
      );
      const fields = context.fields.length;
      const count = answer.samples.length;
      return done(count === 0 ? outcomes.mappingContextAlone(fields, problem) : outcomes.mappingContext(fields, count), { answer });
    }),
});

const toField = ({ name, label, type, mandatory, maxLength, members }: TargetField): MappingContext['fields'][number] => ({
  name,
  label: label ?? name,
  type,
  mandatory,
  ...(maxLength === undefined ? {} : { maxLength }),
  ...(members ? { choices: [...members] } : {}),
});

import * as z from 'zod';
import type { MappingTrial } from '../../canonical/command.ts';
import type { Store } from '../../canonical/store.ts';
import { maskPersonal } from '../../core/mask.ts';
import { inLanguages } from '../../core/wording.ts';
import type { CompiledSet } from '../../mapping/compile.ts';
import type { ValueMaps } from '../../mapping/value-maps.ts';
import { explainPart, type FilledField } from '../explain/explain-parts.ts';
import { recentSamples, type Sample } from '../explain/samples.ts';
import { asManyAsFit } from './answer-size.ts';
import { defineCommand, done, refused } from './command.ts';
import { lookPortsOf, orWhyNot } from './look-ports.ts';
import { namedSet } from './mapping-set.ts';
import { outcomes } from './outcomes.ts';

type Changed = MappingTrial['documents'][number]['changed'];

/** What a draft would change in recent documents, against the version in force. */
export const testMapping = defineCommand({
  kind: 'test-mapping',
  asks: true,
  body: z.strictObject({ mappingSet: z.string().trim().min(1).max(400) }),
  run: ({ command, body }, ports) =>
    orWhyNot(async () => {
      const configuration = await ports.configuration(command.madeAt);
      const named = await namedSet(body.mappingSet, configuration, ports);
      if ('en' in named) return refused(named);
      const { store, read } = named;
      if ('problems' in read) {
        const problems = read.problems.map((problem) => inLanguages({ problem }));
        return done(outcomes.doesNotCheck, { answer: { problems, documents: [] } satisfies MappingTrial });
      }
      const { document } = read.set;
      const { samples, problem } = await recentSamples(store, document, {
        ...lookPortsOf(store, configuration, ports),
        dataverse: ports.dataverse,
      });
      const [inForce, maps] = [configuration.mappings.set(store.id, document), configuration.mappings.valueMaps(store.id)];
      const documents = samples.map((sample) => ({ label: sample.label, changed: changesIn(sample, inForce, read.compiled, store, maps) }));
      const changed = documents.filter((one) => one.changed.length > 0).length;
      return done(documents.length === 0 ? outcomes.untried(problem) : outcomes.tried(changed, documents.length), {
        answer: asManyAsFit(documents, (some): MappingTrial => ({ problems: [], documents: [...some] })),
      });
    }),
});

/** Compared as Dynamics would get it, shown without personal data. */
function changesIn({ looked, parts }: Sample, inForce: CompiledSet, draft: CompiledSet, store: Store, maps: ValueMaps): Changed {
  const masked = maskPersonal(looked.seen);
  return parts.flatMap((part) => {
    const [before, after] = [inForce, draft].map(
      (set) => new Map(explainPart(part, looked.seen, set, store, maps, masked).map((field) => [field.shown.target, field])),
    ) as [Map<string, FilledField>, Map<string, FilledField>];
    const targets = new Set([...before.keys(), ...after.keys()]);
    return [...targets]
      .filter((target) => differs(before.get(target), after.get(target)))
      .map((target) => toChange(part.part, target, before.get(target), after.get(target)));
  });
}

const differs = (before: FilledField | undefined, after: FilledField | undefined): boolean =>
  before?.text !== after?.text || before?.shown.problem !== after?.shown.problem;

const toChange = (part: string, target: string, before?: FilledField, after?: FilledField): Changed[number] => ({
  part,
  target,
  ...(before?.shown.value === undefined ? {} : { before: before.shown.value }),
  ...(after?.shown.value === undefined ? {} : { after: after.shown.value }),
  ...(after?.shown.problem === undefined ? {} : { problem: after.shown.problem, texts: after.shown.texts }),
});

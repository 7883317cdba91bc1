import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { kinds, partsOf } from '../../pcf-controls/MappingEditor/shapes.ts';
import { targetDocuments } from '../../shared/canonical/target-schema.ts';
import { checkTexts } from '../../shared/mapping/check-texts.ts';
import { germanCheckTexts } from '../../shared/mapping/check-texts-de.ts';
import { operators } from '../../shared/mapping/operators.ts';
import { englishPhrases } from '../../shared/mapping/phrases.ts';
import { germanPhrases } from '../../shared/mapping/phrases-de.ts';
import { problemTexts } from '../../shared/mapping/problem.ts';
import { germanProblems } from '../../shared/mapping/problem-de.ts';

const folder = fileURLToPath(new URL('../../pcf-controls/MappingEditor', import.meta.url));

interface Resx {
  root: { data: { '@_name': string; value: string }[] };
}

function stringsOf(language: number): Map<string, string> {
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false });
  const { root } = parser.parse(readFileSync(`${folder}/strings/MappingEditor.${language}.resx`, 'utf8')) as Resx;
  return new Map(root.data.map(({ '@_name': name, value }) => [name, value]));
}

const english = stringsOf(1033);
const german = stringsOf(1031);
const sources = readdirSync(folder)
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  .join('\n');

/** What is wrong with rules, before there is a document and on one. */
const wrong = { en: { ...checkTexts, ...problemTexts }, de: { ...germanCheckTexts, ...germanProblems } };

/** Keys that are put together while the editor runs. */
const composed = [
  ...Object.keys(englishPhrases).map((phrase) => `rule_${phrase}`),
  ...Object.keys(wrong.en).map((code) => `wrong_${code}`),
  ...kinds.map((kind) => `kind_${kind}`),
  ...kinds.flatMap((kind) => partsOf(kind).map(([name]) => `part_${name}`)),
  ...kinds.flatMap((kind) =>
    partsOf(kind).flatMap(([, part]) => (part.is === 'one-of' ? part.values.map((value) => `choice_${value}`) : [])),
  ),
  ...kinds.flatMap((kind) =>
    partsOf(kind).flatMap(([name, part]) =>
      part.optional && ['text', 'zone', 'map', 'one-of'].includes(part.is) ? [`usual_${name}`] : [],
    ),
  ),
  ...operators.map((operator) => `operator_${operator}`),
  ...targetDocuments.map((document) => `document_${document}`),
  ...['draft', 'published', 'retired'].map((state) => `set_${state}`),
  ...['published', 'retired'].map((state) => `read_only_${state}`),
  ...['text', 'decimal', 'integer', 'date', 'datetime', 'choice'].map((type) => `type_${type}`),
  ...['filled', 'empty', 'not-applicable', 'problem'].map((state) => `explained_${state}`),
  ...['empty', 'not-applicable', 'problem'].map((state) => `state_${state}`),
  ...['all', 'ruled', 'open', 'problems', 'own'].map((filter) => `filter_${filter}`),
  ...['error', 'keep', 'empty', 'default'].map((miss) => `miss_${miss}`),
  ...['rules', 'maps', 'versions', 'raw'].map((view) => `view_${view}`),
  ...['one', 'all', 'any', 'not'].map((shape) => `condition_${shape}`),
];

describe('the words of the mapping editor', () => {
  it('are all there, in both languages', () => {
    const literal = [...sources.matchAll(/(?:say|text)\('([\w-]+)'(?! in)/g)]
      .map(([, key = '']) => key)
      .filter((key) => !key.startsWith('Host_'));
    const faults = [...sources.matchAll(/'((?:shape|csv)_\w+)'/g)].map(([, key = '']) => key);

    const wanted = [...new Set([...composed, ...literal, ...faults])];
    const keysOf = (phrases: Map<string, string>) => wanted.filter((key) => !phrases.has(key));
    expect(wanted.length).toBeGreaterThan(200);
    expect(keysOf(english).filter((key) => !(key in englishPhrases))).toEqual([]);
    expect([...german.keys()]).toEqual([...english.keys()]);
  });

  it('have the same places in both languages', () => {
    const placesIn = (sentence = '') => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

    const different = [...english].filter(
      ([key, sentence]) => !key.endsWith('_one') && String(placesIn(sentence)) !== String(placesIn(german.get(key))),
    );
    expect(different).toEqual([]);
  });

  it('say a rule in the words of the server', () => {
    const own = (words: Map<string, string>) =>
      Object.fromEntries(Object.keys(englishPhrases).map((phrase) => [phrase, words.get(`rule_${phrase}`)]));
    expect(own(english)).toEqual(englishPhrases);
    expect(own(german)).toEqual(germanPhrases);
  });

  it('say what is wrong in the words of the server', () => {
    const own = (words: Map<string, string>) =>
      Object.fromEntries([...words].flatMap(([key, sentence]) => (key.startsWith('wrong_') ? [[key.slice(6), sentence]] : [])));
    expect(own(english)).toEqual(wrong.en);
    expect(own(german)).toEqual(wrong.de);
  });
});

import { metrics as measured } from '../../shared/core/metrics.ts';
import type { Check } from './look.ts';

/** Every query with the file it stands in. */
const queriesOf = (files: ReadonlyMap<string, string>): [path: string, query: string][] =>
  ['bicep/alerts.json', 'bicep/workbook.json'].flatMap((path) =>
    [...(files.get(path) ?? '').matchAll(/"query": "((?:[^"\\]|\\.)*)"/g)].map(([, query = '']): [string, string] => [path, query]),
  );

/** Words of the query language that a column may only be called in brackets: a query that does otherwise fails, and its alert never fires. */
const kustoWords = [
  'all',
  'and',
  'as',
  'between',
  'by',
  'date',
  'datetime',
  'earliest',
  'find',
  'first',
  'flags',
  'has',
  'in',
  'kind',
  'last',
  'latest',
  'long',
  'missing',
  'of',
  'others',
  'project',
  'queries',
  'real',
  'sample',
  'search',
  'set',
  'sql',
  'string',
  'time',
  'timeline',
  'title',
  'to',
  'union',
  'views',
  'where',
];
const asColumn = new RegExp(
  `(?:(?:summarize|extend|project|by|,) (${kustoWords.join('|')}) =(?![=~])|Properties\\.(${kustoWords.join('|')})\\b)`,
  'g',
);

/** Whether whoever is called at night finds what an alert speaks of. */
export const operatingChecks: Record<string, Check> = {
  'every alert leads somewhere': ({ files }) => {
    const alerts = JSON.parse(files.get('bicep/alerts.json') ?? '{}') as Record<string, { runbook?: string }>;
    const metric = [
      ...(files.get('bicep/modules/alerts.bicep') ?? '').matchAll(/key: '([^']+)'\s+description: '[^']*'\s+(?:runbook: '([^']*)')?/g),
    ];
    const runbook = files.get('bicep/RUNBOOK.md') ?? '';
    return [...Object.entries(alerts).map(([key, one]) => [key, one.runbook]), ...metric.map(([, key, section]) => [key, section])].flatMap(
      ([key, section]) => {
        if (!section) return [`the alert ${key} names no section of the runbook`];
        return runbook.includes(`## ${section}\n`)
          ? []
          : [`bicep/RUNBOOK.md: has no section "${section}", to which the alert ${key} leads`];
      },
    );
  },

  'the runbook explains every number': ({ files }, { metrics }) => {
    const runbook = files.get('bicep/RUNBOOK.md') ?? '';
    const explained = [...runbook.matchAll(/^\| `(companion\.[^`]+)`/gm)].map(([, name]) => name ?? '');
    return [
      ...metrics.filter((name) => !explained.includes(name)).map((name) => `bicep/RUNBOOK.md: does not explain "${name}"`),
      ...explained.filter((name) => !metrics.includes(name)).map((name) => `bicep/RUNBOOK.md: explains "${name}", which nobody measures`),
    ];
  },

  'alerts and the workbook ask for what the app says': ({ files }, _facts) => {
    const code = [...files]
      .filter(([path]) => /^(?:shared|functions)\//.test(path) && path.endsWith('.ts'))
      .map(([, text]) => text)
      .join('\n');
    const isSaid = (what: string) => code.includes(`'${what}'`) || code.includes(what.replace('true-up', '${work}'));
    return ['bicep/alerts.json', 'bicep/workbook.json', 'bicep/RUNBOOK.md'].flatMap((path) =>
      [...(files.get(path) ?? '').matchAll(/Message == '([^']+)'|Message in \(([^)]+)\)|'(companion\.[^']+)'/g)]
        .flatMap(([, event, events, metric]) => events?.match(/(?<=')[^',]+(?=')/g)?.filter((one) => one.trim()) ?? [event ?? metric ?? ''])
        .filter((what) => !isSaid(what))
        .map((what) => `${path}: listens to "${what}", which nobody says`),
    );
  },

  'only durations are asked for their largest and smallest': ({ files }) =>
    queriesOf(files).flatMap(([path, query]) =>
      /\b(?:Max|Min)\b/.test(query)
        ? [...query.matchAll(/'(companion\.[\w.]+)'/g)]
            .map(([, name = '']) => name)
            .filter((name) => measured[name as keyof typeof measured]?.kind !== 'duration')
            .map((name) => `${path}: asks for the largest or smallest "${name}", which is told as a sum alone`)
        : [],
    ),

  'alerts are told apart by what they ask for': ({ files }) =>
    Object.entries(JSON.parse(files.get('bicep/alerts.json') ?? '{}') as Record<string, { query: string; by: string[] }>).flatMap(
      ([key, { query, by }]) =>
        by.filter((column) => !query.includes(`${column} = `)).map((column) => `the alert ${key} asks for no column "${column}"`),
    ),

  'no column is called by a word of the query language': ({ files }) =>
    queriesOf(files).flatMap(([path, query]) =>
      [...query.matchAll(asColumn)].map(
        ([, word, field]) => `${path}: calls a column "${word ?? field}", which the query language does not take`,
      ),
    ),
};

import type { Check } from './look.ts';

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
      .filter(([path]) => path.startsWith('shared/') && path.endsWith('.ts'))
      .map(([, text]) => text)
      .join('\n');
    const isSaid = (what: string) => code.includes(`'${what}'`) || code.includes(what.replace('true-up', '${work}'));
    return ['bicep/alerts.json', 'bicep/workbook.json'].flatMap((path) =>
      [...(files.get(path) ?? '').matchAll(/Message == '([^']+)'|'(companion\.[^']+)'/g)]
        .map(([, event, metric]) => event ?? metric ?? '')
        .filter((what) => !isSaid(what))
        .map((what) => `${path}: listens to "${what}", which nobody says`),
    );
  },
};

import { parse } from 'yaml';
import { at, type Check, entriesAt, of, resources, subnetsOf, type Templates, valuesAt } from './look.ts';
import type { Value } from './parse.ts';

/** What Azure refuses when it is deployed, although the published types allow it. */
export const deploymentChecks: Record<string, Check> = {
  'Flex Consumption takes the app': ({ bicep }) =>
    resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Web/sites@'))
      .flatMap(({ file, one }) => [
        ...entriesAt(one.value, 'properties.siteConfig')
          .filter(({ name }) => refusedByFlex.has(name))
          .map(({ name }) => at(file, one, `siteConfig.${name} is refused on Flex Consumption (51021)`)),
        ...[...one.text.matchAll(/\{ name: '([^']*)', instanceCount:/g)]
          .map(([, name = '']) => name)
          .filter((name) => !/^(http|blob|durable|function:\w[\w-]*)$/.test(name))
          .map((name) => at(file, one, `"${name}" is no group that can be kept warm`)),
        ...(file.text.includes('azurewebsites.net') ? [at(file, one, 'guesses the address, which Azure chooses')] : []),
      ]),

  'Flex Consumption takes the subnet': ({ bicep }) =>
    networks({ bicep }).flatMap(({ file, one }) => {
      const ours = subnetsOf(one).filter((subnet) => textOf(subnet, 'properties.delegations').includes('Microsoft.App/environments'));
      return [
        ...(ours.length === 1 ? [] : [at(file, one, 'needs one subnet that is delegated to Microsoft.App/environments')]),
        ...ours
          .filter((subnet) => textOf(subnet, 'name').includes('_'))
          .map(() => at(file, one, 'the name of the subnet of the app must have no underscore')),
        ...ours
          .filter((subnet) => Number(/\/(\d+)$/.exec(textOf(subnet, 'properties.addressPrefix'))?.[1] ?? 32) > 27)
          .map(() => at(file, one, 'the subnet of the app must be a /27 or larger')),
      ];
    }),

  // Parameters are worked out of a module too that is not made, and ask for a deployment that there never was: DeploymentNotFound.
  'what may not be made is asked only where it is': ({ bicep }) =>
    bicep.flatMap((file) =>
      of(file, 'module')
        .filter(({ conditional }) => conditional)
        .flatMap((one) => {
          const condition = /= if \((.+)\) \{/.exec(one.text)?.[1] ?? '';
          const uses = file.text.split('\n').filter((line) => new RegExp(`\\b${one.name}\\.\\??outputs\\b`).test(line));
          return uses
            .filter((line) => !line.includes(`${condition} ? `))
            .map((line) => at(file, one, `needs "${condition} ?" before it: ${line.trim()}`));
        }),
    ),

  // A storage account takes one at a time: StorageAccountOperationInProgress.
  'private endpoints are made one after another': ({ bicep }) =>
    resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Network/privateEndpoints@') && one.value?.kind === 'each')
      .filter(({ one }) => !one.decorators.some((text) => text.includes('batchSize(1)')))
      .map(({ file, one }) => at(file, one, 'needs @batchSize(1)')),

  'alerts keep the times of Azure Monitor': ({ files }) => {
    const alerts = JSON.parse(files.get('bicep/alerts.json') ?? '{}') as Record<string, { frequency: string; window: string }>;
    return Object.entries(alerts).flatMap(([key, { frequency, window }]) => [
      ...(minutes.has(frequency) && frequency !== 'P2D' ? [] : [`bicep/alerts.json: ${key} cannot be asked every ${frequency}`]),
      ...(minutes.has(window) ? [] : [`bicep/alerts.json: ${key} cannot look back ${window}`]),
      ...((minutes.get(window) ?? 0) < (minutes.get(frequency) ?? 0) ? [`bicep/alerts.json: ${key} overlooks what lies between`] : []),
    ]);
  },

  'PSRule passes what is so on purpose': ({ bicep, files }) => {
    const { input, rule } = parse(files.get('bicep/ps-rule.yaml') ?? '{}') as PsRuleOptions;
    const text = bicep.map((file) => file.text).join('\n');
    return [
      // Only production is closed and zone-redundant; the others fail the rules about firewalls and copies by intent.
      ...(input?.pathIgnore?.filter((path) => path.startsWith('!')).join() === '!**/prod.bicepparam'
        ? []
        : ['bicep/ps-rule.yaml: must look at prod.bicepparam and nothing else']),
      ...Object.entries(onPurpose)
        .filter(([name, reason]) => text.includes(reason) && !rule?.exclude?.includes(name))
        .map(([name]) => `bicep/ps-rule.yaml: ${name} fails on what we have on purpose; exclude it with the reason`),
    ];
  },
};

interface PsRuleOptions {
  input?: { pathIgnore?: string[] };
  rule?: { exclude?: string[] };
}

/** Rules of PSRule for Azure that a template with these words does not pass. */
const onPurpose: Record<string, string> = {
  'Azure.AppService.PlanInstanceCount': "name: 'FC1'",
  'Azure.AppService.AvailabilityZone': "name: 'FC1'",
  'Azure.Storage.UseReplication': "'Standard_ZRS'",
  'Azure.Log.Replication': 'Microsoft.OperationalInsights/workspaces@',
};

const refusedByFlex = new Set([
  'alwaysOn',
  'ftpsState',
  'functionAppScaleLimit',
  'functionsRuntimeScaleMonitoringEnabled',
  'linuxFxVersion',
  'minimumElasticInstanceCount',
  'netFrameworkVersion',
  'preWarmedInstanceCount',
  'use32BitWorkerProcess',
  'windowsFxVersion',
]);

/** Spans that a log alert may have, in minutes; it may be asked at every one of them but the longest. */
const minutes = new Map([
  ['PT5M', 5],
  ['PT10M', 10],
  ['PT15M', 15],
  ['PT30M', 30],
  ['PT45M', 45],
  ['PT1H', 60],
  ['PT2H', 120],
  ['PT3H', 180],
  ['PT4H', 240],
  ['PT5H', 300],
  ['PT6H', 360],
  ['P1D', 1440],
  ['P2D', 2880],
]);

const networks = ({ bicep }: Pick<Templates, 'bicep'>) =>
  resources(bicep).filter(({ one }) => one.of.startsWith('Microsoft.Network/virtualNetworks@'));

/** All text at a path, of lists and objects too. */
const textOf = (value: Value, path: string): string => valuesAt(value, path).map(allText).join();

function allText(value: Value): string {
  if (value.kind === 'string') return value.text;
  if (value.kind === 'array') return value.items.map(allText).join();
  return value.kind === 'object' ? value.entries.map((entry) => allText(entry.value)).join() : '';
}

import { dirname, join, normalize } from 'node:path/posix';
import { at, type Check, entriesAt, known, of, resources, type Templates } from './look.ts';
import { type BicepFile, type Declaration, type Entry, parseParameters, type Value } from './parse.ts';
import { checkBody } from './types.ts';

/** Whether the templates fit together, the published types, the settings that the app reads, and its queues. */
export const templateChecks: Record<string, Check> = {
  syntax: ({ bicep, parameters }) => [
    ...bicep.flatMap((file) => file.syntaxErrors.map((problem) => `${file.path}: ${problem}`)),
    ...parameters.flatMap(({ path, text }) => parseParameters(text).problems.map((problem) => `${path}: ${problem}`)),
  ],

  'resource bodies': ({ bicep }, { types }) =>
    resources(bicep).flatMap(({ file, one }) =>
      one.value ? checkBody(types, one.of, one.value).map((problem) => at(file, one, problem)) : [],
    ),

  'no child resources inside bodies': ({ bicep }) =>
    resources(bicep).flatMap(({ file, one }) =>
      /\n\s+resource \w+ '/.test(one.text) ? [at(file, one, 'holds a resource; write it on its own with parent')] : [],
    ),

  modules: (templates) =>
    templates.bicep.flatMap((file) =>
      of(file, 'module').flatMap((one) => checkModule(file, one, templates).map((problem) => at(file, one, problem))),
    ),

  'outputs of modules exist': ({ bicep }) =>
    bicep.flatMap((file) =>
      of(file, 'module').flatMap((one) => {
        const target = bicep.find(({ path }) => path === normalize(join(dirname(file.path), one.of)));
        const used = [...file.text.matchAll(new RegExp(`\\b${one.name}\\.\\??outputs\\.(\\w+)`, 'g'))].map((found) => found[1] ?? '');
        const there = target ? of(target, 'output').map(({ name }) => name) : [];
        return [...new Set(used)].filter((name) => !there.includes(name)).map((name) => at(file, one, `has no output "${name}"`));
      }),
    ),

  'files that are loaded exist': ({ bicep, files }) =>
    bicep.flatMap((file) =>
      [...file.text.matchAll(/load(?:Json|Text)Content\('([^']+)'\)/g)].flatMap(([, path = '']) =>
        files.has(normalize(join(dirname(file.path), path))) ? [] : [`${file.path}: ${path} does not exist`],
      ),
    ),

  'everything declared is used': ({ bicep }) =>
    bicep.flatMap((file) =>
      file.declarations
        .filter(({ kind }) => kind === 'param' || kind === 'var')
        .filter(({ name }) => (file.text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length - (decoratedMentions(file, name) ?? 0) < 2)
        .map((one) => at(file, one, 'is never used')),
    ),

  'everything said is described': ({ bicep }) =>
    bicep.flatMap((file) => [
      ...(/^metadata description = /m.test(file.text) ? [] : [`${file.path}: says not what it is for`]),
      ...file.declarations
        .filter(
          ({ kind, decorators }) => (kind === 'param' || kind === 'output') && !decorators.some((text) => text.includes('description(')),
        )
        .map((one) => at(file, one, 'has no description')),
    ]),

  'parameter files': ({ bicep, parameters }) =>
    parameters.flatMap(({ path, text }) => {
      const { using, assigned } = parseParameters(text);
      const target = bicep.find((file) => file.path === normalize(join(dirname(path), using)));
      if (!target) return [`${path}: there is no ${using}`];
      const params = of(target, 'param');
      return [
        ...[...assigned.keys()]
          .filter((name) => !params.some((one) => one.name === name))
          .map((name) => `${path}: there is no parameter ${name}`),
        ...params.filter((one) => one.value === undefined && !assigned.has(one.name)).map(({ name }) => `${path}: ${name} is missing`),
        ...params.flatMap((one) => wrongValue(one, assigned.get(one.name)).map((problem) => `${path}: ${problem}`)),
        ...(/@secure|secret|password|AccountKey/i.test(text) ? [`${path}: holds something secret`] : []),
      ];
    }),

  settings: ({ bicep }, { settings, neededSettings }) => {
    const file = bicep.find(({ path }) => path.endsWith('function-app.bicep'));
    const [found] = file ? resources([file]).filter(({ one }) => one.of.startsWith('Microsoft.Web/sites/config@')) : [];
    if (!file || !found) return ['bicep/modules/function-app.bicep: sets no app settings'];
    const set = entriesAt(found.one.value, 'properties').map(({ name }) => name);
    const says = (problem: string) => at(file, found.one, problem);
    return [
      ...set.filter((name) => !settings.includes(name) && !ofTheHost.test(name)).map((name) => says(`${name} is read by nobody`)),
      ...neededSettings.filter((name) => !set.includes(name)).map((name) => says(`${name} is missing: the app does not start without it`)),
      ...set.filter((name) => forbiddenOnFlex.has(name)).map((name) => says(`${name} must not be set on Flex Consumption`)),
      ...hostNeeds.filter((name) => !set.includes(name)).map((name) => says(`${name} is missing: the Functions host needs it`)),
      ...(/@Microsoft\.KeyVault|AccountKey=|SharedAccessKey/.test(found.one.text) ? [says('holds a secret or a reference to one')] : []),
    ];
  },

  queues: ({ bicep, files }) => {
    const queues = JSON.parse(files.get('shared/queues.json') ?? '{}') as Record<string, Record<string, unknown>>;
    const file = bicep.find(({ path }) => path.endsWith('service-bus.bicep'));
    const main = bicep.find(({ path }) => path.endsWith('bicep/main.bicep'));
    const names = [...new Set(Object.values(queues).flatMap((queue) => Object.keys(queue)))];
    return [
      ...(main?.text.includes("loadJsonContent('../shared/queues.json')") ? [] : ['bicep/main.bicep: does not read shared/queues.json']),
      ...names
        .filter((name) => !file?.text.includes(`${name}: queue.value.${name}`))
        .map((name) => `bicep/modules/service-bus.bicep: does not set ${name} from the file`),
    ];
  },

  tags: ({ bicep }) =>
    resources(bicep)
      .filter(({ one }) => taggable.test(one.of))
      .filter(({ one }) => !entriesAt(one.value).some(({ name }) => name === 'tags'))
      .map(({ file, one }) => at(file, one, 'has no tags')),

  names: ({ bicep }) => {
    const main = bicep.find(({ path }) => path.endsWith('bicep/main.bicep'));
    return (main ? of(main, 'module') : []).flatMap((one) => {
      const name = entriesAt(one.value, 'params').find((entry) => entry.name === 'name')?.value;
      const target = bicep.find(({ path }) => path === normalize(join('bicep', one.of)));
      const limit = Number(
        /@maxLength\((\d+)\)/.exec(
          target
            ? (of(target, 'param')
                .find((param) => param.name === 'name')
                ?.decorators.join(' ') ?? '')
            : '',
        )?.[1] ?? 80,
      );
      if (name?.kind !== 'string') return [];
      const longest = name.text
        .replaceAll('${name}', 'n'.repeat(12))
        .replaceAll('${plain}', 'n'.repeat(12))
        .replaceAll('${environment}', 'test')
        .replaceAll('${suffix}', 's'.repeat(6));
      return longest.length > limit
        ? [`bicep/main.bicep: the name of ${one.name} may become ${longest.length} characters long; it takes ${limit}`]
        : [];
    });
  },
};

/** The name of a parameter in its own decorators is no use of it. */
const decoratedMentions = (file: BicepFile, name: string): number | undefined =>
  file.declarations
    .find((one) => one.name === name)
    ?.decorators.join(' ')
    .match(new RegExp(`\\b${name}\\b`, 'g'))?.length;

function checkModule(file: BicepFile, one: Declaration, { bicep }: Templates): string[] {
  const path = normalize(join(dirname(file.path), one.of));
  const target = bicep.find((candidate) => candidate.path === path);
  if (!target) return [`there is no ${one.of}`];
  const given = entriesAt(one.value, 'params');
  const params = of(target, 'param');
  return [
    ...given.filter(({ name }) => !params.some((param) => param.name === name)).map(({ name }) => `has no parameter "${name}"`),
    ...params
      .filter(({ name, value }) => value === undefined && !given.some((entry) => entry.name === name))
      .map(({ name }) => `needs the parameter "${name}"`),
    ...params.flatMap((param) =>
      wrongKind(
        param,
        given.find(({ name }) => name === param.name),
      ),
    ),
    ...(entriesAt(one.value).some(({ name }) => name === 'name') ? [] : ['has no name']),
  ];
}

const kindOf: Record<string, Value['kind']> = { string: 'string', int: 'number', bool: 'boolean', object: 'object', array: 'array' };

function wrongKind(param: Declaration, entry: Entry | undefined): string[] {
  const wanted = kindOf[param.of];
  if (!entry || !wanted || !known(entry.value) || entry.value.kind === 'each') return [];
  const values = entry.value.kind === 'either' ? entry.value.values.filter(known) : [entry.value];
  return values.every(({ kind }) => kind === wanted) ? [] : [`"${param.name}" must be ${param.of}`];
}

/** What is wrong with a value that a parameter file gives. */
function wrongValue(param: Declaration, text: string | undefined): string[] {
  if (text === undefined) return [];
  const quoted = (/^'(.*)'$/s.exec(text) ?? /^readEnvironmentVariable\('\w+', '(.*)'\)$/.exec(text))?.[1];
  const decorators = param.decorators.join(' ');
  const allowed = /@?allowed\(\[([^\]]*)\]\)/.exec(decorators)?.[1];
  const most = Number(/maxLength\((\d+)\)/.exec(decorators)?.[1] ?? Infinity);
  const least = Number(/minLength\((\d+)\)/.exec(decorators)?.[1] ?? 0);
  return [
    ...(param.of === 'string' && quoted === undefined ? [`${param.name} must be a text`] : []),
    ...(param.of === 'bool' && !['true', 'false'].includes(text) ? [`${param.name} must be true or false`] : []),
    ...(param.of === 'int' && !/^\d+$/.test(text) ? [`${param.name} must be a number`] : []),
    ...(allowed && quoted !== undefined && !allowed.includes(`'${quoted}'`) ? [`${param.name} must be one of ${allowed}`] : []),
    ...(quoted !== undefined && (quoted.length > most || quoted.length < least)
      ? [`${param.name} takes ${least} to ${most} characters`]
      : []),
    ...(param.of === 'array' && least > 0 && /^\[\s*\]$/.test(text) ? [`${param.name} must not be empty`] : []),
  ];
}

const ofTheHost =
  /^(AzureWebJobsStorage__\w+|ServiceBusConnection__\w+|APPLICATIONINSIGHTS_AUTHENTICATION_STRING|APPLICATION_INSIGHTS_NO_STATSBEAT)$/;
const hostNeeds = [
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'ServiceBusConnection__fullyQualifiedNamespace',
  'ServiceBusConnection__credential',
  'ServiceBusConnection__clientId',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
];
const forbiddenOnFlex = new Set([
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_EXTENSION_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_CONTENTSHARE',
  'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
  'ENABLE_ORYX_BUILD',
  'WEBSITE_TIME_ZONE',
  'TZ',
]);

const taggable =
  /^Microsoft\.(Web\/(sites|serverfarms)|Storage\/storageAccounts|KeyVault\/vaults|ServiceBus\/namespaces|ManagedIdentity\/userAssignedIdentities|OperationalInsights\/workspaces|Insights\/(components|actionGroups|metricAlerts|scheduledQueryRules|workbooks)|Network\/(virtualNetworks|privateEndpoints|networkSecurityGroups|privateDnsZones)|Resources\/resourceGroups)@/;

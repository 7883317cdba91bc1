import { dirname, join, normalize } from 'node:path/posix';
import { type BicepFile, type Declaration, type Entry, parseParameters, type Value } from './parse.ts';
import { checkBody, type TypeBook } from './types.ts';

/** Everything that is looked at: Bicep files parsed, everything else as text, by path from the project's root. */
export interface Templates {
  bicep: readonly BicepFile[];
  parameters: readonly { path: string; text: string }[];
  files: ReadonlyMap<string, string>;
}

export interface Facts {
  types: TypeBook;
  roles: Record<string, string>;
  /** Names of the settings that the product reads, and those that it cannot start without. */
  settings: readonly string[];
  /** Names of all numbers that the app measures. */
  metrics: readonly string[];
  neededSettings: readonly string[];
}

type Check = (templates: Templates, facts: Facts) => string[];

/** Every check by its name; a problem names the file and the line where there is one. */
export const checks: Record<string, Check> = {
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

  roles: ({ bicep }, { roles }) => {
    const known = new Set(Object.values(roles));
    return bicep.flatMap((file) => [
      ...[...file.text.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi)]
        .map(([id]) => id)
        .filter((id) => !known.has(id))
        .map((id) => `${file.path}: ${id} is no built-in role`),
      ...[...file.text.matchAll(/var (\w+) = '([0-9a-f-]{36})'/g), ...file.text.matchAll(/^ {2}(\w+): '([0-9a-f-]{36})'/gm)]
        .filter(([, name = '', id = '']) => !nameFits(name, id, roles))
        .map(([, name, id]) => `${file.path}: ${id} is "${nameOf(id ?? '', roles)}" and is called ${name}`),
    ]);
  },

  'role assignments': ({ bicep }) =>
    resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Authorization/roleAssignments@'))
      .flatMap(({ file, one }) => {
        const text = one.text;
        const pipeline = file.path.endsWith('pipeline-identity.bicep');
        return [
          ...(/name: guid\(.+,.+,.+\)/.test(text) ? [] : [at(file, one, 'needs a name of guid(scope, principal, role)')]),
          ...(/principalType: 'ServicePrincipal'/.test(text) ? [] : [at(file, one, 'does not say principalType')]),
          ...(/scope: /.test(text) || pipeline
            ? []
            : [at(file, one, 'has no scope of its own: it would count for the whole resource group')]),
        ];
      }),

  // A contributor may neither assign roles nor lock: the identity that deploys needs a role for each.
  'the pipeline may do what the templates do': ({ bicep }, { roles }) => {
    const pipeline = bicep.find(({ path }) => path.endsWith('pipeline-identity.bicep'));
    const needed: Record<string, string> = {
      'Microsoft.Authorization/locks@': 'Locks Contributor',
      'Microsoft.Authorization/roleAssignments@': 'Role Based Access Control Administrator',
    };
    return Object.entries(needed).flatMap(([type, role]) =>
      resources(bicep).some(({ one }) => one.of.startsWith(type)) && !pipeline?.text.includes(roles[role] ?? role)
        ? [`bicep/modules/pipeline-identity.bicep: does not give the role ${role}`]
        : [],
    );
  },

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

  'no secret leaves': ({ bicep }) =>
    bicep.flatMap((file) => [
      ...of(file, 'output')
        .filter(
          (one) =>
            /listKeys|listSecrets|connectionString\(|\.primaryKey|secureParam|password|apiKey/i.test(one.text) || usesSecure(file, one),
        )
        .map((one) => at(file, one, 'gives something secret away')),
      ...(/\blist(?:Keys|AccountSas|Secrets|Credentials)\(/.test(file.text) ? [`${file.path}: asks for keys`] : []),
      ...of(file, 'param')
        .filter(
          ({ name, decorators }) => /secret|password|key$|webhookurl/i.test(name) && !decorators.some((text) => text.includes('secure()')),
        )
        .map((one) => at(file, one, 'must be @secure()')),
      ...of(file, 'param')
        .filter(
          ({ decorators, value }) =>
            decorators.some((text) => text.includes('secure()')) && value && !(value.kind === 'string' && value.text === ''),
        )
        .map((one) => at(file, one, 'is secure and has a default')),
    ]),

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

  'security baseline': ({ bicep }) =>
    resources(bicep).flatMap(({ file, one }) =>
      (baseline[one.of.split('@')[0] ?? ''] ?? [])
        .filter(([path, wanted]) => !valuesAt(one.value, path).some((value) => fits(value, wanted)))
        .map(([path, wanted, rule]) => at(file, one, `${path} must be ${String(wanted)} (${rule})`)),
    ),

  'isolation closes everything': ({ bicep }) =>
    ['storage', 'key-vault', 'service-bus'].flatMap((name) => {
      const file = bicep.find(({ path }) => path.endsWith(`modules/${name}.bicep`));
      return file?.text.includes("publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'")
        ? []
        : [`bicep/modules/${name}.bicep: stays reachable from outside when isolated`];
    }),

  'every network security group refuses the world': ({ bicep }) =>
    resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Network/networkSecurityGroups@'))
      .flatMap(({ file, one }) =>
        /direction: 'Inbound'\s+access: 'Allow'[\s\S]{0,80}sourceAddressPrefix: '(\*|Internet|0\.0\.0\.0\/0)'/.test(one.text)
          ? [at(file, one, 'lets everybody in')]
          : [],
      ),

  'every alert leads somewhere': ({ files }) => {
    const alerts = JSON.parse(files.get('bicep/alerts.json') ?? '{}') as Record<string, { description: string }>;
    const texts = [
      ...Object.values(alerts).map((one) => one.description),
      ...(files.get('bicep/modules/alerts.bicep') ?? '').matchAll(/description: '([^']*Runbook[^']*)'/g),
    ].map((one) => (typeof one === 'string' ? one : (one[1] ?? '')));
    const runbook = files.get('bicep/RUNBOOK.md') ?? '';
    return texts.flatMap((text) => {
      const section = /Runbook: ([^.]+)\.$/.exec(text)?.[1];
      if (!section) return [`bicep/alerts.json: "${text}" names no section of the runbook`];
      return runbook.includes(`## ${section}\n`) ? [] : [`bicep/RUNBOOK.md: has no section "${section}"`];
    });
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

const resources = (files: readonly BicepFile[]): { file: BicepFile; one: Declaration }[] =>
  files.flatMap((file) =>
    of(file, 'resource')
      .filter(({ existing }) => !existing)
      .map((one) => ({ file, one })),
  );
const of = (file: BicepFile, kind: Declaration['kind']): Declaration[] => file.declarations.filter((one) => one.kind === kind);
const at = (file: BicepFile, one: Declaration, problem: string): string => `${file.path}:${one.line} ${one.name}: ${problem}`;

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

type Wanted = string | number | boolean;

/** What every resource has to say, with the PSRule for Azure rule that asks for it. */
const baseline: Record<string, readonly [path: string, wanted: Wanted, rule: string][]> = {
  'Microsoft.Storage/storageAccounts': [
    ['properties.allowSharedKeyAccess', false, 'Azure.Storage.DisableSharedKey'],
    ['properties.allowBlobPublicAccess', false, 'Azure.Storage.BlobPublicAccess'],
    ['properties.minimumTlsVersion', 'TLS1_2', 'Azure.Storage.MinTLS'],
    ['properties.supportsHttpsTrafficOnly', true, 'Azure.Storage.SecureTransfer'],
    ['properties.networkAcls.defaultAction', 'Deny', 'Azure.Storage.Firewall'],
    ['sku.name', 'Standard_ZRS', 'Azure.Storage.UseReplication'],
  ],
  'Microsoft.Storage/storageAccounts/blobServices': [
    ['properties.deleteRetentionPolicy.enabled', true, 'Azure.Storage.SoftDelete'],
    ['properties.containerDeleteRetentionPolicy.enabled', true, 'Azure.Storage.ContainerSoftDelete'],
  ],
  'Microsoft.Storage/storageAccounts/blobServices/containers': [['properties.publicAccess', 'None', 'Azure.Storage.BlobAccessType']],
  'Microsoft.KeyVault/vaults': [
    ['properties.enableRbacAuthorization', true, 'Azure.KeyVault.RBAC'],
    ['properties.enablePurgeProtection', true, 'Azure.KeyVault.PurgeProtect'],
    ['properties.enableSoftDelete', true, 'Azure.KeyVault.SoftDelete'],
    ['properties.networkAcls.defaultAction', 'Deny', 'Azure.KeyVault.Firewall'],
  ],
  'Microsoft.ServiceBus/namespaces': [
    ['properties.disableLocalAuth', true, 'Azure.ServiceBus.DisableLocalAuth'],
    ['properties.minimumTlsVersion', '1.2', 'Azure.ServiceBus.MinTLS'],
  ],
  'Microsoft.Web/sites': [
    ['identity.type', 'UserAssigned', 'Azure.AppService.ManagedIdentity'],
    ['properties.httpsOnly', true, 'Azure.AppService.UseHTTPS'],
    ['properties.clientAffinityEnabled', false, 'Azure.AppService.ARRAffinity'],
    ['properties.siteConfig.minTlsVersion', '1.2', 'Azure.AppService.MinTLS'],
    ['properties.siteConfig.http20Enabled', true, 'Azure.AppService.HTTP2'],
    ['properties.siteConfig.ftpsState', 'Disabled', 'Azure.AppService.WebSecureFtp'],
    ['properties.siteConfig.remoteDebuggingEnabled', false, 'Azure.AppService.RemoteDebug'],
  ],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': [['properties.allow', false, 'no publishing with a password']],
  'Microsoft.Insights/components': [
    ['properties.DisableLocalAuth', true, 'Azure.AppInsights.LocalAuth'],
    ['properties.DisableIpMasking', false, 'no addresses of visitors in the logs'],
  ],
};

/** All values that may stand at a path: both branches of a condition, the body of a loop. */
function valuesAt(value: Value | undefined, path: string): Value[] {
  if (!value) return [];
  if (value.kind === 'each') return valuesAt(value.body, path);
  if (value.kind === 'either') return value.values.flatMap((one) => valuesAt(one, path));
  if (path === '') return [value];
  const [head = '', ...rest] = path.split('.');
  return value.kind === 'object' ? valuesAt(value.entries.find(({ name }) => name === head)?.value, rest.join('.')) : [];
}

const entriesAt = (value: Value | undefined, path = ''): Entry[] =>
  valuesAt(value, path).flatMap((one) => (one.kind === 'object' ? one.entries : []));

const known = (value: Value): boolean => value.kind !== 'expression';
/** A condition satisfies a rule when one of its branches does: the other one is what a development environment has. */
const fits = (value: Value, wanted: Wanted): boolean =>
  (value.kind === 'string' && value.text === wanted) ||
  (value.kind === 'boolean' && value.value === wanted) ||
  (value.kind === 'number' && value.value === wanted);

function usesSecure(file: BicepFile, output: Declaration): boolean {
  return of(file, 'param').some(
    ({ name, decorators }) => decorators.some((text) => text.includes('secure()')) && new RegExp(`\\b${name}\\b`).test(output.text),
  );
}

const nameOf = (id: string, roles: Record<string, string>): string =>
  Object.entries(roles).find(([, value]) => value === id)?.[0] ?? 'unknown';
/** `blobDataOwner` fits "Storage Blob Data Owner": every word of the name we use is a word of the role. */
const nameFits = (name: string, id: string, roles: Record<string, string>): boolean =>
  name.split(/(?=[A-Z])/).every((word) => nameOf(id, roles).toLowerCase().includes(word.toLowerCase()));

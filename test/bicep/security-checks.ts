import { at, type Check, of, resources, subnetsOf, valuesAt } from './look.ts';
import type { BicepFile, Declaration, Value } from './parse.ts';

/** Who may do what, what is closed, and what is secret. */
export const securityChecks: Record<string, Check> = {
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

  'the pipeline hands on what the templates assign, and nothing else': ({ bicep }) => {
    const [pipeline, others] = [true, false].map((it) => bicep.filter(({ path }) => path.endsWith('pipeline-identity.bicep') === it));
    const assigned = idsIn((others ?? []).map(({ text }) => text).join());
    const text = (pipeline ?? []).map((file) => file.text).join();
    const handed = idsIn(/mayAssign = \[[^\]]*\]/.exec(text)?.[0] ?? '');
    const says = (problem: string) => `bicep/modules/pipeline-identity.bicep: ${problem}`;
    return [
      ...[...assigned].filter((id) => !handed.has(id)).map((id) => says(`may not assign ${id}`)),
      ...[...handed].filter((id) => !assigned.has(id)).map((id) => says(`may assign ${id}, which nothing needs`)),
      // Who is given a role stands in the request; of one that is taken away, in the resource.
      ...[/write\\'\}\)\) OR \(@Request\[/, /delete\\'\}\)\) OR \(@Resource\[/]
        .filter((form) => !form.test(text))
        .map((form) => says(`the condition has not the form ${form.source}`)),
    ];
  },

  // Azure uploads the package with the identity of the app: whoever deploys needs no data, and the data are personal.
  'the pipeline reads no data': ({ bicep }, { roles }) => {
    const pipeline = bicep.find(({ path }) => path.endsWith('pipeline-identity.bicep'));
    return [...(pipeline?.text ?? '').matchAll(/var \w+ = '([0-9a-f-]{36})'/g)]
      .map(([, id = '']) => nameOf(id, roles))
      .filter((role) => / Data |Secrets/.test(role))
      .map((role) => `bicep/modules/pipeline-identity.bicep: gives the role ${role}`);
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

  'nothing in the network reaches out by default': ({ bicep }) => [
    ...resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Network/networkSecurityGroups@'))
      .filter(({ one }) => !one.text.includes('noRemoteAdministration'))
      .map(({ file, one }) => at(file, one, 'does not refuse remote administration of its neighbours (Azure.NSG.LateralTraversal)')),
    ...resources(bicep)
      .filter(({ one }) => one.of.startsWith('Microsoft.Network/virtualNetworks@'))
      .flatMap(({ file, one }) => subnetsOf(one).map((subnet) => ({ file, one, subnet })))
      // A service that a subnet is delegated to looks after its own way out.
      .filter(({ subnet }) => valuesAt(subnet, 'properties.delegations').length === 0)
      .filter(({ subnet }) => !valuesAt(subnet, 'properties.defaultOutboundAccess').some((value) => fits(value, false)))
      .map(({ file, one }) => at(file, one, 'has a subnet that reaches the Internet by default (Azure.VNET.PrivateSubnet)')),
  ],
};

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
    ['properties.siteConfig.remoteDebuggingEnabled', false, 'Azure.AppService.RemoteDebug'],
  ],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': [['properties.allow', false, 'no publishing with a password']],
  'Microsoft.Insights/components': [
    ['properties.DisableLocalAuth', true, 'Azure.AppInsights.LocalAuth'],
    ['properties.DisableIpMasking', false, 'no addresses of visitors in the logs'],
  ],
};

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

const idsIn = (text: string): Set<string> => new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
const nameOf = (id: string, roles: Record<string, string>): string =>
  Object.entries(roles).find(([, value]) => value === id)?.[0] ?? 'unknown';
/** `blobDataOwner` fits "Storage Blob Data Owner": every word of the name we use is a word of the role. */
const nameFits = (name: string, id: string, roles: Record<string, string>): boolean =>
  name.split(/(?=[A-Z])/).every((word) => nameOf(id, roles).toLowerCase().includes(word.toLowerCase()));

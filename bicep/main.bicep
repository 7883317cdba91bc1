metadata description = 'Commerce Companion for Dynamics 365: the Function app and everything it needs, in one resource group.'

targetScope = 'resourceGroup'

@description('Short name of this installation; begins the name of every resource.')
@minLength(3)
@maxLength(12)
param name string = 'commerce'

@description('Which environment this is; ends the name of every resource.')
@allowed(['dev', 'test', 'prod'])
param environment string

@description('Azure region. Flex Consumption has to be offered there.')
param location string = resourceGroup().location

@description('Address of the Dataverse environment, for example https://contoso.crm4.dynamics.com.')
@minLength(12)
param dataverseUrl string

@description('Address of the Finance & Supply Chain Management environment; empty where there is none.')
param financeScmUrl string = ''

@description('Inventory Visibility service of the region, where stores read their stock from it; empty otherwise.')
param inventoryVisibilityUrl string = ''

@description('Id of the Finance & Supply Chain Management environment in Inventory Visibility.')
param inventoryVisibilityEnvironment string = ''

@description('Whether Storage, Key Vault and Service Bus are reached through private endpoints only. Takes Service Bus Premium.')
param isolated bool = environment == 'prod'

@description('First two parts of the address range of the network; it takes a /20 of it.')
param networkPrefix string = '10.60'

@description('Whether private DNS zones are made when isolated. False where a policy of the company attaches private endpoints to central zones.')
param ownDnsZones bool = true

@description('Mail addresses that get alerts and budget warnings. A Teams channel has one too: its name, …, Get email address.')
@minLength(1)
param alertEmails array

@description('Address that takes alerts in the common alert schema, for example of PagerDuty, Opsgenie or a Power Automate flow; empty: none. Whoever has it can raise alerts.')
@secure()
param alertWebhookUrl string = ''

@description('Where whoever is alerted reads the runbook: the address of RUNBOOK.md in your repository. Each alert links to its section; empty: it only names the section.')
param runbookUrl string = ''

@description('What this installation may cost a month, in the currency of the subscription; 0: no budget.')
@minValue(0)
param monthlyBudget int = isolated ? 1000 : environment == 'prod' ? 200 : 100

@description('First day of the budget: the first of the month of the first deployment, yyyy-MM-01, and the same ever after. Azure takes no past month for a new budget and does not move an old one.')
@minLength(10)
@maxLength(10)
param budgetStart string

@description('Whether the data resources are protected from deletion by a lock.')
param locked bool = environment == 'prod'

@description('Most instances that the app is scaled out to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that are kept warm for webhooks.')
@minValue(0)
@maxValue(20)
param alwaysReady int = environment == 'prod' ? 1 : 0

@description('Most telemetry that the workspace takes a day, in GB; what comes after that is lost until the next day. -1: no limit.')
@minValue(-1)
param dailyLogsGb int = 5

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = environment == 'prod' ? 90 : 30

@description('Settings of the app that differ from the defaults, for example { POLL_SCHEDULE: "0 */10 * * * *" }.')
param settings object = {}

@description('Tags of every resource.')
param tags object = {}

// Storage accounts and vaults take 24 characters, and accounts only small letters and digits.
var plain = toLower(replace(name, '-', ''))
var suffix = take(uniqueString(resourceGroup().id, name, environment), 6)
var allTags = union({ application: 'commerce-companion', environment: environment }, tags)
var queues = loadJsonContent('../shared/queues.json')

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: 'id-${name}-${environment}', location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: '${name}-${environment}'
    location: location
    retentionDays: logRetentionDays
    dailyGb: dailyLogsGb
    publisherPrincipalId: identity.outputs.principalId
    tags: allTags
  }
}

module network 'modules/network.bicep' = if (isolated) {
  name: 'network'
  params: {
    name: '${name}-${environment}'
    location: location
    prefix: networkPrefix
    ownDnsZones: ownDnsZones
    tags: allTags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: 'st${plain}${environment}${suffix}'
    location: location
    isolated: isolated
    zoneRedundant: environment == 'prod'
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    locked: locked
    tags: allTags
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    name: 'kv${plain}${environment}${suffix}'
    location: location
    isolated: isolated
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    locked: locked
    tags: allTags
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  params: {
    name: 'sb-${name}-${environment}-${suffix}'
    location: location
    isolated: isolated
    queues: queues
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    locked: locked
    tags: allTags
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (isolated) {
  name: 'private-endpoints'
  params: {
    name: '${name}-${environment}'
    location: location
    subnetId: isolated ? (network.?outputs.endpointSubnetId ?? '') : ''
    zoneIds: isolated ? (network.?outputs.zoneIds ?? {}) : {}
    storageId: storage.outputs.id
    keyVaultId: keyVault.outputs.id
    serviceBusId: serviceBus.outputs.id
    tags: allTags
  }
}

module functionApp 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: 'func-${name}-${environment}-${suffix}'
    location: location
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: isolated ? (network.?outputs.appSubnetId ?? '') : ''
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    blobsUrl: storage.outputs.blobsUrl
    queuesUrl: storage.outputs.queuesUrl
    tablesUrl: storage.outputs.tablesUrl
    serviceBusHost: serviceBus.outputs.host
    keyVaultUrl: keyVault.outputs.url
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    dataverseUrl: dataverseUrl
    financeScmUrl: financeScmUrl
    inventoryVisibilityUrl: inventoryVisibilityUrl
    inventoryVisibilityEnvironment: inventoryVisibilityEnvironment
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    settings: settings
    tags: allTags
  }
  // Names of private endpoints have to resolve when the app starts.
  dependsOn: [privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: '${name}-${environment}'
    location: location
    emails: alertEmails
    webhookUrl: alertWebhookUrl
    runbookUrl: runbookUrl
    serviceBusId: serviceBus.outputs.id
    keyVaultId: keyVault.outputs.id
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { name: '${name}-${environment}', location: location, workspaceId: monitoring.outputs.workspaceId, tags: allTags }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  name: 'budget'
  params: { name: '${name}-${environment}', amount: monthlyBudget, start: budgetStart, emails: alertEmails }
}

@description('Name of the Function app: what is deployed to.')
output functionAppName string = functionApp.outputs.name

@description('Where the channels deliver to.')
output functionAppUrl string = functionApp.outputs.url

@description('Where the secrets of the shops are put.')
output keyVaultName string = keyVault.outputs.name

@description('Client id of the identity: the application user of Dataverse and of Finance & SCM.')
output identityClientId string = identity.outputs.clientId

@description('Object id of the identity.')
output identityPrincipalId string = identity.outputs.principalId

metadata description = 'Tables, bodies of deliveries and the package of the app. No shared keys.'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string
@description('Azure region.')
param location string
@description('Whether only private endpoints reach it.')
param isolated bool
@description('Whether data are kept in three zones.')
param zoneRedundant bool
@description('The identity of the app.')
param principalId string
@description('Where its logs go.')
param workspaceId string
@description('Whether it is protected from deletion.')
param locked bool
@description('How long bodies of deliveries are kept, in days: they hold personal data.')
@minValue(7)
@maxValue(90)
param bodiesKeptDays int = 30
@description('Tags.')
param tags object

var tableNames = ['documents', 'notebook', 'articles', 'due']
var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  tags: tags
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isolated ? 'Deny' : 'Allow', bypass: isolated ? 'None' : 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'packages'
  properties: { publicAccess: 'None' }
}

resource deliveries 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'deliveries'
  properties: { publicAccess: 'None' }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for table in tableNames: {
    parent: tableService
    name: table
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-deliveries'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['deliveries/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: bodiesKeptDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [deliveries]
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    name: guid(account.id, principalId, role.value)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: account
  properties: { level: 'CanNotDelete', notes: 'Holds what the companion remembers of every order.' }
}

@description('Resource id.')
output id string = account.id
@description('Address of the blobs.')
output blobsUrl string = account.properties.primaryEndpoints.blob
@description('Address of the queues, which the Functions host uses.')
output queuesUrl string = account.properties.primaryEndpoints.queue
@description('Address of the tables.')
output tablesUrl string = account.properties.primaryEndpoints.table
@description('Where the package of the app lies.')
output deploymentContainerUrl string = '${account.properties.primaryEndpoints.blob}${packages.name}'

metadata description = 'The app on Flex Consumption. It has an identity and no secret.'

@description('Name of the app; part of its address.')
@minLength(2)
@maxLength(60)
param name string
@description('Azure region.')
param location string
@description('Resource id of its identity.')
param identityId string
@description('Client id of its identity.')
param identityClientId string
@description('Subnet that it reaches the data through; empty: none.')
param subnetId string
@description('Container that its package lies in.')
param deploymentContainerUrl string
@description('Address of the blobs.')
param blobsUrl string
@description('Address of the queues of the Functions host.')
param queuesUrl string
@description('Address of the tables.')
param tablesUrl string
@description('Host name of the Service Bus namespace.')
param serviceBusHost string
@description('Address of the vault.')
param keyVaultUrl string
@description('Where telemetry goes.')
param applicationInsightsConnectionString string
@description('Address of the Dataverse environment.')
param dataverseUrl string
@description('Address of the Finance & Supply Chain Management environment; empty: none.')
param financeScmUrl string
@description('Inventory Visibility service of the region; empty: none.')
param inventoryVisibilityUrl string
@description('Id of the Finance & Supply Chain Management environment there.')
param inventoryVisibilityEnvironment string
@description('Most instances.')
param maximumInstances int
@description('Instances kept warm for webhooks.')
param alwaysReady int
@description('Settings that differ from their defaults.')
param settings object
@description('Tags.')
param tags object

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  tags: tags
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  tags: union(tags, { 'azd-service-name': 'companion' })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: '24' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady > 0 ? [{ name: 'http', instanceCount: alwaysReady }] : []
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
  }
}

resource noBasicFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noBasicScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: blobsUrl
      AzureWebJobsStorage__queueServiceUri: queuesUrl
      AzureWebJobsStorage__tableServiceUri: tablesUrl
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      // The telemetry library would otherwise report on itself, outside of this workspace.
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true'
      AZURE_CLIENT_ID: identityClientId
      ServiceBusConnection__fullyQualifiedNamespace: serviceBusHost
      ServiceBusConnection__credential: 'managedidentity'
      ServiceBusConnection__clientId: identityClientId
      KEY_VAULT_URL: keyVaultUrl
      TABLES_URL: tablesUrl
      BLOBS_URL: blobsUrl
      DATAVERSE_URL: dataverseUrl
      PUBLIC_URL: 'https://${app.properties.defaultHostName}'
    },
    empty(financeScmUrl) ? {} : { FINANCE_SCM_URL: financeScmUrl },
    empty(inventoryVisibilityUrl)
      ? {}
      : {
          INVENTORY_VISIBILITY_URL: inventoryVisibilityUrl
          INVENTORY_VISIBILITY_ENVIRONMENT: inventoryVisibilityEnvironment
        },
    settings
  )
}

@description('Name.')
output name string = app.name
@description('Address.')
output url string = 'https://${app.properties.defaultHostName}'

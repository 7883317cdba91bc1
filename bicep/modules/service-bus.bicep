metadata description = 'The queues, made from the file that the app and the local environment read.'

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string
@description('Azure region.')
param location string
@description('Whether only private endpoints reach it; takes the Premium tier.')
param isolated bool
@description('Properties of every queue by its name.')
param queues object
@description('The identity of the app.')
param principalId string
@description('Where its logs go.')
param workspaceId string
@description('Whether it is protected from deletion.')
param locked bool
@description('Tags.')
param tags object

var receiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
var sender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: isolated ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  tags: tags
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
  }
}

resource all 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in items(queues): {
    parent: namespace
    name: queue.key
    properties: {
      requiresSession: queue.value.requiresSession
      requiresDuplicateDetection: queue.value.requiresDuplicateDetection
      duplicateDetectionHistoryTimeWindow: queue.value.duplicateDetectionHistoryTimeWindow
      lockDuration: queue.value.lockDuration
      maxDeliveryCount: queue.value.maxDeliveryCount
      defaultMessageTimeToLive: queue.value.defaultMessageTimeToLive
      deadLetteringOnMessageExpiration: queue.value.deadLetteringOnMessageExpiration
      maxSizeInMegabytes: 5120
    }
  }
]

resource receivers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in items(queues): {
    name: guid(namespace.id, queue.key, principalId, receiver)
    scope: all[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', receiver)
    }
  }
]

resource senders 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in items(queues): {
    name: guid(namespace.id, queue.key, principalId, sender)
    scope: all[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', sender)
    }
  }
]

// Scaling asks how long the queues are. Without this right it guesses by peeking, and is late.
resource counts 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, principalId, reader)
  scope: namespace
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: namespace
  properties: { level: 'CanNotDelete', notes: 'Holds orders on their way.' }
}

@description('Resource id.')
output id string = namespace.id
@description('Host name, as the app addresses it.')
output host string = '${namespace.name}.servicebus.windows.net'

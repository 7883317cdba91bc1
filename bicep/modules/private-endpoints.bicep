metadata description = 'The only ways to Storage, Key Vault and Service Bus when the installation is isolated.'

@description('Ends the names.')
param name string
@description('Azure region.')
param location string
@description('Where the endpoints stand.')
param subnetId string
@description('DNS zones by what they lead to: blob, queue, table, vault, serviceBus. None: a policy of the company attaches the endpoints to its own.')
param zoneIds object
@description('Resource id of the storage account.')
param storageId string
@description('Resource id of the vault.')
param keyVaultId string
@description('Resource id of the namespace.')
param serviceBusId string
@description('Tags.')
param tags object

var targets = [
  { key: 'blob', group: 'blob', id: storageId }
  { key: 'queue', group: 'queue', id: storageId }
  { key: 'table', group: 'table', id: storageId }
  { key: 'vault', group: 'vault', id: keyVaultId }
  { key: 'serviceBus', group: 'namespace', id: serviceBusId }
]

// A storage account refuses a second one while it takes the first.
@batchSize(1)
resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for target in targets: {
    name: 'pe-${target.key}-${name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: target.key
          properties: { privateLinkServiceId: target.id, groupIds: [target.group] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (target, index) in targets: if (!empty(zoneIds)) {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: target.key, properties: { privateDnsZoneId: contains(zoneIds, target.key) ? zoneIds[target.key] : '' } }]
    }
  }
]

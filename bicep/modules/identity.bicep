metadata description = 'The one identity that the app has towards Azure, Dataverse and Finance & SCM.'

@description('Name of the identity.')
param name string
@description('Azure region.')
param location string
@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id
@description('Object id, for role assignments.')
output principalId string = identity.properties.principalId
@description('Client id, for tokens and application users.')
output clientId string = identity.properties.clientId

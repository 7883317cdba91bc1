metadata description = 'An identity that a pipeline signs in with, without a secret: it trusts tokens of GitHub Actions or Azure Pipelines.'

@description('Name of the identity.')
param name string = 'id-commerce-pipeline'
@description('Azure region.')
param location string = resourceGroup().location
@description('Who issues the tokens: https://token.actions.githubusercontent.com, or what the service connection of Azure Pipelines shows.')
@minLength(8)
param issuer string
@description('Whose tokens are trusted: repo:contoso/commerce-companion:environment:prod; of repositories made since the middle of 2026 with ids, repo:contoso@123456/commerce-companion@456789:environment:prod.')
@minLength(3)
param subject string
@description('Tags.')
param tags object = {}

var contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c'
var roleAdministrator = 'f58310d9-a9f6-439a-9e8d-f62e7b41a168'
var locksContributor = '28bf596f-4eb7-45ce-b5bc-6cf482fec137'
// What the deployment may hand on: exactly the roles that main.bicep assigns.
var mayAssign = [
  '3913510d-42f4-4e42-8a64-420c390055eb'
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  '4633458b-17de-408a-b874-0445c86b69e6'
  'acdd72a7-3385-48ef-bd42-f606fba81ae7'
]
var among = 'ForAnyOfAnyValues:GuidEquals {${join(mayAssign, ', ')}}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

resource trust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity
  name: 'pipeline'
  properties: {
    issuer: issuer
    subject: subject
    audiences: ['api://AzureADTokenExchange']
  }
}

resource deploys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, name, contributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
  }
}

// A contributor may not lock, and production is locked.
resource locks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, name, locksContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', locksContributor)
  }
}

resource assigns 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, name, roleAdministrator)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleAdministrator)
    conditionVersion: '2.0'
    // Of a role that is given, the request says which; of one that is taken away, the assignment that there is.
    condition: '((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/write\'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${among})) AND ((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/delete\'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${among}))'
  }
}

@description('Client id that the pipeline signs in with.')
output clientId string = identity.properties.clientId

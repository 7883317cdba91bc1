metadata description = 'Makes the resource group too, for those who may create one.'

targetScope = 'subscription'

@description('Name of the resource group.')
@minLength(1)
@maxLength(90)
param resourceGroupName string

@description('Azure region.')
param location string

@description('Which environment this is.')
@allowed(['dev', 'test', 'prod'])
param environment string

@description('Short name of this installation.')
@minLength(3)
@maxLength(12)
param name string = 'commerce'

@description('Address of the Dataverse environment.')
@minLength(12)
param dataverseUrl string

@description('Address of the Finance & Supply Chain Management environment; empty where there is none.')
param financeScmUrl string = ''

@description('Whether Storage, Key Vault and Service Bus are reached through private endpoints only.')
param isolated bool = environment == 'prod'

@description('Mail addresses that get alerts and budget warnings.')
@minLength(1)
param alertEmails array

@description('Where whoever is alerted reads the runbook; empty: alerts name its sections only.')
param runbookUrl string = ''

@description('What this installation may cost a month, in the currency of the subscription; 0: no budget.')
@minValue(0)
param monthlyBudget int = isolated ? 1000 : environment == 'prod' ? 200 : 100

@description('First day of the budget: the first of the month of the first deployment, yyyy-MM-01, and the same ever after.')
@minLength(10)
@maxLength(10)
param budgetStart string

@description('Whether the data resources are protected from deletion by a lock.')
param locked bool = environment == 'prod'

@description('Tags of every resource.')
param tags object = {}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: union({ application: 'commerce-companion', environment: environment }, tags)
}

module companion 'main.bicep' = {
  name: 'companion'
  scope: group
  params: {
    name: name
    environment: environment
    location: location
    dataverseUrl: dataverseUrl
    financeScmUrl: financeScmUrl
    isolated: isolated
    alertEmails: alertEmails
    runbookUrl: runbookUrl
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
    locked: locked
    tags: tags
  }
}

@description('Name of the Function app: what is deployed to.')
output functionAppName string = companion.outputs.functionAppName

@description('Where the channels deliver to.')
output functionAppUrl string = companion.outputs.functionAppUrl

@description('Where the secrets of the shops are put.')
output keyVaultName string = companion.outputs.keyVaultName

@description('Client id of the identity: the application user of Dataverse and of Finance & SCM.')
output identityClientId string = companion.outputs.identityClientId

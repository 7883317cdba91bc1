metadata description = 'Puts one secret of a shop into the vault. It goes through Azure Resource Manager, so it also reaches a vault without public access.'

targetScope = 'resourceGroup'

@description('Name of the vault: the output keyVaultName of main.bicep.')
@minLength(3)
@maxLength(24)
param vault string

@description('Name of the secret, as the set-up of the store shows it, for example shopify-main-client-secret.')
@minLength(1)
@maxLength(127)
param name string

@description('The secret. Leave it out of the command: the Azure CLI asks for it, and neither shell nor deployment keeps it.')
@secure()
@minLength(1)
param value string

@description('Day on which it ends, yyyy-MM-dd: 30 days before, an alert says so. Empty: never.')
param expires string = ''

resource target 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vault
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: target
  name: name
  tags: { application: 'commerce-companion' }
  properties: {
    value: value
    attributes: {
      enabled: true
      exp: empty(expires) ? null : dateTimeToEpoch('${expires}T00:00:00Z')
    }
  }
}

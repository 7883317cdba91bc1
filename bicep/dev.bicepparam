using 'main.bicep'

param environment = 'dev'
param dataverseUrl = 'https://contoso-dev.crm4.dynamics.com'
param financeScmUrl = 'https://contoso-dev.operations.dynamics.com'
param alertEmails = ['commerce-operations@contoso.example']
param isolated = false

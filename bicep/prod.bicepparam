using 'main.bicep'

param environment = 'prod'
param dataverseUrl = 'https://contoso.crm4.dynamics.com'
param financeScmUrl = 'https://contoso.operations.dynamics.com'
param alertEmails = ['commerce-operations@contoso.example']
param isolated = true

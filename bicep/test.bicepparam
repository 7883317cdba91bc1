using 'main.bicep'

param environment = 'test'
param dataverseUrl = 'https://contoso-test.crm4.dynamics.com'
param financeScmUrl = 'https://contoso-test.operations.dynamics.com'
param alertEmails = ['commerce-operations@contoso.example']
param isolated = false

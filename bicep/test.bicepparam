using 'main.bicep'

param environment = 'test'
param dataverseUrl = 'https://contoso-test.crm4.dynamics.com'
param financeScmUrl = 'https://contoso-test.operations.dynamics.com'
param alertEmails = ['commerce-operations@contoso.example']
param isolated = false
// Takes alerts in the common alert schema; whoever deploys sets it. Unset: none.
param alertWebhookUrl = readEnvironmentVariable('ALERT_WEBHOOK_URL', '')
// From the month after the first deployment on: the month of that one. Azure refuses to move or backdate a budget.
// param budgetStart = '2026-11-01'

using 'main.bicep'

param environment = 'dev'
param dataverseUrl = 'https://contoso-dev.crm4.dynamics.com'
param financeScmUrl = 'https://contoso-dev.operations.dynamics.com'
param alertEmails = ['commerce-operations@contoso.example']
param isolated = false
// Both are set by whoever deploys: where the runbook can be read, and what takes alerts in the common alert schema. Unset: none.
param runbookUrl = readEnvironmentVariable('RUNBOOK_URL', '')
param alertWebhookUrl = readEnvironmentVariable('ALERT_WEBHOOK_URL', '')
// The first of the month of the first deployment; it stays so.
param budgetStart = '2026-11-01'

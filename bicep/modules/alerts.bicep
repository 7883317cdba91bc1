metadata description = 'Who is told what: metrics of the queues and the vault, and what the app says in its log.'

@description('Ends the names.')
param name string
@description('Azure region.')
param location string
@description('Who is told by mail.')
param emails array
@description('Address that takes the common alert schema; empty: none.')
@secure()
param webhookUrl string
@description('Resource id of the namespace.')
param serviceBusId string
@description('Resource id of the vault.')
param keyVaultId string
@description('Resource id of the workspace.')
param workspaceId string
@description('Where the runbook can be read, without an anchor; empty: alerts name its section only.')
param runbookUrl string
@description('Tags.')
param tags object

var rules = loadJsonContent('../alerts.json')
var metrics = [
  {
    key: 'backlog'
    description: 'More than 5,000 messages wait in a queue.'
    runbook: 'Messages pile up'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    threshold: 5000
    aggregation: 'Average'
    by: 'EntityName'
    severity: 2
  }
  {
    key: 'dead-letters'
    description: 'Messages lie in a dead-letter queue and nobody takes them.'
    runbook: 'A message died'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    threshold: 0
    aggregation: 'Average'
    by: 'EntityName'
    severity: 1
  }
  {
    key: 'queues-throttled'
    description: 'Service Bus turns requests away.'
    runbook: 'Service Bus turns requests away'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ThrottledRequests'
    threshold: 10
    aggregation: 'Total'
    by: ''
    severity: 2
  }
  {
    key: 'vault-slow'
    description: 'Key Vault answers slowly.'
    runbook: 'Key Vault answers slowly'
    scope: keyVaultId
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'ServiceApiLatency'
    threshold: 2000
    aggregation: 'Average'
    by: ''
    severity: 3
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: take(replace(name, '-', ''), 12)
    emailReceivers: [
      for (email, index) in emails: { name: 'mail-${index}', emailAddress: email, useCommonAlertSchema: true }
    ]
    webhookReceivers: empty(webhookUrl)
      ? []
      : [{ name: 'webhook', serviceUri: webhookUrl, useCommonAlertSchema: true }]
  }
}

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for one in metrics: {
    name: 'alert-${one.key}-${name}'
    location: 'global'
    tags: tags
    properties: {
      description: '${one.description} Runbook: ${one.runbook}. ${empty(runbookUrl) ? '' : '${runbookUrl}#${toLower(replace(one.runbook, ' ', '-'))}'}'
      severity: one.severity
      enabled: true
      scopes: [one.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: one.key
            metricNamespace: one.namespace
            metricName: one.metric
            operator: 'GreaterThan'
            threshold: one.threshold
            timeAggregation: one.aggregation
            // A namespace's figure is the average of its queues; each is looked at on its own.
            dimensions: empty(one.by) ? [] : [{ name: one.by, operator: 'Include', values: ['*'] }]
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in items(rules): {
    name: 'alert-${rule.key}-${name}'
    location: location
    kind: 'LogAlert'
    tags: tags
    properties: {
      displayName: rule.value.title
      description: '${rule.value.description} Runbook: ${rule.value.runbook}. ${empty(runbookUrl) ? '' : '${runbookUrl}#${toLower(replace(rule.value.runbook, ' ', '-'))}'}'
      severity: rule.value.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.value.frequency
      windowSize: rule.value.window
      criteria: {
        allOf: [
          {
            query: rule.value.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.value.more
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
            // Each of them is an alert of its own, which says in the mail whom it is about.
            dimensions: map(rule.value.by, column => { name: column, operator: 'Include', values: ['*'] })
          }
        ]
      }
      // What is asked once a day has no state in between: it tells each day on which it holds.
      autoMitigate: rule.value.frequency != 'P1D'
      skipQueryValidation: true
      actions: { actionGroups: [people.id] }
    }
  }
]

metadata description = 'Warns before the month becomes dearer than was meant.'

@description('Ends the name.')
param name string
@description('Amount a month, in the currency of the subscription.')
param amount int
@description('First of a month: yyyy-MM-01.')
param start string
@description('Who is warned.')
param emails array

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'budget-${name}'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      actual80: { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual', contactEmails: emails }
      forecast100: { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted', contactEmails: emails }
    }
  }
}

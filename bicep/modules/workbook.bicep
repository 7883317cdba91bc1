metadata description = 'One page for operators in the Azure portal.'

@description('Ends the names.')
param name string
@description('Azure region.')
param location string
@description('What it reads.')
param workspaceId string
@description('Tags.')
param tags object

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  kind: 'shared'
  tags: tags
  properties: {
    displayName: 'Commerce Companion ${name}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('../workbook.json')
    version: '1.0'
  }
}

/** Tables of other solutions that ours extend, with those of their columns that our forms show. Logical names. */
export const foreignTables: Readonly<Record<string, readonly string[]>> = {
  salesorder: ['ordernumber', 'name', 'customerid', 'totalamount', 'transactioncurrencyid', 'ownerid'],
};

/** Privileges that every environment has, as far as our roles carry them. An import refuses a role with a name that it does not know. */
export const platformPrivileges: readonly string[] = [
  'prvAppendToUser',
  'prvReadAppModule',
  'prvReadAttribute',
  'prvReadBusinessUnit',
  'prvReadCustomization',
  'prvReadEntity',
  'prvReadEnvironmentVariableDefinition',
  'prvReadOptionSet',
  'prvReadOrganization',
  'prvReadQuery',
  'prvReadRelationship',
  'prvReadRole',
  'prvReadSystemForm',
  'prvReadTeam',
  'prvReadUser',
  'prvReadUserSettings',
  'prvReadWebResource',
  'prvWriteUserSettings',
];

/** Names that newer environments write and that the schema of the vendor does not have; a file stays without them. */
export const newerNames: readonly string[] = [
  'AutoNumberFormat',
  'IsSearchable',
  'IsFilterable',
  'IsRetrievable',
  'IsLocalizable',
  'IsRetrieveAuditEnabled',
  'CascadeArchive',
  'OptimizedFor',
  'NavigationType',
  'appsettings',
  'appelements',
  'EnableCollapsibleGroups',
  'ShowHome',
  'ShowPinned',
  'ShowRecents',
  'IsAutoAssigned',
  'headerdensity',
  'useMainFormDialogForCreate',
  'connectionreferences',
  'CanvasApps',
];

/** The parts of a solution in the only order that the schema of the vendor allows. */
export const partsInOrder: readonly string[] = [
  'Entities',
  'Roles',
  'Workflows',
  'FieldSecurityProfiles',
  'Templates',
  'RibbonDiffXml',
  'SiteMap',
  'EntityMaps',
  'EntityRelationships',
  'OrganizationSettings',
  'optionsets',
  'Dashboards',
  'WebResources',
  'CustomControls',
  'SolutionPluginAssemblies',
  'SdkMessageProcessingSteps',
  'ServiceEndpoints',
  'AppModuleSiteMaps',
  'AppModules',
  'EntityDataProviders',
  'EntityDataSources',
  'Languages',
];

/** The Web API of the platform, as far as controls use it. */
export interface WebApi {
  createRecord(table: string, row: Record<string, unknown>): Promise<{ id: unknown }>;
  updateRecord(table: string, id: string, row: Record<string, unknown>): Promise<unknown>;
  deleteRecord(table: string, id: string): Promise<unknown>;
  retrieveRecord(table: string, id: string, options?: string): Promise<Record<string, unknown>>;
  retrieveMultipleRecords(
    table: string,
    options?: string,
    pageSize?: number,
  ): Promise<{ entities: Record<string, unknown>[]; nextLink?: string }>;
}

/** What the controls use of the platform's context; every `ComponentFramework.Context` fits. */
export interface PlatformContext {
  client: { isOffline(): boolean; isNetworkAvailable(): boolean };
  resources: { getString(id: string): string };
  userSettings: {
    isRTL: boolean;
    languageId: number;
    securityRoles: string[];
    userId: string;
    userName: string;
    getTimeZoneOffsetMinutes(date?: Date): number;
  };
  webAPI: WebApi;
  navigation: { openForm(options: { entityName: string; entityId: string; openInNewWindow?: boolean }): Promise<unknown> };
  utils: { lookupObjects(options: { entityTypes: string[]; allowMultiSelect?: boolean }): Promise<{ id: string; name?: string }[]> };
  fluentDesignLanguage?: { tokenTheme: unknown; isDarkTheme?: boolean };
}

import { ApplicationInsights, type ITelemetryItem } from '@microsoft/applicationinsights-web';
import type { Told } from './told.ts';

/** Sends what was told. */
export type Send = (told: Told) => void;

/**
 * Application Insights with everything off that looks at the page, the person or the network on its own: no cookies, no storage, no page
 * views, no requests, no errors of others, no settings from elsewhere.
 */
export function sendingTo(connectionString: string): Send {
  const insights = new ApplicationInsights({
    config: {
      connectionString,
      disableCookiesUsage: true,
      isStorageUseDisabled: true,
      enableSessionStorageBuffer: false,
      disableAjaxTracking: true,
      disableFetchTracking: true,
      disableExceptionTracking: true,
      enableUnhandledPromiseRejectionTracking: false,
      enableAutoRouteTracking: false,
      autoTrackPageVisitTime: false,
      disableCorrelationHeaders: true,
      enablePerfMgr: false,
      loggingLevelConsole: 0,
      loggingLevelTelemetry: 0,
      extensionConfig: { AppInsightsCfgSyncPlugin: { blkCdnCfg: true, syncMode: 0, cfgUrl: '' } },
    },
  });
  insights.loadAppInsights();
  insights.addTelemetryInitializer(onlyWhatWasTold);
  return ({ name, properties, measurements, operationId }) =>
    insights.trackEvent({ name, properties, measurements }, operationId ? { [carried]: operationId } : undefined);
}

/** Custom property that takes the operation id to the initializer, which makes it the item's operation. */
const carried = 'operationId';

/** The last look at an item: what the library adds of itself (page, user, session, device) goes; what is no event of ours is dropped. */
export function onlyWhatWasTold(item: ITelemetryItem): boolean {
  if (item.baseType !== 'EventData') return false;
  const { name, properties, measurements } = item.baseData ?? {};
  const { [carried]: operationId, ...told } = { ...item.data, ...properties } as Record<string, string>;
  const kept = Object.entries(told).filter(([key]) => ['control', 'action', 'outcome', 'failure', 'table'].includes(key));
  item.baseData = { name, properties: Object.fromEntries(kept), measurements };
  item.data = {};
  item.tags = {} as ITelemetryItem['tags'];
  item.ext = operationId ? { trace: { traceID: operationId, name: 'Commerce Companion' } } : {};
  return true;
}

import type { TokenCredential } from '@azure/identity';
import { AzureMonitorLogExporter, AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Measure } from '../../core/metrics.ts';
import type { Config } from '../config.ts';
import { createInvocations } from './invocation.ts';
import { KeepFailures } from './keep-failures.ts';
import { createMeasure } from './meters.ts';

export interface Telemetry {
  /** Runs one invocation of a function inside its trace. */
  invoke: ReturnType<typeof createInvocations>;
  measure: Measure;
  /** Sends what is still here. */
  close(): Promise<void>;
}

const name = 'commerce-companion';

/** Traces, metrics and logs to Application Insights with the app's identity. Without a connection string all of it stays in the process. */
export function openTelemetry(config: Config, credential: TokenCredential): Telemetry {
  const connectionString = config.APPLICATIONINSIGHTS_CONNECTION_STRING;
  const resource = resourceFromAttributes({ 'service.name': name });
  // What cannot be sent is dropped: telemetry on a disk would outlive what the workspace promises of it.
  const target = { connectionString, credential, disableOfflineStorage: true };
  const delays = { scheduledDelayMillis: Math.min(5000, config.TELEMETRY_INTERVAL_MS) };

  const sampling = connectionString
    ? new KeepFailures(new BatchSpanProcessor(new AzureMonitorTraceExporter(target), delays), config.TRACE_SHARE)
    : undefined;
  const tracing = new BasicTracerProvider({ resource, spanProcessors: sampling ? [sampling] : [] });
  const metering = new MeterProvider({
    resource,
    readers: connectionString
      ? [
          new PeriodicExportingMetricReader({
            exporter: new AzureMonitorMetricExporter(target),
            exportIntervalMillis: config.TELEMETRY_INTERVAL_MS,
          }),
        ]
      : [],
  });
  const logging = new LoggerProvider({
    resource,
    processors: connectionString ? [new BatchLogRecordProcessor({ exporter: new AzureMonitorLogExporter(target), ...delays })] : [],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(metering);
  const measure = createMeasure(metering.getMeter(name));
  return {
    invoke: createInvocations(logging.getLogger(name), measure, sampling),
    measure,
    close: async () => void (await Promise.allSettled([tracing.shutdown(), metering.shutdown(), logging.shutdown()])),
  };
}

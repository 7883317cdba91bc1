import type { Meter } from '@opentelemetry/api';
import { type Measure, type MetricName, metrics } from '../../core/metrics.ts';

/** Measures with OpenTelemetry: one instrument a name, made when it is first needed. */
export function createMeasure(meter: Meter): Measure {
  const instruments = new Map<MetricName, (value: number, of: Record<string, string>) => void>();
  const make = (name: MetricName) => {
    const { kind, unit, says: description } = metrics[name];
    if (kind === 'count') {
      const counter = meter.createCounter(name, { unit, description });
      return (value: number, of: Record<string, string>) => counter.add(value, of);
    }
    const recorder = kind === 'level' ? meter.createGauge(name, { unit, description }) : meter.createHistogram(name, { unit, description });
    return (value: number, of: Record<string, string>) => recorder.record(value, of);
  };
  return (name, value, of) => {
    const instrument = instruments.get(name) ?? make(name);
    instruments.set(name, instrument);
    instrument(value, of);
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTimeSpan } from './time-span.ts';

export interface ServiceBusSettings {
  autoCompleteMessages: boolean;
  maxConcurrentCalls: number;
  maxConcurrentSessions: number;
  maxMessageBatchSize: number;
  sessionIdleTimeoutMs: number;
  maxAutoLockRenewalMs: number;
  retry: { mode: 'exponential' | 'fixed'; maxRetries: number; delayMs: number; maxDelayMs: number; tryTimeoutMs: number };
}

export interface HostSettings {
  routePrefix: string;
  /** Undefined: no limit. */
  functionTimeoutMs?: number;
  logLevels: Record<string, string>;
  serviceBus: ServiceBusSettings;
}

type Json = Record<string, unknown>;

const knownServiceBusKeys = new Set([
  'autoCompleteMessages',
  'clientRetryOptions',
  'enableCrossEntityTransactions',
  'maxAutoLockRenewalDuration',
  'maxBatchWaitTime',
  'maxConcurrentCalls',
  'maxConcurrentCallsPerSession',
  'maxConcurrentSessions',
  'maxMessageBatchSize',
  'minMessageBatchSize',
  'prefetchCount',
  'sessionIdleTimeout',
  'transportType',
  'webProxy',
]);

/** Reads `host.json` of the app folder with the host's own defaults. @throws Error that names a setting the host would not read. */
export function readHostJson(appDir: string): HostSettings {
  const file = join(appDir, 'host.json');
  if (!existsSync(file)) throw new Error(`There is no host.json in ${appDir}.`);
  const root = JSON.parse(readFileSync(file, 'utf8')) as Json;
  if (root.version !== '2.0') throw new Error('host.json must say "version": "2.0".');
  const extensions = section(root, 'extensions');
  const timeout = root.functionTimeout === undefined ? '00:30:00' : String(root.functionTimeout);
  return {
    routePrefix: String(section(extensions, 'http').routePrefix ?? 'api').replace(/^\/+|\/+$/g, ''),
    functionTimeoutMs: timeout === '-1' ? undefined : span({ functionTimeout: timeout }, 'functionTimeout', 0),
    logLevels: section(section(root, 'logging'), 'logLevel') as Record<string, string>,
    serviceBus: readServiceBus(section(extensions, 'serviceBus')),
  };
}

function readServiceBus(json: Json): ServiceBusSettings {
  const unknown = Object.keys(json).filter((key) => !knownServiceBusKeys.has(key));
  if (unknown.length) throw new Error(`host.json: extensions.serviceBus does not know ${unknown.join(', ')}.`);
  const retry = section(json, 'clientRetryOptions');
  return {
    autoCompleteMessages: json.autoCompleteMessages !== false,
    maxConcurrentCalls: count(json, 'maxConcurrentCalls', 16),
    maxConcurrentSessions: count(json, 'maxConcurrentSessions', 8),
    maxMessageBatchSize: count(json, 'maxMessageBatchSize', 1000),
    sessionIdleTimeoutMs: span(json, 'sessionIdleTimeout', 60_000),
    maxAutoLockRenewalMs: span(json, 'maxAutoLockRenewalDuration', 300_000),
    retry: {
      mode: String(retry.mode ?? 'exponential').toLowerCase() === 'fixed' ? 'fixed' : 'exponential',
      maxRetries: count(retry, 'maxRetries', 3),
      delayMs: span(retry, 'delay', 800),
      maxDelayMs: span(retry, 'maxDelay', 60_000),
      tryTimeoutMs: span(retry, 'tryTimeout', 60_000),
    },
  };
}

function section(json: Json, name: string): Json {
  const value = json[name];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function count(json: Json, name: string, fallback: number): number {
  const value = json[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new Error(`host.json: ${name} must be a whole number above 0.`);
  return value;
}

function span(json: Json, name: string, fallback: number): number {
  const value = json[name];
  if (value === undefined) return fallback;
  const ms = parseTimeSpan(String(value));
  if (ms === undefined) throw new Error(`host.json: ${name} must be a TimeSpan such as 00:05:00, not "${String(value)}".`);
  return ms;
}

const levels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

/** Says whether a line of a category and level is kept, by the longest category prefix that host.json names. */
export function logFilter(logLevels: Record<string, string>): (category: string, level: string) => boolean {
  const minimum = new Map<string, number>();
  const find = (category: string) => {
    const names = Object.keys(logLevels).filter((name) => category === name || category.startsWith(`${name}.`));
    const best = names.sort((a, b) => b.length - a.length)[0] ?? 'default';
    return levels.indexOf(String(logLevels[best] ?? 'Information').toLowerCase());
  };
  return (category, level) => {
    const least = minimum.get(category) ?? find(category);
    minimum.set(category, least);
    return levels.indexOf(level.toLowerCase()) >= least;
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusClient } from '@azure/service-bus';
import { resolveSettings } from './app.ts';
import type { RegisteredFunction } from './core-api.ts';
import type { ServiceBusSettings } from './host-json.ts';
import type { Invoker } from './invoker.ts';
import { MessageRunner } from './message-runner.ts';
import { QueueListener } from './queue-listener.ts';
import { connectServiceBus } from './service-bus-connection.ts';
import { SessionListener } from './session-listener.ts';

/** Closing waits for answers, which a broker that is away does not give. */
const closeWithinMs = 1000;

export interface Listening {
  /** Receives no more and resolves when what is in hand is settled. */
  stop(): Promise<void>;
}

/** Starts receiving for every Service Bus function. @throws Error when a trigger's settings are wrong. */
export function listenToServiceBus(functions: RegisteredFunction[], settings: ServiceBusSettings, invoker: Invoker): Listening {
  const started = functions
    .filter((fn) => /^servicebustrigger$/i.test(String(fn.trigger.type)))
    .map((fn) => listenerOf(fn, settings, invoker));
  for (const { listener } of started) listener.start();
  return {
    stop: async () => {
      await Promise.all(started.map(({ listener }) => listener.stop()));
      const closed = Promise.allSettled(started.map(({ client }) => client.close()));
      await Promise.race([closed, sleep(closeWithinMs)]);
    },
  };
}

function listenerOf(
  fn: RegisteredFunction,
  settings: ServiceBusSettings,
  invoker: Invoker,
): { client: ServiceBusClient; listener: SessionListener | QueueListener } {
  const { trigger } = fn;
  const queue = entityOf(trigger);
  const completes = (trigger.autoCompleteMessages ?? settings.autoCompleteMessages) !== false;
  const runner = new MessageRunner(fn, queue, invoker, completes);
  const client = connectServiceBus(resolveSettings(String(trigger.connection || 'ServiceBus')), settings);
  const Listener = trigger.isSessionsEnabled === true ? SessionListener : QueueListener;
  return { client, listener: new Listener(client, queue, settings, runner) };
}

function entityOf(trigger: RegisteredFunction['trigger']): string {
  if (trigger.queueName) return resolveSettings(String(trigger.queueName));
  return `${resolveSettings(String(trigger.topicName))}/Subscriptions/${resolveSettings(String(trigger.subscriptionName))}`;
}

import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { RetryMode, ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import type { ServiceBusSettings } from './host-json.ts';

/**
 * A client for the connection that a trigger names: a connection string, or `<name>__fullyQualifiedNamespace` with a managed identity.
 * @throws Error when the app settings hold neither.
 */
export function connectServiceBus(name: string, settings: ServiceBusSettings): ServiceBusClient {
  const { retry } = settings;
  const options: ServiceBusClientOptions = {
    retryOptions: {
      mode: retry.mode === 'fixed' ? RetryMode.Fixed : RetryMode.Exponential,
      maxRetries: retry.maxRetries,
      retryDelayInMs: retry.delayMs,
      maxRetryDelayInMs: retry.maxDelayMs,
      timeoutInMs: retry.tryTimeoutMs,
    },
  };
  const read = (suffix: string) => process.env[`${name}${suffix}`] || process.env[`AzureWebJobs${name}${suffix}`];
  const text = read('');
  if (text) return new ServiceBusClient(text, options);
  const namespace = read('__fullyQualifiedNamespace');
  if (!namespace)
    throw new Error(`The Service Bus connection "${name}" is not configured: set ${name} or ${name}__fullyQualifiedNamespace.`);
  const clientId = read('__clientId');
  const isManaged = read('__credential')?.toLowerCase() === 'managedidentity';
  const credential = isManaged ? new ManagedIdentityCredential(clientId ? { clientId } : {}) : new DefaultAzureCredential();
  return new ServiceBusClient(namespace, credential, options);
}

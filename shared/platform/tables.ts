import { RestError, TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { IntegrationError } from '../core/errors.ts';

/** Storage answers in milliseconds or is in trouble: the queue repeats sooner than the library's own retries would. */
const retryOptions = { maxRetries: 2, retryDelayInMs: 100, maxRetryDelayInMs: 1000 };

export const openTable = (url: string, name: string, credential: TokenCredential): TableClient =>
  new TableClient(url, name, credential, { retryOptions });

/** A status that the caller knows what to do with, instead of an exception. */
export async function unless<T>(statuses: readonly number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RestError && error.statusCode !== undefined && statuses.includes(error.statusCode)) return undefined;
    throw storageDown(error);
  }
}

export const storageDown = (from: unknown): IntegrationError =>
  from instanceof IntegrationError
    ? from
    : new IntegrationError('REMOTE_DOWN', {
        facts: { remote: 'Storage', problem: from instanceof Error ? from.name : String(from) },
        from,
      });

/** Tables are made once per process, on first use. */
export function onFirstUse(table: TableClient): () => Promise<TableClient> {
  let ready: Promise<TableClient> | undefined;
  return () => {
    ready ??= table
      .createTable()
      .then(() => table)
      .catch((error: unknown) => {
        ready = undefined;
        throw storageDown(error);
      });
    return ready;
  };
}

/** ASCII only: a text then has as many bytes as characters, and no store can cut a character in two. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

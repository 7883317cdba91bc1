import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { BodyStore } from '../ports.ts';
import { storageDown } from './tables.ts';

const container = 'deliveries';

/** Claim checks as private blobs. How long they live is the storage account's life-cycle rule. */
export function createBodyStore(url: string, credential: TokenCredential): BodyStore {
  const client = new BlobServiceClient(url, credential, { retryOptions: { maxTries: 3, retryDelayInMs: 100 } }).getContainerClient(
    container,
  );
  let ready: Promise<unknown> | undefined;
  const open = () => {
    ready ??= client.createIfNotExists().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  return {
    async put(name, body) {
      try {
        await open();
        await client.getBlockBlobClient(name).uploadData(body);
      } catch (error) {
        throw storageDown(error);
      }
    },
    async get(name) {
      try {
        await open();
        return await client.getBlockBlobClient(name).downloadToBuffer();
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return undefined;
        throw storageDown(error);
      }
    },
  };
}

import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import type { BodyStore } from '../ports.ts';
import { storageDown } from './tables.ts';

const container = 'deliveries';

/** Claim checks as private blobs. How long they live is the storage account's life-cycle rule. */
export function createBodyStore(url: string, credential: TokenCredential): BodyStore {
  let ready: Promise<ContainerClient> | undefined;
  const open = async (): Promise<ContainerClient> => {
    // Loaded when a body is kept or fetched, which is rare: it is a fifth of all code, and every start would wait for it.
    const { BlobServiceClient } = await import('@azure/storage-blob');
    const client = new BlobServiceClient(url, credential, { retryOptions: { maxTries: 3, retryDelayInMs: 100 } });
    await client.getContainerClient(container).createIfNotExists();
    return client.getContainerClient(container);
  };
  const opened = (): Promise<ContainerClient> => {
    ready ??= open().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  return {
    async put(name, body) {
      try {
        await (await opened()).getBlockBlobClient(name).uploadData(body);
      } catch (error) {
        throw storageDown(error);
      }
    },
    async get(name) {
      try {
        return await (await opened()).getBlockBlobClient(name).downloadToBuffer();
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        throw storageDown(error);
      }
    },
  };
}

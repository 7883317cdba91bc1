import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type StoragePart, startStorage } from './azurite.ts';
import { certificateIn } from './certificates.ts';
import { FaultBoard } from './faults.ts';
import { type IdentityPart, startIdentity } from './identity.ts';
import { type KeyVaultPart, startKeyVault } from './key-vault.ts';
import { TokenIssuer } from './tokens.ts';

/** Identity, vault and storage alone, trusted by this process: for tests of what talks to them. */
export interface SmallAzure {
  faults: FaultBoard;
  tokens: TokenIssuer;
  identity: IdentityPart;
  keyVault: KeyVaultPart;
  storage: StoragePart;
  close(): Promise<void>;
}

export async function startSmallAzure(dataDir?: string): Promise<SmallAzure> {
  const faults = new FaultBoard([]);
  const tokens = new TokenIssuer();
  const tls = await certificateIn(dataDir);
  setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
  const identity = await startIdentity({ port: 0, faults, tokens });
  const [keyVault, storage] = await Promise.all([
    startKeyVault({ port: 0, faults, dataDir, tokens, tls, authority: identity.url }),
    startStorage({ tablesPort: 0, blobsPort: 0, faults, dataDir, tls }),
  ]);
  process.env.IDENTITY_ENDPOINT = identity.managedIdentityEndpoint;
  process.env.IDENTITY_HEADER = identity.managedIdentityHeader;
  return {
    faults,
    tokens,
    identity,
    keyVault,
    storage,
    close: async () => {
      await Promise.all([identity.close(), keyVault.close(), storage.close()]);
    },
  };
}

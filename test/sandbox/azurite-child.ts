import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { TableClient } from '@azure/data-tables';
import { startStorage } from './azurite.ts';
import { certificateIn } from './certificates.ts';
import { FaultBoard } from './faults.ts';
import { TokenIssuer } from './tokens.ts';

/** A process that keeps a row in the folder of its argument, says which process Azurite is, and waits to be killed. */
const [folder = ''] = process.argv.slice(2);
const tls = await certificateIn(folder);
setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
const storage = await startStorage({ tablesPort: 0, blobsPort: 0, faults: new FaultBoard([]), tls, dataDir: folder });
const { token, expiresOn } = new TokenIssuer().issue('https://storage.azure.com', 'test');
const table = new TableClient(storage.tablesUrl, 'kept', { getToken: async () => ({ token, expiresOnTimestamp: expiresOn * 1000 }) });
await table.createTable();
await table.createEntity({ partitionKey: 'a', rowKey: 'b', said: 'before the kill' });
process.stdout.write(`${storage.processId()}\n`);

import { createRequire } from 'node:module';

/**
 * Runs Azurite with the arguments of this process until standard input closes, which it does when the environment ends, however it ends.
 * Azurite keeps the last seconds in memory and writes them only when it is asked to end, so it is asked.
 */
const writtenWithinMs = 5000;

const end = () => {
  setTimeout(() => process.exit(0), writtenWithinMs).unref();
  process.emit('SIGTERM');
};
process.stdin.once('end', end).once('error', end).resume();
// Nobody may be reading any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

createRequire(import.meta.url)('azurite/dist/src/azurite.js');

import type { Log } from '../core/log.ts';
import { type Clock, epochMs, later } from '../core/time.ts';
import type { SecretExpiry } from '../ports.ts';

const dayMs = 86_400_000;
const noticeDays = 30;

/** Says in the log, where the Azure alert listens, which secrets of the shops end within 30 days. */
export async function watchSecrets({ secrets, clock }: { secrets: SecretExpiry; clock: Clock }, log: Log): Promise<void> {
  const now = clock.now();
  for (const { name, expiresOn } of await secrets.expiring(later(now, noticeDays * dayMs)))
    log.warn('secret expires', { secret: name, days: Math.floor((epochMs(expiresOn) - epochMs(now)) / dayMs) });
}

import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('take-snapshots', {
    schedule: settings.SNAPSHOT_SCHEDULE,
    handler: (_timer, context) => companion().takeSnapshots(contextOf(context)),
  });

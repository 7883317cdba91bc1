import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('poll-dynamics', {
    schedule: settings.DYNAMICS_POLL_SCHEDULE,
    handler: (_timer, context) => companion().pollDynamics(contextOf(context)),
  });

import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('poll-stores', { schedule: settings.POLL_SCHEDULE, handler: (_timer, context) => companion().pollStores(contextOf(context)) });

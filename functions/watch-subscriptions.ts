import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('watch-subscriptions', {
    schedule: settings.SUBSCRIPTION_SCHEDULE,
    handler: (_timer, context) => companion().watchSubscriptions(contextOf(context)),
  });

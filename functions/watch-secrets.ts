import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('watch-secrets', {
    schedule: settings.SECRET_SCHEDULE,
    handler: (_timer, context) => companion().watchSecrets(contextOf(context)),
  });

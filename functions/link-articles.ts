import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('link-articles', {
    schedule: settings.LINK_SCHEDULE,
    handler: (_timer, context) => companion().linkArticles(contextOf(context)),
  });

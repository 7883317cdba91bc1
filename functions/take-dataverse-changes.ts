import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('take-dataverse-changes', {
    schedule: settings.CONFIGURATION_SCHEDULE,
    handler: (_timer, context) => companion().takeDataverseChanges(contextOf(context)),
  });

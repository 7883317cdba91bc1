import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings)
  app.timer('carry-out-commands', {
    schedule: settings.COMMAND_SCHEDULE,
    handler: (_timer, context) => companion().carryOutCommands(contextOf(context)),
  });

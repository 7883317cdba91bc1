import { onTimer, settings } from './companion.ts';

/** What a person asked for and what comes of it is one trace. */
onTimer('carry-out-commands', settings?.COMMAND_SCHEDULE, (companion, run) => companion.carryOutCommands(run), { findsWork: false });

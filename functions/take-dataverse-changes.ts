import { onTimer, settings } from './companion.ts';

onTimer('take-dataverse-changes', settings?.CONFIGURATION_SCHEDULE, (companion, run) => companion.takeDataverseChanges(run));

import { onTimer, settings } from './companion.ts';

onTimer('poll-stores', settings?.POLL_SCHEDULE, (companion, run) => companion.pollStores(run));

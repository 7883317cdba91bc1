import { onTimer, settings } from './companion.ts';

onTimer('poll-dynamics', settings?.DYNAMICS_POLL_SCHEDULE, (companion, run) => companion.pollDynamics(run));

import { onTimer, settings } from './companion.ts';

onTimer('take-snapshots', settings?.SNAPSHOT_SCHEDULE, (companion, run) => companion.takeSnapshots(run));

import { onTimer, settings } from './companion.ts';

onTimer('watch-secrets', settings?.SECRET_SCHEDULE, (companion, run) => companion.watchSecrets(run));

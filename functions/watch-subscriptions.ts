import { onTimer, settings } from './companion.ts';

onTimer('watch-subscriptions', settings?.SUBSCRIPTION_SCHEDULE, (companion, run) => companion.watchSubscriptions(run));

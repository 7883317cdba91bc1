import { onTimer, settings } from './companion.ts';

onTimer('link-articles', settings?.LINK_SCHEDULE, (companion) => companion.linkArticles());

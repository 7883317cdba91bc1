import { onTimer, settings } from './companion.ts';

onTimer('sweep-stock', settings?.STOCK_SWEEP_SCHEDULE, (companion, run) => companion.beginArticles('stock', 'sweep', run));
onTimer('sweep-prices', settings?.PRICE_SWEEP_SCHEDULE, (companion, run) => companion.beginArticles('price', 'sweep', run));
onTimer('true-up-stock', settings?.TRUE_UP_SCHEDULE, (companion, run) => companion.beginArticles('stock', 'true-up', run));
onTimer('true-up-prices', settings?.PRICE_TRUE_UP_SCHEDULE, (companion, run) => companion.beginArticles('price', 'true-up', run));

import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings) {
  app.timer('sweep-stock', {
    schedule: settings.STOCK_SWEEP_SCHEDULE,
    handler: (_timer, context) => companion().beginArticles('stock', 'sweep', contextOf(context)),
  });
  app.timer('sweep-prices', {
    schedule: settings.PRICE_SWEEP_SCHEDULE,
    handler: (_timer, context) => companion().beginArticles('price', 'sweep', contextOf(context)),
  });
  app.timer('true-up-stock', {
    schedule: settings.TRUE_UP_SCHEDULE,
    handler: (_timer, context) => companion().beginArticles('stock', 'true-up', contextOf(context)),
  });
  app.timer('true-up-prices', {
    schedule: settings.PRICE_TRUE_UP_SCHEDULE,
    handler: (_timer, context) => companion().beginArticles('price', 'true-up', contextOf(context)),
  });
}

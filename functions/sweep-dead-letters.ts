import { app } from '@azure/functions';
import queues from '../shared/queues.json' with { type: 'json' };
import { inTrace, settings } from './companion.ts';

/** Every queue has a dead-letter queue, and nothing dies unseen: each dead letter becomes an exception row. */
for (const queue of settings ? Object.keys(queues) : []) {
  app.serviceBusQueue(`sweep-dead-letters-${queue}`, {
    connection: 'ServiceBusConnection',
    queueName: `${queue}/$DeadLetterQueue`,
    handler: (message, context) => {
      const { deadLetterReason = '', deadLetterErrorDescription = '' } = context.triggerMetadata ?? {};
      const reason = [deadLetterReason, deadLetterErrorDescription].filter(Boolean).join(': ') || 'no reason was given';
      return inTrace(context, (companion, run) => companion.sweepDeadLetter(message, reason, run));
    },
  });
}

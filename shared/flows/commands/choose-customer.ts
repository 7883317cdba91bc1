import * as z from 'zod';
import { defineCommand, refused } from './command.ts';
import { refusals } from './refusals.ts';
import { runAllAgain } from './resubmit.ts';

/** Which of several customer accounts a buyer has; remembered for this buyer. */
export const chooseCustomer = defineCommand({
  kind: 'choose-customer',
  body: z.strictObject({ customer: z.string().trim().min(1).max(20).optional() }),
  async run({ command, body }, ports) {
    const { cause } = command;
    if (!body.customer || !cause.startsWith('SEVERAL_CUSTOMERS|')) return refused(refusals.needsCustomerCause);
    const [, store, mark] = cause.split('|');
    await ports.notebook.write('customer', `${store}|${mark}`, body.customer);
    return runAllAgain(cause, command, ports);
  },
});

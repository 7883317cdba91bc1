import * as z from 'zod';
import type { ErrorCode } from '../../core/error-table.ts';
import { IntegrationError } from '../../core/errors.ts';
import { defineStep, type RunFacts } from '../step.ts';

const conditions = {
  'test-order': { code: 'TEST_ORDER', holds: ({ order }) => order.test },
  draft: { code: 'DRAFT_ORDER', holds: ({ order }) => order.state === 'draft' },
  'cancelled-before-import': { code: 'CANCELLED_BEFORE_IMPORT', holds: ({ order, record }) => order.state === 'cancelled' && !record.link },
} as const satisfies Record<string, { code: ErrorCode; holds(facts: Pick<RunFacts, 'order' | 'record'>): boolean }>;

const names = ['test-order', 'draft', 'cancelled-before-import'] as const;

/** Ends the run for orders that are rightly not imported, with the reason on record. */
export const skipIf = defineStep({
  name: 'skip-if',
  settings: z.strictObject({ any: z.array(z.enum(names)).default([...names]) }),
  reads: ['order', 'record'],
  gives: [],
  async run(facts, _ports, { any }) {
    const reason = any.find((name) => conditions[name].holds(facts));
    if (reason) throw new IntegrationError(conditions[reason].code);
    return {};
  },
});

import { IntegrationError } from '../core/errors.ts';
import type { LogFields } from '../core/log.ts';

/** What the log says of a failure that stops nothing else: the problem, and the code that alerts listen to, in the field that runs use too. */
export const failureFields = (error: unknown): LogFields => ({
  problem: error instanceof Error ? error.message : String(error),
  codes: error instanceof IntegrationError ? error.code : undefined,
});

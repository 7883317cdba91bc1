import { randomBytes } from 'node:crypto';

/** Where an invocation belongs in a distributed trace. */
export interface Trace {
  /** The operation id: 32 hex digits, shared by everything that one request set off. */
  operationId: string;
  traceParent: string;
  traceState?: string;
}

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A span of its own for one invocation, inside the caller's trace when the caller sent a good `traceparent`. */
export function traceFor(traceParent: unknown, traceState?: unknown): Trace {
  const match = typeof traceParent === 'string' ? pattern.exec(traceParent.trim().toLowerCase()) : null;
  const known = match && !/^0+$/.test(match[1] ?? '') && !/^0+$/.test(match[2] ?? '') ? match : undefined;
  const operationId = known?.[1] ?? randomBytes(16).toString('hex');
  return {
    operationId,
    traceParent: `00-${operationId}-${randomBytes(8).toString('hex')}-${known?.[3] ?? '01'}`,
    traceState: known && typeof traceState === 'string' && traceState ? traceState : undefined,
  };
}

import * as z from 'zod';
import type { StorePolicies } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { textOf } from '../../core/json.ts';
import { compare, parseDecimal } from '../../core/money.ts';
import { defineStep } from '../step.ts';

type Rule = StorePolicies['holdRules'][number];

/** Holds orders that a person keeps back, or that a rule of the store wants a person to look at; a resubmit that releases lets them pass. */
export const holdIf = defineStep({
  name: 'hold-if',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'envelope', 'record'],
  gives: [],
  async run({ order, store, envelope, record }) {
    if (envelope.released) return {};
    if (record.held) throw new IntegrationError('ORDER_HELD_BY_PERSON', { facts: { number: order.number, reason: record.held.reason } });
    const rule = store.policies.holdRules.find((candidate) => applies(candidate, valueAt(order, candidate.path)));
    if (rule)
      throw new IntegrationError('ORDER_HELD_BY_RULE', {
        facts: { number: order.number, rule: rule.name },
        cause: rowKey('ORDER_HELD_BY_RULE', store.id, order.externalId),
      });
    return {};
  },
});

function applies({ operator, value }: Rule, found: unknown): boolean {
  const text = Array.isArray(found) ? found.join(', ') : textOf(found);
  if (operator === 'present') return text !== '';
  if (operator === 'equals') return text.toLowerCase() === value.toLowerCase();
  if (operator === 'contains') return text.toLowerCase().includes(value.toLowerCase());
  const [left, right] = [parseDecimal(text), parseDecimal(value)];
  if (left === undefined || right === undefined) return false;
  return operator === 'above' ? compare(left, right) > 0 : compare(left, right) < 0;
}

function valueAt(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined),
      root,
    );
}

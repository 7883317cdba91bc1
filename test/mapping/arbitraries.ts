import fc from 'fast-check';
import { operations, operators } from '../../shared/mapping/operators.ts';
import type { Condition, Expression } from '../../shared/mapping/rule.ts';

const paths = fc.constantFrom(
  'order.number',
  'order.list',
  'order.list[0]',
  'order.list[key=a]',
  'order.amount',
  'order.placedAt',
  'order.country',
  'store.timeZone',
  'order..broken',
);
const short = fc.string({ maxLength: 8 });

export const conditions: fc.Arbitrary<Condition> = fc.record({
  path: paths,
  operator: fc.constantFrom(...operators),
  value: fc.oneof(short, fc.constant('10')),
  values: fc.array(short, { maxLength: 2 }),
});

/** Any rule body that the schema accepts, up to four deep. */
export const { expression: expressions } = fc.letrec<{ expression: Expression }>((tie) => {
  const from = tie('expression');
  const of = fc.array(from, { minLength: 1, maxLength: 3 });
  return {
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.record({ kind: fc.constant('copy'), path: paths }),
      fc.record({ kind: fc.constant('constant'), value: fc.oneof(short, fc.constantFrom('0', '12.50', 'DE', '2026-03-01', 'Yes')) }),
      fc.record({
        kind: fc.constant('template'),
        template: fc.constantFrom('{{order.number}}!', '{{order.list}} {{order.amount}}', '{{oops', '{{}}', 'fixed'),
      }),
      fc.record({
        kind: fc.constant('value-map'),
        map: fc.constantFrom('known', 'unknown'),
        from,
        onMiss: fc.constantFrom('error', 'keep', 'empty', { default: 'x' }),
      }),
      fc.record({ kind: fc.constant('first'), of }),
      fc.record({ kind: fc.constant('concat'), of, separator: short, keepEmpty: fc.boolean() }),
      fc.record({ kind: fc.constant('split'), from, separator: fc.constantFrom(' ', '-', 'aa'), part: fc.constantFrom(1, 2, -1, -9) }),
      fc.record({
        kind: fc.constant('arithmetic'),
        operation: fc.constantFrom(...operations),
        of,
        decimals: fc.option(fc.nat(10), { nil: undefined }),
      }),
      fc.record({ kind: fc.constant('currency'), from }),
      fc.record({
        kind: fc.constant('date'),
        from,
        zone: fc.constantFrom('store.timeZone', 'Asia/Tokyo', 'Nowhere/Land'),
        as: fc.constantFrom('day', 'moment'),
        addDays: fc.integer({ min: -3660, max: 3660 }),
      }),
      fc.record({ kind: fc.constant('country'), from, map: fc.constantFrom('known', 'unknown') }),
      fc.record({ kind: fc.constant('state'), from, country: from }),
      fc.record({
        kind: fc.constant('text'),
        from,
        lineBreaks: short,
        trim: fc.boolean(),
        case: fc.constantFrom('upper', 'lower'),
        cut: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ kind: fc.constant('street'), of, cut: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('yes-no'), from }),
      fc.record({ kind: fc.constant('choose'), if: conditions, give: from, otherwise: from }),
    ) as fc.Arbitrary<Expression>,
  };
});

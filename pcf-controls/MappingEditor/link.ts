import type { TargetField } from '../../shared/canonical/target-schema.ts';
import type { Condition, Expression, Kind, Rule } from '../../shared/mapping/rule.ts';
import { partsOf } from './shapes.ts';

const copy = (path: string): Expression => ({ kind: 'copy', path });

/** The paths that give a value, in order and each once; conditions are not counted. */
export function sourcesOf(expression: Expression): string[] {
  if (expression.kind === 'copy') return [expression.path];
  if (expression.kind === 'template') return [...expression.template.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].flatMap(([, path]) => path || []);
  return [...new Set(childrenOf(expression).flatMap(sourcesOf))];
}

/** The expressions right inside one, in the order of its properties. */
export function childrenOf(expression: Expression): Expression[] {
  const held = expression as unknown as Record<string, Expression | Expression[] | undefined>;
  return partsOf(expression.kind).flatMap(([name, { is }]) => (is === 'expression' || is === 'expressions' ? (held[name] ?? []) : []));
}

/**
 * The rule after a value of the source was put on a field. A field without a rule gets a copy that fits its type; a rule that reads one
 * value reads the new one instead; one that reads several asks the new one last.
 */
export function linked(rule: Rule | undefined, path: string, field: TargetField, id: string): Rule {
  if (!rule) return { id, target: field.name, ...fittingCopy(path, field) };
  const [only, ...more] = sourcesOf(rule);
  if (only === undefined) return withBody(rule, fittingCopy(path, field));
  if (more.length === 0) return withBody(rule, replaced(bodyOf(rule), only, path));
  const body = bodyOf(rule);
  return withBody(rule, { kind: 'first', of: [...(body.kind === 'first' ? body.of : [body]), copy(path)] });
}

const fittingCopy = (path: string, { type }: TargetField): Expression =>
  type === 'date'
    ? { kind: 'date', from: copy(path), zone: 'store.timeZone' }
    : type === 'datetime'
      ? { kind: 'date', from: copy(path), as: 'moment' }
      : copy(path);

function replaced(expression: Expression, from: string, to: string): Expression {
  if (expression.kind === 'copy') return copy(expression.path === from ? to : expression.path);
  if (expression.kind === 'template') {
    const template = expression.template.replace(/\{\{\s*(.*?)\s*\}\}/g, (whole, path: string) => (path === from ? `{{${to}}}` : whole));
    return { kind: 'template', template };
  }
  const held = expression as unknown as Record<string, unknown>;
  const changed = partsOf(expression.kind).flatMap(([name, { is }]): [string, unknown][] => {
    if (held[name] === undefined) return [];
    if (is === 'expression') return [[name, replaced(held[name] as Expression, from, to)]];
    return is === 'expressions' ? [[name, (held[name] as Expression[]).map((one) => replaced(one, from, to))]] : [];
  });
  return { ...held, ...Object.fromEntries(changed) } as unknown as Expression;
}

const frameNames = ['id', 'target', 'note', 'when', 'sendEmpty', 'tooLong'] as const;

/** The rule without its frame: what gives the value. */
export function bodyOf(rule: Rule): Expression {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !frameNames.some((frame) => frame === name))) as unknown as Expression;
}

/** The same frame around another body. */
export function withBody(rule: Rule, body: Expression): Rule {
  const frame = frameNames.flatMap((name) => (rule[name] === undefined ? [] : [[name, rule[name]] as const]));
  return { ...Object.fromEntries(frame), ...body } as Rule;
}

const firstCondition: Condition = { path: 'order.number', operator: 'present' };

/** Another kind that keeps as much as it can: what gave the value before gives it still. */
export function asKind(expression: Expression, kind: Kind): Expression {
  if (expression.kind === kind) return expression;
  const held = expression as unknown as Record<string, unknown>;
  const children = childrenOf(expression);
  const sources = children.length > 0 ? children : [expression];
  const [single = expression] = kind === 'template' || kind === 'copy' ? [expression] : sources.length === 1 ? sources : [expression];
  const filled: Record<string, unknown> = { from: single, of: sources, give: single, country: copy('order.shippingAddress.country') };
  const [path = 'order.number'] = sourcesOf(expression);
  const blanks: Record<string, unknown> = {
    path,
    value: '',
    template: `{{${path}}}`,
    map: 'delivery-mode',
    separator: ' ',
    part: 1,
    operation: 'add',
    if: firstCondition,
  };
  const parts = partsOf(kind).flatMap(([name, { optional }]): [string, unknown][] => {
    // Nothing between joined texts is a separator; nothing cannot take a text apart.
    const kept = name in filled ? (filled[name] ?? held[name]) : held[name] || blanks[name];
    return optional ? [] : [[name, kept]];
  });
  return { kind, ...Object.fromEntries(parts) } as unknown as Expression;
}

import { Field, Input, Select } from '@fluentui/react-components';
import * as React from 'react';
import { operators } from '../../shared/mapping/operators.ts';
import type { Comparison, Condition } from '../../shared/mapping/rule.ts';
import { Act } from './act.tsx';
import { offers, type Say } from './desk.ts';
import { useStyles } from './styles.ts';

interface ConditionProps {
  say: Say;
  condition: Condition;
  readOnly: boolean;
  onChange(condition: Condition): void;
  onRemove?(): void;
}

type Shape = 'one' | 'all' | 'any' | 'not';
const shapesOfConditions: readonly Shape[] = ['one', 'all', 'any', 'not'];
const blank: Condition = { path: 'order.number', operator: 'present' };

const shapeOf = (condition: Condition): Shape =>
  'all' in condition ? 'all' : 'any' in condition ? 'any' : 'not' in condition ? 'not' : 'one';

const partsOf = (condition: Condition): Condition[] =>
  'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : [condition];

/** The parts of one kind of group go over into the other. */
function shaped(shape: Shape, parts: Condition[]): Condition {
  const [first = blank] = parts;
  if (shape === 'all') return { all: parts };
  if (shape === 'any') return { any: parts };
  return shape === 'not' ? { not: first } : shapeOf(first) === 'one' ? first : blank;
}

/** One comparison, or a group of conditions, as deep as people like. */
export function ConditionForm({ say, condition, readOnly, onChange, onRemove }: ConditionProps): React.ReactElement {
  const styles = useStyles();
  const shape = shapeOf(condition);
  const parts = partsOf(condition);
  const grouped = shape === 'all' || shape === 'any';
  return (
    <fieldset className={styles.nest} aria-label={say('condition')}>
      <div className={styles.row}>
        <Select
          aria-label={say('condition_shape')}
          value={shape}
          disabled={readOnly}
          onChange={(_event, { value }) => onChange(shaped(value as Shape, parts))}
        >
          {shapesOfConditions.map((one) => (
            <option key={one} value={one}>
              {say(`condition_${one}`)}
            </option>
          ))}
        </Select>
        {grouped && !readOnly && <Act size="small" label={say('add')} onClick={() => onChange(shaped(shape, [...parts, blank]))} />}
        {onRemove && !readOnly && <Act size="small" look="subtle" label={say('remove')} onClick={onRemove} />}
      </div>
      {'path' in condition ? (
        <ComparisonForm say={say} comparison={condition} readOnly={readOnly} onChange={onChange} />
      ) : (
        parts.map((part, index) => (
          <ConditionForm
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name, and their place is what they are
            key={index}
            say={say}
            condition={part}
            readOnly={readOnly}
            onChange={(changed) =>
              onChange(
                shaped(
                  shape,
                  parts.map((one, at) => (at === index ? changed : one)),
                ),
              )
            }
            onRemove={
              grouped && parts.length > 1
                ? () =>
                    onChange(
                      shaped(
                        shape,
                        parts.filter((_one, at) => at !== index),
                      ),
                    )
                : undefined
            }
          />
        ))
      )}
    </fieldset>
  );
}

const valueless = new Set(['present', 'empty']);

interface ComparisonProps {
  say: Say;
  comparison: Comparison;
  readOnly: boolean;
  onChange(comparison: Comparison): void;
}

function ComparisonForm({ say, comparison, readOnly, onChange }: ComparisonProps): React.ReactElement {
  const styles = useStyles();
  const { path, operator, value = '', values = [] } = comparison;
  const several = operator === 'one-of';
  const written = (text: string): Comparison =>
    several ? { path, operator, values: text.split(',').map((one) => one.trim()) } : { path, operator, value: text };
  const withOperator = (next: Comparison['operator']): Comparison => {
    if (valueless.has(next)) return { path, operator: next };
    const [first = ''] = values;
    return next === 'one-of' ? { path, operator: next, values: value ? [value] : values } : { path, operator: next, value: value || first };
  };
  return (
    <div className={styles.fields}>
      <Field label={say('part_path')}>
        <Input
          list={offers.paths}
          value={path}
          readOnly={readOnly}
          onChange={(_event, data) => onChange({ ...comparison, path: data.value })}
        />
      </Field>
      <Field label={say('comparison')}>
        <Select
          value={operator}
          disabled={readOnly}
          onChange={(_event, data) => onChange(withOperator(data.value as Comparison['operator']))}
        >
          {operators.map((one) => (
            <option key={one} value={one}>
              {say(`operator_${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      {!valueless.has(operator) && (
        <Field label={say('part_value')} hint={several ? say('values_hint') : undefined}>
          <Input
            value={several ? values.join(', ') : value}
            readOnly={readOnly}
            onChange={(_event, data) => onChange(written(data.value))}
          />
        </Field>
      )}
    </div>
  );
}

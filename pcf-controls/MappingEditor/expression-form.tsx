import { Field, mergeClasses, Select } from '@fluentui/react-components';
import * as React from 'react';
import type { Condition, Expression, Kind } from '../../shared/mapping/rule.ts';
import { Act } from './act.tsx';
import { ConditionForm } from './condition-form.tsx';
import type { Desk } from './desk.ts';
import { asKind } from './link.ts';
import { PartInput } from './part-input.tsx';
import { kinds, type Part, partsOf } from './shapes.ts';
import { useStyles } from './styles.ts';
import { shownValue } from './try-out.ts';

interface ExpressionProps {
  desk: Desk;
  /** What it is for, where it stands. */
  label: string;
  expression: Expression;
  onChange(expression: Expression, topic?: string): void;
  /** Names the place, so that typing in one place is undone together. */
  place: string;
  children?: React.ReactNode;
}

/** A form for any kind of rule body; what stands inside gets its own. The value on the chosen document stands beside each. */
export function ExpressionForm({ desk, label, expression, onChange, place, children }: ExpressionProps): React.ReactElement {
  const styles = useStyles();
  const { say, readOnly } = desk;
  const held = expression as unknown as Record<string, unknown>;
  const put = (name: string, value: unknown, topic?: string): void => {
    const { [name]: _old, ...others } = held;
    onChange({ ...others, ...(value === undefined ? {} : { [name]: value }) } as unknown as Expression, topic);
  };
  const shown = shownValue(desk, expression);
  return (
    <fieldset className={styles.nest} aria-label={label}>
      <div className={styles.ends}>
        <Field label={label}>
          <Select
            value={expression.kind}
            disabled={readOnly !== undefined}
            onChange={(_event, { value }) => onChange(asKind(expression, value as Kind))}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {say(`kind_${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        {shown !== undefined && <span className={mergeClasses(styles.strong, styles.beside)}>{`→ ${shown}`}</span>}
        {children}
      </div>
      <div className={styles.fields}>
        {partsOf(expression.kind).map(([name, part]) => (
          <PartForm key={name} desk={desk} name={name} part={part} value={held[name]} place={`${place}.${name}`} put={put} />
        ))}
      </div>
    </fieldset>
  );
}

interface PartProps {
  desk: Desk;
  name: string;
  part: Part;
  value: unknown;
  place: string;
  put(name: string, value: unknown, topic?: string): void;
}

const blank: Expression = { kind: 'copy', path: 'order.number' };

function PartForm({ desk, name, part, value, place, put }: PartProps): React.ReactElement {
  const styles = useStyles();
  const { say, readOnly } = desk;
  const label = say(`part_${name}`);
  if (part.is === 'expressions')
    return (
      <SeveralForm
        desk={desk}
        label={label}
        of={(value as Expression[]) ?? []}
        place={place}
        onChange={(of, topic) => put(name, of, topic)}
      />
    );
  if (part.is === 'condition') {
    return (
      <div className={styles.wide}>
        <ConditionForm
          say={say}
          condition={value as Condition}
          readOnly={readOnly !== undefined}
          onChange={(condition) => put(name, condition, place)}
        />
      </div>
    );
  }
  if (part.is !== 'expression')
    return (
      <PartInput
        say={say}
        label={label}
        name={name}
        part={part}
        value={value}
        readOnly={readOnly !== undefined}
        onChange={(next) => put(name, next, place)}
      />
    );
  const remove = part.optional && !readOnly && (
    <Act size="small" look="subtle" label={say('remove')} onClick={() => put(name, undefined)} />
  );
  return (
    <div className={styles.wide}>
      {value === undefined ? (
        !readOnly && <Act size="small" label={say('add_part', { part: label })} onClick={() => put(name, blank)} />
      ) : (
        <ExpressionForm
          desk={desk}
          label={label}
          expression={value as Expression}
          place={place}
          onChange={(next, topic) => put(name, next, topic)}
        >
          {remove}
        </ExpressionForm>
      )}
    </div>
  );
}

interface SeveralProps {
  desk: Desk;
  label: string;
  of: Expression[];
  place: string;
  onChange(of: Expression[], topic?: string): void;
}

function SeveralForm({ desk, label, of, place, onChange }: SeveralProps): React.ReactElement {
  const styles = useStyles();
  const { say, readOnly } = desk;
  const swapped = (index: number): Expression[] =>
    of.map((one, at) => (at === index - 1 ? (of[index] as Expression) : at === index ? (of[index - 1] as Expression) : one));
  return (
    <div className={`${styles.wide} ${styles.stack}`}>
      {of.map((one, index) => (
        <ExpressionForm
          // biome-ignore lint/suspicious/noArrayIndexKey: values have no name, and their place is what they are
          key={index}
          desk={desk}
          label={`${label} ${index + 1}`}
          expression={one}
          place={`${place}.${index}`}
          onChange={(next, topic) =>
            onChange(
              of.map((old, at) => (at === index ? next : old)),
              topic,
            )
          }
        >
          {!readOnly && index > 0 && (
            <Act size="small" look="subtle" label="↑" name={say('earlier')} onClick={() => onChange(swapped(index))} />
          )}
          {!readOnly && of.length > 1 && (
            <Act size="small" look="subtle" label={say('remove')} onClick={() => onChange(of.filter((_one, at) => at !== index))} />
          )}
        </ExpressionForm>
      ))}
      {!readOnly && of.length < 50 && (
        <div>
          <Act size="small" label={say('add_part', { part: label })} onClick={() => onChange([...of, blank])} />
        </div>
      )}
    </div>
  );
}

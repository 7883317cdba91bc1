import { Field, Input, makeStyles, Select, Switch, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { type Json, textOf } from '../../shared/core/json.ts';
import { useHost } from '../host/surface.tsx';
import { faultOf, type Kind, shownText, typed } from './field.ts';

interface LineProps {
  field: { is: Kind; required?: boolean; fallback?: Json };
  label: string;
  hint?: string;
  value: Json | undefined;
  disabled: boolean;
  /** Words of a choice. */
  choice(name: string): string;
  onChange(value: Json | undefined): void;
}

/** One setting with its label, its sentence, and what is wrong with it. */
export function SettingLine({ field, label, hint, value, disabled, choice, onChange }: LineProps): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const fault = faultOf(field, value);
  const message = fault && text(fault.key, fault.values);
  if (field.is.kind === 'switch') {
    const on = typeof value === 'boolean' ? value : field.fallback === true;
    return (
      <Field hint={hint} validationMessage={message} className={styles.field}>
        <Switch label={label} checked={on} disabled={disabled} onChange={(_event, { checked }) => onChange(checked)} />
      </Field>
    );
  }
  return (
    <Field label={label} hint={hint} required={field.required} validationMessage={message} className={styles.field}>
      {field.is.kind === 'choice' ? (
        <Select
          className={styles.choice}
          value={textOf(value)}
          disabled={disabled}
          onChange={(_event, { value: chosen }) => onChange(chosen || undefined)}
        >
          <option value="">
            {field.fallback === undefined ? text('Choose') : text('Default', { value: choice(textOf(field.fallback)) })}
          </option>
          {field.is.choices.map((one) => (
            <option key={one} value={one}>
              {choice(one)}
            </option>
          ))}
        </Select>
      ) : (
        <TypedInput is={field.is} value={value} fallback={field.fallback} disabled={disabled} onChange={onChange} />
      )}
    </Field>
  );
}

interface TypedProps {
  is: Kind;
  value: Json | undefined;
  fallback?: Json;
  disabled: boolean;
  onChange(value: Json | undefined): void;
}

/** While somebody types, their text stays as they type it; what it means goes on. */
function TypedInput({ is, value, fallback, disabled, onChange }: TypedProps): React.ReactElement {
  const { text } = useHost();
  const [draft, setDraft] = React.useState<string>();
  return (
    <Input
      value={draft ?? shownText(value)}
      disabled={disabled}
      placeholder={fallback === undefined ? undefined : text('Default', { value: shownText(fallback) })}
      inputMode={is.kind === 'whole' ? 'numeric' : is.kind === 'number' || is.kind === 'decimal' ? 'decimal' : undefined}
      onChange={(_event, { value: next }) => {
        setDraft(next);
        onChange(typed(is, next));
      }}
      onBlur={() => setDraft(undefined)}
    />
  );
}

const useStyles = makeStyles({
  choice: { minWidth: 0, maxWidth: '100%', '& > select': { minWidth: 0, textOverflow: 'ellipsis' } },
  field: { minWidth: 0, '& .fui-Field__hint': { color: tokens.colorNeutralForeground2 } },
});

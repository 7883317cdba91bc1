import { Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components';
import * as React from 'react';
import { isObject } from '../../shared/core/json.ts';
import { Act } from './act.tsx';
import { offers, type Say } from './desk.ts';
import type { Part } from './shapes.ts';
import { useStyles } from './styles.ts';

interface PartInputProps {
  say: Say;
  label: string;
  name: string;
  part: Part;
  value: unknown;
  readOnly: boolean;
  onChange(value: unknown): void;
}

const lists: Partial<Record<Part['is'], string>> = { path: offers.paths, map: offers.maps, zone: offers.zones };

/** One property of a rule that is no rule itself. */
export function PartInput(props: PartInputProps): React.ReactElement {
  const { say, label, name, part, value, readOnly, onChange } = props;
  const styles = useStyles();
  if (part.is === 'flag')
    return (
      <Checkbox
        label={label}
        checked={value === true}
        disabled={readOnly}
        onChange={(_event, { checked }) => onChange(checked ? true : undefined)}
      />
    );
  if (part.is === 'on-miss') return <OnMissInput {...props} />;
  if (part.is === 'one-of') {
    return (
      <Field label={label}>
        <Select value={String(value ?? '')} disabled={readOnly} onChange={(_event, data) => onChange(data.value || undefined)}>
          {part.optional && <option value="">{say(`usual_${name}`)}</option>}
          {part.values.map((one) => (
            <option key={one} value={one}>
              {say(`choice_${one}`)}
            </option>
          ))}
        </Select>
      </Field>
    );
  }
  if (part.is === 'template') {
    return (
      <Field className={styles.wide} label={label} hint={say('template_hint')}>
        <Textarea value={String(value ?? '')} readOnly={readOnly} onChange={(_event, data) => onChange(data.value)} />
      </Field>
    );
  }
  return part.is === 'whole' ? <WholeInput {...props} /> : <TextInput {...props} />;
}

/** An empty text is not the same as none: with none, what is usual holds. */
function TextInput({ say, label, name, part, value, readOnly, onChange }: PartInputProps): React.ReactElement {
  const optional = part.optional === true;
  const clearsItself = part.is !== 'text';
  return (
    <Field label={label} hint={optional && value === undefined ? say(`usual_${name}`) : undefined}>
      <Input
        list={lists[part.is]}
        value={String(value ?? '')}
        readOnly={readOnly}
        contentAfter={
          optional && value !== undefined && !readOnly && !clearsItself ? (
            <Act size="small" look="subtle" label="×" name={say('as_usual')} onClick={() => onChange(undefined)} />
          ) : undefined
        }
        onChange={(_event, data) => onChange(data.value === '' && optional && clearsItself ? undefined : data.value)}
      />
    </Field>
  );
}

function WholeInput({ label, part, value, readOnly, onChange }: PartInputProps): React.ReactElement {
  const typed = (text: string): void => {
    const number = Number(text);
    if (text === '') onChange(part.optional ? undefined : 1);
    else if (Number.isInteger(number)) onChange(number);
  };
  return (
    <Field label={label}>
      <Input
        type="number"
        value={value === undefined ? '' : String(value)}
        readOnly={readOnly}
        onChange={(_event, data) => typed(data.value)}
      />
    </Field>
  );
}

const misses = ['error', 'keep', 'empty', 'default'] as const;

function OnMissInput({ say, label, value = 'error', readOnly, onChange }: PartInputProps): React.ReactElement {
  const text = isObject(value) ? String(value.default ?? '') : undefined;
  return (
    <>
      <Field label={label}>
        <Select
          value={text === undefined ? String(value) : 'default'}
          disabled={readOnly}
          onChange={(_event, data) => onChange(data.value === 'default' ? { default: '' } : data.value)}
        >
          {misses.map((one) => (
            <option key={one} value={one}>
              {say(`miss_${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      {text !== undefined && (
        <Field label={say('part_value')}>
          <Input value={text} readOnly={readOnly} onChange={(_event, data) => onChange({ default: data.value })} />
        </Field>
      )}
    </>
  );
}

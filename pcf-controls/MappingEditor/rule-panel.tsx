import { Checkbox, Field, Input } from '@fluentui/react-components';
import * as React from 'react';
import type { Rule } from '../../shared/mapping/rule.ts';
import { Act } from './act.tsx';
import { ConditionForm } from './condition-form.tsx';
import type { Desk } from './desk.ts';
import { ExpressionForm } from './expression-form.tsx';
import { bodyOf, withBody } from './link.ts';
import { newId, withoutField, withoutOwn, withRule, withShipped } from './model.ts';
import type { FieldRow } from './preview.ts';
import { useStyles } from './styles.ts';
import { shown } from './try-out.ts';

/** What happens with one field: how it got its value, and the rule as a form. */
export function RulePanel({ desk, row }: { desk: Desk; row: FieldRow }): React.ReactElement {
  const styles = useStyles();
  const { say, set, bench, preview, readOnly, edit } = desk;
  const { field, resolved } = row;
  const shippedHere = bench.defaults.rules.filter(({ target }) => target === field.name);
  const takenOut = shippedHere.find(({ id }) => preview.removed.includes(id));
  const change = (rule: Rule, topic?: string): void => edit(withRule(set, rule), topic && `${field.name} ${topic}`);
  const begin = (): void => {
    const rules = [...bench.defaults.rules, ...set.rules];
    change({ id: newId(field.name, rules), target: field.name, kind: 'copy', path: 'order.number' });
  };
  return (
    <div className={styles.panel}>
      <Explained desk={desk} row={row} />
      {resolved && <RuleForm desk={desk} rule={resolved.rule} onChange={change} />}
      {!readOnly && (
        <div className={styles.row}>
          {!resolved && <Act label={say('add_rule')} look="primary" onClick={begin} />}
          {resolved?.from === 'store' && shippedHere.length > 0 && (
            <Act label={say('back_to_shipped')} onClick={() => edit(withoutOwn(set, resolved.rule.id))} />
          )}
          {resolved && (
            <Act label={say('leave_empty')} onClick={() => edit(withoutField(set, field.name, preview.rules, bench.defaults.rules))} />
          )}
          {!resolved && takenOut && <Act label={say('shipped_again')} onClick={() => edit(withShipped(set, takenOut.id))} />}
        </div>
      )}
    </div>
  );
}

function Explained({ desk: { say, given }, row: { field, resolved, outcome } }: { desk: Desk; row: FieldRow }): React.ReactElement {
  const styles = useStyles();
  const about = [
    field.name,
    say(`type_${field.type}`),
    ...(field.maxLength ? [say('at_most', { limit: field.maxLength })] : []),
    ...(field.members ?? []),
  ];
  const origin = resolved && (resolved.from === 'default' ? 'from_shipped' : resolved.replaces?.length ? 'from_instead' : 'from_store');
  return (
    <div className={styles.stack}>
      <span className={styles.faint}>{about.join(' · ')}</span>
      {origin && <span>{say(origin, { rule: resolved?.rule.id ?? '', shipped: resolved?.replaces?.join(', ') ?? '' })}</span>}
      {outcome && given !== undefined && (
        <span>
          {say(`explained_${outcome.state}`, { value: outcome.text ?? '' })}{' '}
          {outcome.reads.map(({ path, value }) => `${path} = ${shown(value) ?? say('rule_nothing')}`).join('; ')}
        </span>
      )}
    </div>
  );
}

interface FormProps {
  desk: Desk;
  rule: Rule;
  onChange(rule: Rule, topic?: string): void;
}

function RuleForm({ desk, rule, onChange }: FormProps): React.ReactElement {
  const styles = useStyles();
  const { say } = desk;
  const readOnly = desk.readOnly !== undefined;
  const framed = (frame: Partial<Rule>, topic?: string): void => {
    const kept = Object.entries({ ...rule, ...frame }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(kept) as unknown as Rule, topic);
  };
  return (
    <>
      <ExpressionForm
        desk={desk}
        label={say('how')}
        expression={bodyOf(rule)}
        place=""
        onChange={(body, topic) => onChange(withBody(rule, body), topic)}
      />
      {rule.when ? (
        <div className={styles.stack}>
          <span>{say('only_when')}</span>
          <ConditionForm
            say={say}
            condition={rule.when}
            readOnly={readOnly}
            onChange={(when) => framed({ when }, 'when')}
            onRemove={() => framed({ when: undefined })}
          />
        </div>
      ) : (
        !readOnly && (
          <div>
            <Act
              size="small"
              label={say('add_condition')}
              onClick={() => framed({ when: { path: 'order.number', operator: 'present' } })}
            />
          </div>
        )
      )}
      <div className={styles.row}>
        <Checkbox
          label={say('send_empty')}
          checked={rule.sendEmpty === true}
          disabled={readOnly}
          onChange={(_event, { checked }) => framed({ sendEmpty: checked ? true : undefined })}
        />
        <Checkbox
          label={say('cut_long')}
          checked={rule.tooLong === 'cut'}
          disabled={readOnly}
          onChange={(_event, { checked }) => framed({ tooLong: checked ? 'cut' : undefined })}
        />
      </div>
      <Field label={say('note')}>
        <Input
          value={rule.note ?? ''}
          maxLength={500}
          readOnly={readOnly}
          onChange={(_event, { value }) => framed({ note: value || undefined }, 'note')}
        />
      </Field>
    </>
  );
}

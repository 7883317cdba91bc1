import { Field, Input, mergeClasses, Select } from '@fluentui/react-components';
import * as React from 'react';
import type { Desk } from './desk.ts';
import { type RowFilter, rowsWith } from './preview.ts';
import { RuleRow } from './rule-row.tsx';
import { useStyles } from './styles.ts';

const filters: readonly RowFilter[] = ['all', 'ruled', 'open', 'problems', 'own'];

/** The fields of Dynamics with what fills them. One tab stop; arrows go from field to field. */
export function RuleList({ desk }: { desk: Desk }): React.ReactElement {
  const styles = useStyles();
  const { say, preview, picked } = desk;
  const [filter, setFilter] = React.useState<RowFilter>('all');
  const [search, setSearch] = React.useState('');
  const [open, setOpen] = React.useState<string>();
  const [active, setActive] = React.useState(0);
  const list = React.useRef<HTMLUListElement>(null);
  const rows = rowsWith(preview.rows, filter, search);
  const at = Math.min(active, Math.max(0, rows.length - 1));
  const focus = (index: number): void => list.current?.querySelectorAll<HTMLButtonElement>('[data-field]')[index]?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something is picked, not when the list changes under it
  React.useEffect(() => {
    if (picked !== undefined) focus(at);
  }, [picked]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!(event.target as Element).hasAttribute('data-field')) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focus(Math.max(0, Math.min(rows.length - 1, next)));
  };
  const onField = (target: string): void => {
    if (picked !== undefined && !desk.readOnly) desk.link(picked, target);
    else setOpen(open === target ? undefined : target);
  };
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <Field className={styles.grow} label={say('search_fields')}>
          <Input type="search" value={search} onChange={(_event, { value }) => setSearch(value)} />
        </Field>
        <Field label={say('filter')}>
          <Select value={filter} onChange={(_event, { value }) => setFilter(value as RowFilter)}>
            {filters.map((one) => (
              <option key={one} value={one}>
                {say(`filter_${one}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {rows.length === 0 && <span className={styles.faint}>{say('no_fields')}</span>}
      <div className={mergeClasses(styles.cells, styles.heads)} aria-hidden>
        {['source', 'rule', 'target'].map((name) => (
          <span key={name}>{say(`head_${name}`)}</span>
        ))}
      </div>
      <ul ref={list} className={styles.list} aria-label={say('fields')} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <RuleRow
            key={row.field.name}
            desk={desk}
            row={row}
            isOpen={open === row.field.name}
            tabbed={index === at}
            onFocus={() => setActive(index)}
            onField={onField}
          />
        ))}
      </ul>
    </div>
  );
}

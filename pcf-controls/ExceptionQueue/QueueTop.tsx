import { Text as Line, SearchBox, Spinner, ToggleButton } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Words } from '../rows/words.ts';
import { burdenOf, type Scope, type Selection } from './causes.ts';
import type { ExceptionRow } from './rows.ts';

const scopes: readonly Scope[] = ['mine', 'team', 'all'];

interface Props {
  rows: readonly ExceptionRow[];
  causes: number;
  snoozed: number;
  /** Rows that have come so far, while more are coming. */
  loaded: number | undefined;
  selection: Selection;
  words: Words;
  onSelect(selection: Selection): void;
}

/** The whole queue in one line, and what narrows it. */
export function QueueTop({ rows, causes, snoozed, loaded, selection, words, onSelect }: Props): React.ReactElement {
  const layout = useLayout();
  const { text } = words;
  const select = (part: Partial<Selection>) => onSelect({ ...selection, ...part });
  return (
    <div className={layout.line} style={{ justifyContent: 'space-between' }}>
      <Line as="h2" size={400} weight="semibold" className={layout.heading}>
        {summary(causes, rows, words)}
      </Line>
      {loaded !== undefined && <Spinner size="tiny" label={text('Loading_More', loaded)} />}
      <div className={layout.line}>
        <fieldset style={{ display: 'flex', border: 'none', margin: 0, padding: 0 }} aria-label={text('Scope')}>
          {scopes.map((one) => (
            <ToggleButton
              key={one}
              size="small"
              appearance="subtle"
              checked={selection.scope === one}
              onClick={() => select({ scope: one })}
            >
              {text(`Scope_${one}`)}
            </ToggleButton>
          ))}
        </fieldset>
        {(snoozed > 0 || selection.snoozed) && (
          <ToggleButton
            size="small"
            appearance="subtle"
            checked={selection.snoozed}
            onClick={() => select({ snoozed: !selection.snoozed })}
          >
            {text('Snoozed', snoozed)}
          </ToggleButton>
        )}
        <SearchBox
          size="small"
          aria-label={text('Search')}
          placeholder={text('Search')}
          value={selection.search}
          onChange={(_event, { value }) => select({ search: value })}
        />
      </div>
    </div>
  );
}

function summary(causes: number, rows: readonly ExceptionRow[], words: Words): string {
  const { text } = words;
  if (causes === 0) return text('Causes_None');
  const burden = burdenOf(rows);
  const parts = [causes === 1 ? text('Causes_One') : text('Causes_Many', causes)];
  parts.push(text(burden.documents === 1 ? 'Waits_One' : 'Waits_Many', words.documents(burden)));
  if (burden.money.length > 0) parts.push(text('At_Risk', words.money(burden.money)));
  return parts.join(' · ');
}

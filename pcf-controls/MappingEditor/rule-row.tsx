import { mergeClasses } from '@fluentui/react-components';
import * as React from 'react';
import type { Say as SayPhrase } from '../../shared/mapping/phrases.ts';
import type { Rule } from '../../shared/mapping/rule.ts';
import { conditionInWords, ruleInWords } from '../../shared/mapping/words.ts';
import type { Desk } from './desk.ts';
import { sourcesOf } from './link.ts';
import type { FieldRow } from './preview.ts';
import { RulePanel } from './rule-panel.tsx';
import { useStyles } from './styles.ts';
import { shown } from './try-out.ts';

interface RowProps {
  desk: Desk;
  row: FieldRow;
  isOpen: boolean;
  tabbed: boolean;
  onFocus(): void;
  onField(target: string): void;
}

const mostReads = 3;

/** One field: where its value comes from, what is done with it, what Dynamics gets. */
export function RuleRow({ desk, row, isOpen, tabbed, onFocus, onField }: RowProps): React.ReactElement {
  const styles = useStyles();
  const { say, readOnly, picked } = desk;
  const { field, resolved, problems } = row;
  const [over, setOver] = React.useState(false);
  return (
    <li
      className={mergeClasses(styles.item, over && styles.over)}
      onDragOver={(event) => {
        if (readOnly) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const path = event.dataTransfer.getData('text/plain');
        if (path && !readOnly) desk.link(path, field.name);
      }}
    >
      <button
        type="button"
        data-field={field.name}
        className={mergeClasses(styles.open, styles.cells, isOpen && styles.picked)}
        aria-expanded={isOpen}
        tabIndex={tabbed ? 0 : -1}
        onFocus={onFocus}
        onClick={() => onField(field.name)}
      >
        <span className={styles.cell}>{resolved && <Reads row={row} rule={resolved.rule} />}</span>
        <span className={styles.cell}>
          {resolved ? (
            <RuleWords desk={desk} rule={resolved.rule} />
          ) : (
            <span className={styles.faint}>{picked === undefined ? say('no_rule') : say('link_here', { path: picked })}</span>
          )}
          {resolved?.from === 'default' && <span className={styles.faint}>{say('shipped')}</span>}
        </span>
        <Target desk={desk} row={row} />
      </button>
      {problems.map(({ code, facts }) => (
        <div key={code + Object.values(facts)} className={mergeClasses(styles.bad)} style={{ padding: '0 8px 8px' }} role="note">
          <span aria-hidden>⚠ </span>
          {say(`wrong_${code}`, facts)}
        </div>
      ))}
      {isOpen && <RulePanel desk={desk} row={row} />}
    </li>
  );
}

/** A path that stands to the left is not said again, and the condition stands below, smaller. */
function RuleWords({ desk: { say }, rule }: { desk: Desk; rule: Rule }): React.ReactElement {
  const styles = useStyles();
  const [only, ...more] = sourcesOf(rule);
  const phrase: SayPhrase = (name, facts) => say(`rule_${name}`, facts);
  const { when, ...always } = rule;
  return (
    <>
      <span>{ruleInWords(always, phrase, more.length === 0 ? only : undefined)}</span>
      {when && (
        <span className={styles.faint}>
          {say('rule_onlyIf', { words: '', condition: conditionInWords(when, phrase) }).replace(/^[\s,]+/, '')}
        </span>
      )}
    </>
  );
}

/** Values that the rule found; where it found none, the first that it looked for. What only its condition reads is left to the explanation. */
function Reads({ row, rule }: { row: FieldRow; rule: Rule }): React.ReactElement {
  const styles = useStyles();
  const values = sourcesOf(rule).map((path) => ({ path, value: shown(row.outcome?.reads.find((read) => read.path === path)?.value) }));
  const filled = values.filter(({ value }) => value !== undefined);
  const each = filled.length > 0 ? filled : row.outcome ? values.slice(0, 1) : values;
  return (
    <>
      {each.slice(0, mostReads).map(({ path, value }) => (
        <span key={path}>
          <span className={styles.faint}>{path}</span> <span className={styles.strong}>{value}</span>
        </span>
      ))}
      {each.length > mostReads && <span className={styles.faint}>{`+ ${each.length - mostReads}`}</span>}
    </>
  );
}

function Target({ desk: { say, given }, row: { field, outcome, resolved } }: { desk: Desk; row: FieldRow }): React.ReactElement {
  const styles = useStyles();
  const state = outcome?.state;
  return (
    <span className={styles.cell}>
      <span>
        {field.label ?? field.name}
        {field.mandatory && (
          <span className={styles.bad}>
            <span aria-hidden> *</span>
            <span className={styles.hidden}>{` ${say('mandatory')}`}</span>
          </span>
        )}
      </span>
      {state === 'filled' ? (
        <span className={styles.strong}>{outcome?.text === '' ? say('empty_text') : outcome?.text}</span>
      ) : (
        given !== undefined && resolved && <span className={styles.faint}>{say(`state_${state ?? 'empty'}`)}</span>
      )}
    </span>
  );
}

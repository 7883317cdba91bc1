import { Field, MessageBar, MessageBarBody, MessageBarTitle, Textarea } from '@fluentui/react-components';
import * as React from 'react';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { Act } from './act.tsx';
import type { Say } from './desk.ts';
import { type ColumnRules, type RowHead, readRules } from './read-rules.ts';
import { useStyles } from './styles.ts';

interface BrokenProps {
  say: Say;
  raw: string;
  head: RowHead;
  readOnly?: string;
  /** The rules that count now; undefined when only the shipped ones do. */
  inForce?: MappingSet;
  onText(raw: string): void;
  onSet(set: MappingSet): void;
}

/** The text of the column where it holds no rules: what is wrong with it, the text itself, and ways on. */
export function BrokenRules({ say, raw, head, readOnly, inForce, onText, onSet }: BrokenProps): React.ReactElement {
  const styles = useStyles();
  const [text, setText] = React.useState(raw);
  const read = readRules(text, head);
  React.useEffect(() => setText(raw), [raw]);
  return (
    <div className={styles.stack}>
      <MessageBar intent={'set' in read ? 'success' : 'error'} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{say('set' in read ? 'raw_right' : 'raw_wrong')}</MessageBarTitle>
          {faultsIn(say, read).map((sentence) => (
            <div key={sentence}>{sentence}</div>
          ))}
        </MessageBarBody>
      </MessageBar>
      <Field label={say('raw_text')}>
        <Textarea
          className={styles.raw}
          value={text}
          resize="vertical"
          readOnly={readOnly !== undefined}
          onChange={(_event, { value }) => setText(value)}
        />
      </Field>
      <div className={styles.row}>
        <Act
          look="primary"
          label={say('raw_use')}
          why={readOnly ?? ('set' in read ? undefined : say('raw_wrong'))}
          onClick={() => onText(text)}
        />
        {inForce && <Act label={say('raw_in_force', { version: inForce.version })} why={readOnly} onClick={() => onSet(inForce)} />}
        <Act label={say('raw_shipped')} why={readOnly} onClick={() => onSet({ ...head, base: 'default', rules: [] })} />
      </div>
    </div>
  );
}

const most = 8;

/** Where it breaks, in sentences. */
export function faultsIn(say: Say, read: ColumnRules): string[] {
  if ('set' in read) return [];
  if (read.broken) return [say('raw_broken', { line: read.broken.line, column: read.broken.column })];
  return read.faults.slice(0, most).map((fault) => say('raw_fault', { place: fault.place || 'JSON', fault: say(fault.say, fault.facts) }));
}

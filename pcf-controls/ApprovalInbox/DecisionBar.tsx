import { Button, Field, Text as Line, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { sums } from '../rows/amounts.ts';
import type { Words } from '../rows/words.ts';
import { type Limits, type Objection, objectionToApprove, objectionToDecide } from './decision.ts';
import type { ApprovalRow } from './rows.ts';

export type Decision = 'approve' | 'reject';

interface Props {
  rows: readonly ApprovalRow[];
  words: Words;
  userId: string;
  limits: Limits;
  /** Why this person cannot decide at all now, if so. */
  denied: string | undefined;
  onDecide(decision: Decision, comment: string): void;
}

/** The decision on what is chosen: its buttons say with numbers what will happen, or why it cannot. */
export function DecisionBar({ rows, words, userId, limits, denied, onDecide }: Props): React.ReactElement {
  const styles = useStyles();
  const { text } = words;
  const [comment, setComment] = React.useState('');
  const said = comment.trim();
  const objection = sentenceOf(objectionToApprove(rows, userId, limits), words);
  const cannotDecide = sentenceOf(objectionToDecide(rows, userId), words);
  const noComment = said === '' ? text('Comment_First') : undefined;
  const kinds = new Set(rows.map(({ kind }) => kind));
  const documents = words.documents({ documents: rows.length, kind: kinds.size === 1 ? [...kinds][0] : undefined });
  if (denied !== undefined) return <Line className={styles.bar}>{denied}</Line>;
  const decide = (decision: Decision) => {
    onDecide(decision, said);
    setComment('');
  };
  return (
    <div className={styles.bar}>
      <Field size="small" label={text('Comment')} hint={text('Comment_Hint')}>
        <Textarea rows={2} value={comment} maxLength={2000} resize="vertical" onChange={(_event, { value }) => setComment(value)} />
      </Field>
      {(objection ?? cannotDecide) && <Line className={styles.why}>{objection ?? cannotDecide}</Line>}
      <div className={styles.buttons}>
        <Button
          appearance="primary"
          disabledFocusable={(objection ?? noComment) !== undefined}
          title={objection ?? noComment}
          onClick={() => (objection ?? noComment) === undefined && decide('approve')}
        >
          {text('Approve', documents, words.money(sums(rows)))}
        </Button>
        <Button
          disabledFocusable={(cannotDecide ?? noComment) !== undefined}
          title={cannotDecide ?? noComment}
          onClick={() => (cannotDecide ?? noComment) === undefined && decide('reject')}
        >
          {text('Reject', documents)}
        </Button>
      </div>
    </div>
  );
}

function sentenceOf(objection: Objection | undefined, { text, money }: Words): string | undefined {
  if (objection === undefined) return undefined;
  switch (objection.why) {
    case 'Nothing':
      return text('Objection_Nothing');
    case 'TooMany':
      return text('Objection_TooMany', objection.most);
    case 'NoLimit':
      return text('Objection_NoLimit', objection.currency);
    case 'OverLimit':
      return text('Objection_OverLimit', money([objection.total]), money([objection.limit]));
    default:
      return text(`Objection_${objection.why}`, objection.numbers.slice(0, 3).join(', '));
  }
}

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  why: { overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

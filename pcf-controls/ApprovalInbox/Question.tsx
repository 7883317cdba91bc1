import { Button, Text as Line, makeStyles, Subtitle1, Subtitle2, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Words } from '../rows/words.ts';
import type { ApprovalRow, EvidenceSide } from './rows.ts';

interface Props {
  row: ApprovalRow;
  words: Words;
  /** A moment in the user's format. */
  moment(at: number): string;
  openOrder?(): void;
  /** Absent where the list stands beside it. */
  onClose?(): void;
}

/** One question in full: what is asked, how much, on what evidence, who asked and why. */
export function Question({ row, words, moment, openOrder, onClose }: Props): React.ReactElement {
  const styles = useStyles();
  const { text } = words;
  const { left, right, notes } = row.evidence;
  const money = (amount: ApprovalRow['amount']) =>
    amount === undefined ? text('Amount_Unknown') : words.money([{ amount, currency: row.currency }]);
  return (
    <article className={styles.question} aria-label={row.question}>
      {onClose && (
        <div>
          <Button appearance="subtle" size="small" onClick={onClose} title={text('Back_Key')}>
            {text('Back')}
          </Button>
        </div>
      )}
      <Subtitle1 as="h2" className={styles.asked}>
        {row.question}
      </Subtitle1>
      <dl className={styles.amounts}>
        <Figure label={text('Amount')} value={money(row.amount)} />
        {row.difference !== undefined && <Figure label={text('Difference')} value={money(row.difference)} />}
        <Figure label={text('Order')} value={[row.number, row.store].join(' · ')} />
        {row.document && <Figure label={text('Document')} value={[row.document, row.company].filter(Boolean).join(' · ')} />}
      </dl>
      {left || right ? (
        <div className={styles.sides}>
          {left && <Side side={left} />}
          {right && <Side side={right} />}
        </div>
      ) : (
        <Line>{text('Evidence_None')}</Line>
      )}
      {notes.map((note) => (
        <Line key={note}>{note}</Line>
      ))}
      <section className={styles.said}>
        <Subtitle2 as="h3">{text('Asked_By', row.requestedBy?.name ?? text('Somebody'))}</Subtitle2>
        {row.requestComment && <Line className={styles.quote}>{row.requestComment}</Line>}
        <Line size={200} className={styles.quiet}>
          {[
            row.requestedAt && text('Asked_At', moment(row.requestedAt)),
            row.state === 'Requested' && row.expiresAt && text('Expires', moment(row.expiresAt)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Line>
      </section>
      {row.state !== 'Requested' && (
        <section className={styles.said}>
          <Subtitle2 as="h3">{row.decidedBy ? text(`Decided_${row.state}`, row.decidedBy.name) : text(`State_${row.state}`)}</Subtitle2>
          {row.decisionComment && <Line className={styles.quote}>{row.decisionComment}</Line>}
          {row.decidedAt && (
            <Line size={200} className={styles.quiet}>
              {moment(row.decidedAt)}
            </Line>
          )}
        </section>
      )}
      {openOrder && (
        <div>
          <Button size="small" onClick={openOrder}>
            {text('Open_Order')}
          </Button>
        </div>
      )}
      <Line size={200} className={styles.quiet}>
        {text('Code', row.code)}
      </Line>
    </article>
  );
}

function Figure({ label, value }: { label: string; value: string }): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.figure}>
      <dt className={styles.quiet}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
}

function Side({ side: { title, rows } }: { side: EvidenceSide }): React.ReactElement {
  const styles = useStyles();
  return (
    <table className={styles.side}>
      <caption className={styles.caption}>{title}</caption>
      <tbody>
        {rows.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: evidence is never sorted, and labels may occur twice
          <tr key={index}>
            <th scope="row" className={styles.label}>
              {label}
            </th>
            <td className={styles.number}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const useStyles = makeStyles({
  question: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  asked: { overflowWrap: 'anywhere' },
  amounts: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXXL, rowGap: tokens.spacingVerticalS, margin: 0 },
  figure: { display: 'flex', flexDirection: 'column' },
  value: { margin: 0, fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  sides: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
  side: { borderCollapse: 'collapse', width: '100%' },
  caption: { textAlign: 'start', fontWeight: tokens.fontWeightSemibold, paddingBlock: tokens.spacingVerticalXS },
  label: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    paddingBlock: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  number: {
    textAlign: 'end',
    fontVariantNumeric: 'tabular-nums',
    paddingBlock: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  said: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS },
  quote: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

import { Button, Text as Line, makeStyles, mergeClasses, Subtitle1, Subtitle2, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Words } from '../rows/words.ts';
import type { ApprovalRow, EvidenceSide } from './rows.ts';

interface Props {
  row: ApprovalRow;
  words: Words;
  /** A moment in the user's format. */
  moment(at: number): string;
  openOrder?(): void;
  /** Takes the keyboard when this changes. */
  focusToken: number;
  /** Absent where the list stands beside it. */
  onClose?(): void;
}

/** One question in full: what is asked, how much, on what evidence, who asked and why. */
export function Question({ row, words, moment, openOrder, focusToken, onClose }: Props): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  const { text } = words;
  const box = React.useRef<HTMLElement>(null);
  React.useEffect(() => {
    if (focusToken > 0) box.current?.focus();
  }, [focusToken]);
  const { left, right, notes } = row.evidence;
  const money = (amount: ApprovalRow['amount']) =>
    amount === undefined ? text('Amount_Unknown') : words.money([{ amount, currency: row.currency }]);
  return (
    <section ref={box} tabIndex={-1} className={layout.stack} style={{ outline: 'none' }} aria-label={row.question}>
      {onClose && (
        <div>
          <Button appearance="subtle" size="small" onClick={onClose} title={text('Back_Key')}>
            {text('Back')}
          </Button>
        </div>
      )}
      <Subtitle1 as="h3" className={mergeClasses(layout.heading, layout.outside)}>
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
      <section className={layout.close}>
        <Subtitle2 as="h4" className={layout.heading}>
          {text('Asked_By', row.requestedBy?.name ?? text('Somebody'))}
        </Subtitle2>
        {row.requestComment && <Line className={layout.outside}>{row.requestComment}</Line>}
        <Line className={layout.small}>
          {[
            row.requestedAt && text('Asked_At', moment(row.requestedAt)),
            row.state === 'Requested' && row.expiresAt && text('Expires', moment(row.expiresAt)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Line>
      </section>
      {row.state !== 'Requested' && (
        <section className={layout.close}>
          <Subtitle2 as="h4" className={layout.heading}>
            {row.decidedBy ? text(`Decided_${row.state}`, row.decidedBy.name) : text(`State_${row.state}`)}
          </Subtitle2>
          {row.decisionComment && <Line className={layout.outside}>{row.decisionComment}</Line>}
          {row.decidedAt && <Line className={layout.small}>{moment(row.decidedAt)}</Line>}
        </section>
      )}
      {openOrder && (
        <div>
          <Button size="small" onClick={openOrder}>
            {text('Open_Order')}
          </Button>
        </div>
      )}
      <Line className={layout.small}>{text('Code', row.code)}</Line>
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  return (
    <div className={styles.figure}>
      <dt className={layout.quiet}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
}

function Side({ side: { title, rows } }: { side: EvidenceSide }): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  return (
    <table className={styles.side}>
      <caption className={styles.caption}>{title}</caption>
      <tbody>
        {rows.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: evidence is never sorted, and labels may occur twice
          <tr key={index}>
            <th scope="row" className={mergeClasses(styles.label, layout.rule)}>
              {label}
            </th>
            <td className={mergeClasses(layout.figures, layout.rule)}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const useStyles = makeStyles({
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
  label: { textAlign: 'start', fontWeight: tokens.fontWeightRegular },
});

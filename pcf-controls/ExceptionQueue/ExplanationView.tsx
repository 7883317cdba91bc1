import { makeStyles, mergeClasses, Subtitle2, tokens, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import type { ExplainedField } from '../../shared/canonical/command.ts';
import { useLayout } from '../lists/layout.ts';
import type { Text } from '../rows/words.ts';
import { leavesOf, partsOf, readExplanation } from './explained.ts';

/** What the shop sent, personal data masked, and which rule made which field of it. */
export function ExplanationView({ answer, text }: { answer: unknown; text: Text }): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  const { document, fields, rulesVersion } = React.useMemo(() => readExplanation(answer), [answer]);
  const leaves = React.useMemo(() => leavesOf(document), [document]);
  const parts = partsOf(fields);
  return (
    <div className={layout.stack}>
      <section className={layout.close}>
        <Subtitle2 as="h5" className={layout.heading}>
          {rulesVersion > 0 ? text('Explain_Rules', rulesVersion) : text('Explain_RulesAny')}
        </Subtitle2>
        {parts.length === 0 && <Words>{text('Explain_NoFields')}</Words>}
        {parts.map((part) => (
          <FieldTable key={part.part} {...part} text={text} />
        ))}
      </section>
      <section className={layout.close}>
        <Subtitle2 as="h5" className={layout.heading}>
          {text('Explain_Document')}
        </Subtitle2>
        {leaves.length === 0 && <Words>{text('Explain_NoDocument')}</Words>}
        <dl className={mergeClasses(layout.small, styles.leaves)}>
          {leaves.map(({ path, value }) => (
            <React.Fragment key={path}>
              <dt className={layout.quiet}>{path}</dt>
              <dd className={layout.heading}>{value}</dd>
            </React.Fragment>
          ))}
        </dl>
      </section>
    </div>
  );
}

function FieldTable({ part, fields, text }: { part: string; fields: ExplainedField[]; text: Text }): React.ReactElement {
  const styles = useStyles();
  const layout = useLayout();
  const cell = mergeClasses(styles.cell, layout.rule);
  return (
    <table className={mergeClasses(layout.small, styles.table)}>
      <caption className={cell}>
        <strong>{part}</strong>
      </caption>
      <thead>
        <tr>
          <th scope="col" className={cell}>
            {text('Explain_Field')}
          </th>
          <th scope="col" className={cell}>
            {text('Explain_Value')}
          </th>
          <th scope="col" className={cell}>
            {text('Explain_Why')}
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ target, label, value, words, rule, problem }) => (
          <tr key={`${target}-${rule}`}>
            <th scope="row" className={cell} title={target}>
              {label}
            </th>
            <td className={cell}>{value ?? text('Explain_Empty')}</td>
            <td className={cell}>
              {words || rule}
              {problem && <strong className={styles.problem}>{problem}</strong>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const useStyles = makeStyles({
  table: { display: 'table', tableLayout: 'fixed', borderCollapse: 'collapse', width: '100%' },
  cell: { textAlign: 'start', verticalAlign: 'top', fontWeight: tokens.fontWeightRegular, overflowWrap: 'anywhere' },
  problem: { display: 'block', color: tokens.colorPaletteRedForeground1 },
  leaves: { display: 'grid', gridTemplateColumns: 'minmax(120px, 2fr) 3fr', columnGap: tokens.spacingHorizontalM, margin: 0 },
});

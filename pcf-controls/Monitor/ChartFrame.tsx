import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';

/** The figures behind a chart: a name for each column, then rows. */
export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

interface Props {
  title: string;
  /** What the chart says, in a sentence: for everybody, and instead of it for those who do not see it. */
  summary: string;
  table(): ChartTable;
  children: React.ReactNode;
}

/** A chart with its title, its sentence, and the same figures as a table. */
export function ChartFrame({ title, summary, table, children }: Props): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const [asTable, setAsTable] = React.useState(false);
  return (
    <section aria-label={title} className={styles.frame}>
      <div className={styles.head}>
        <Text as="h3" weight="semibold" className={styles.title}>
          {title}
        </Text>
        <Button
          size="small"
          appearance="subtle"
          className={styles.turn}
          aria-pressed={asTable}
          aria-label={`${title}: ${text(asTable ? 'AsChart' : 'AsTable')}`}
          onClick={() => setAsTable(!asTable)}
        >
          {text(asTable ? 'AsChart' : 'AsTable')}
        </Button>
      </div>
      <Text size={200} className={styles.quiet}>
        {summary}
      </Text>
      {asTable ? <FiguresTable title={title} {...table()} /> : children}
    </section>
  );
}

function FiguresTable({ title, columns, rows }: ChartTable & { title: string }): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section className={styles.scroll} aria-label={`${title}: ${text('Hours')}`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={index === 0 ? styles.first : styles.figure}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...figures]) => (
            <tr key={first}>
              <th scope="row" className={styles.first}>
                {first}
              </th>
              {figures.map((figure, index) => (
                <td key={columns[index + 1]} className={styles.figure}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: tokens.spacingHorizontalS },
  title: { margin: 0 },
  turn: { flexShrink: 0, whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground2 },
  scroll: { maxHeight: '240px', overflow: 'auto' },
  table: { borderCollapse: 'collapse', width: '100%', fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums' },
  first: { textAlign: 'start', fontWeight: tokens.fontWeightRegular, padding: tokens.spacingVerticalXS, whiteSpace: 'nowrap' },
  figure: { textAlign: 'end', fontWeight: tokens.fontWeightRegular, padding: tokens.spacingVerticalXS },
});

import { makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { AskedLine } from '../host/asked-line.tsx';
import type { Host } from '../host/host.ts';
import { Notice } from '../host/states.tsx';
import { useAsk } from '../host/use-ask.ts';
import { readExplanation } from './explanation.ts';
import type { DocumentStatus } from './rows.ts';

/** Which rule gave which field of the sales order. Asked of the server when it is opened. */
export function Why({ host, status: { store, kind, externalId } }: { host: Host; status: DocumentStatus }): React.ReactElement | null {
  const { text } = host;
  const styles = useStyles();
  const { state, ask } = useAsk(host);
  const { allowed, because } = host.may('explain');
  const first = React.useRef(ask);
  React.useEffect(() => {
    if (allowed) first.current({ kind: 'explain', store, documentType: kind, externalId, lifeMinutes: 2 });
  }, [allowed, store, kind, externalId]);

  if (!allowed) return <Notice intent="info" sentence={because} />;
  if (state?.phase !== 'done') return state ? <AskedLine state={state} onUndo={() => undefined} /> : null;
  const lines = readExplanation(state.answer);
  if (!lines) return <Notice intent="warning" sentence={text('Why_Unreadable')} />;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.caption}>{text('Why_Caption')}</caption>
        <thead>
          <tr>
            {['Why_Field', 'Why_Value', 'Why_Rule'].map((key) => (
              <th key={key} scope="col" className={styles.cell}>
                {text(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ part, label, value, words, problem }) => (
            <tr key={`${part}|${label}`}>
              <th scope="row" className={styles.cell}>
                <Text>{label}</Text> <Text className={styles.quiet}>{part}</Text>
              </th>
              <td className={styles.cell}>{value || '–'}</td>
              <td className={styles.cell}>{problem || words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const useStyles = makeStyles({
  scroll: { overflowX: 'auto', maxHeight: '320px', overflowY: 'auto', marginBlockStart: tokens.spacingVerticalS },
  table: { borderCollapse: 'collapse', width: '100%' },
  caption: { textAlign: 'start', paddingBottom: tokens.spacingVerticalXS },
  cell: {
    textAlign: 'start',
    verticalAlign: 'top',
    fontWeight: tokens.fontWeightRegular,
    paddingTop: tokens.spacingVerticalXXS,
    paddingBottom: tokens.spacingVerticalXXS,
    paddingInlineEnd: tokens.spacingHorizontalM,
    borderBottomWidth: tokens.strokeWidthThin,
    borderBottomStyle: 'solid',
    borderBottomColor: tokens.colorNeutralStroke2,
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

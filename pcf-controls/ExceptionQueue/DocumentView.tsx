import { Button, Text as Line, Link, makeStyles, Spinner, Subtitle2, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { safeUrl } from '../host/links.ts';
import { documentTarget } from './acting.ts';
import { ExplanationView } from './ExplanationView.tsx';
import type { QueueTools } from './queue-tools.ts';
import { Remarks } from './Remarks.tsx';
import type { ExceptionRow } from './rows.ts';
import { teamName } from './team-name.ts';
import { useSuggested } from './use-suggested.ts';

/** One document that waits: what it says, and how the mapping read it. */
export function DocumentView({ row, tools }: { row: ExceptionRow; tools: QueueTools }): React.ReactElement {
  const styles = useStyles();
  const { words, asking } = tools;
  const { text } = words;
  const page = safeUrl(row.channelUrl);
  const denied = asking.denied('explain');
  const asked = useSuggested(denied ? undefined : `explain|${row.store}|${row.kind}|${row.externalId}`, () =>
    asking.question('explain', documentTarget(row), {}),
  );
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <Subtitle2 as="h3">{`${row.number} · ${row.store}`}</Subtitle2>
        {row.amount !== undefined && <Line weight="semibold">{words.money([{ amount: row.amount, currency: row.currency }])}</Line>}
        <Line>{words.age(row.openedAt)}</Line>
        {page && (
          <Link href={page} target="_blank" rel="noopener noreferrer">
            {text('Open_Shop')}
          </Link>
        )}
      </div>
      <Line>{row.assignedTo ? text('Assigned', row.assignedTo.name) : text('Assigned_Nobody', teamName(text, row.team))}</Line>
      <Remarks remarks={row.remarks} text={text} nameOf={tools.nameOf} moment={tools.moment} />
      {denied && <Line>{denied}</Line>}
      {!denied && asked.state === 'asking' && (
        <Spinner size="tiny" className={styles.start} label={asked.long ? text('Explain_Long') : text('Explain_Looking')} />
      )}
      {asked.state === 'failed' && (
        <div className={styles.head}>
          <Line>{asked.says}</Line>
          <Button size="small" onClick={asked.again}>
            {text('Ask_Again')}
          </Button>
        </div>
      )}
      {asked.state === 'answered' && <ExplanationView answer={asked.answer} text={text} />}
    </div>
  );
}

const useStyles = makeStyles({
  view: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS },
  start: { justifyContent: 'start' },
});

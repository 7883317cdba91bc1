import { Text as Line, Link, Subtitle2 } from '@fluentui/react-components';
import * as React from 'react';
import { safeUrl } from '../host/links.ts';
import { useLayout } from '../lists/layout.ts';
import { documentTarget } from './acting.ts';
import { ExplanationView } from './ExplanationView.tsx';
import type { QueueTools } from './queue-tools.ts';
import { Remarks } from './Remarks.tsx';
import type { ExceptionRow } from './rows.ts';
import { Suggestions } from './Suggestions.tsx';
import { teamName } from './team-name.ts';
import { useSuggested } from './use-suggested.ts';

/** One document that waits: what it says, and how the mapping read it. */
export function DocumentView({ row, tools }: { row: ExceptionRow; tools: QueueTools }): React.ReactElement {
  const layout = useLayout();
  const { words, asking } = tools;
  const { text } = words;
  const page = safeUrl(row.channelUrl);
  const denied = asking.denied('explain');
  const asked = useSuggested(denied ? undefined : `explain|${row.store}|${row.kind}|${row.externalId}`, () =>
    asking.question('explain', documentTarget(row), {}),
  );
  return (
    <div className={layout.stack}>
      <div className={layout.line}>
        <Subtitle2 as="h4" className={layout.heading}>{`${row.number} · ${row.store}`}</Subtitle2>
        {row.amount !== undefined && <Line weight="semibold">{words.money([{ amount: row.amount, currency: row.currency }])}</Line>}
        <Line>{words.age(row.openedAt)}</Line>
        {page && (
          <Link href={page} target="_blank" rel="noopener noreferrer">
            {text('Open_Shop')}
          </Link>
        )}
      </div>
      <Line>{row.assignedTo ? text('Assigned', row.assignedTo.name) : text('Assigned_Nobody', teamName(text, row.team))}</Line>
      <Remarks remarks={row.remarks} tools={tools} />
      {denied ? (
        <Line className={layout.quiet}>{denied}</Line>
      ) : (
        <Suggestions suggested={asked} text={text} waiting={text('Explain_Looking')}>
          {asked.state === 'answered' && <ExplanationView answer={asked.answer} text={text} />}
        </Suggestions>
      )}
    </div>
  );
}

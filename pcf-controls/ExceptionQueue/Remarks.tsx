import { Text as Line, mergeClasses, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { QueueTools } from './queue-tools.ts';
import type { Remark } from './rows.ts';

interface Props {
  remarks: readonly Remark[];
  tools: QueueTools;
}

/** What colleagues have said, oldest first. */
export function Remarks({ remarks, tools: { words, nameOf, moment } }: Props): React.ReactElement | null {
  const layout = useLayout();
  if (remarks.length === 0) return null;
  return (
    <ul aria-label={words.text('Remarks')} className={mergeClasses(layout.stack, layout.list)}>
      {remarks.map(({ at, by, text: said }) => (
        <li
          key={`${at}|${by}|${said}`}
          className={layout.close}
          style={{ paddingInlineStart: 12, borderInlineStart: `2px solid ${tokens.colorNeutralStroke1}` }}
        >
          <Line className={layout.small}>{[nameOf(by) || words.text('Colleague'), moment(at)].filter(Boolean).join(' · ')}</Line>
          <Line className={layout.outside}>{said}</Line>
        </li>
      ))}
    </ul>
  );
}

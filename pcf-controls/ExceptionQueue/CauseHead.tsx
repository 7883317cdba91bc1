import { Badge, Text as Line, mergeClasses, Subtitle1 } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Words } from '../rows/words.ts';
import type { Cause } from './causes.ts';
import { teamName } from './team-name.ts';

/** What happened, how much waits, what it means, what to do. */
export function CauseHead({ cause, words }: { cause: Cause; words: Words }): React.ReactElement {
  const layout = useLayout();
  return (
    <div className={layout.close}>
      <Subtitle1 as="h3" className={mergeClasses(layout.heading, layout.outside)}>
        {cause.title}
      </Subtitle1>
      <div className={layout.line}>
        <Badge appearance="tint" color="informative">
          {teamName(words.text, cause.team)}
        </Badge>
        <Line>{words.documents(cause)}</Line>
        {cause.money.length > 0 && <Line weight="semibold">{words.money(cause.money)}</Line>}
        <Line>{words.age(cause.oldest)}</Line>
      </div>
      <Line className={layout.outside}>{cause.meaning}</Line>
      <Line weight="semibold" className={layout.outside}>
        {cause.advice}
      </Line>
    </div>
  );
}

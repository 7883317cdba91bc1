import { Button, Text as Line, Spinner } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Text } from '../rows/words.ts';

/** What the server was asked, and how far it is. */
export type Suggested =
  | { state: 'asking'; long: boolean }
  | { state: 'answered'; answer: unknown }
  | { state: 'failed'; says: string; again(): void };

interface Props {
  suggested: Suggested;
  text: Text;
  waiting: string;
  children: React.ReactNode;
}

/** What stands on an answer of the server; while it is looked for, and when that fails, it says so and lets the person go on. */
export function Suggestions({ suggested, text, waiting, children }: Props): React.ReactElement {
  const layout = useLayout();
  return (
    <div className={layout.stack}>
      {suggested.state === 'asking' && (
        <Spinner
          size="tiny"
          labelPosition="after"
          className={layout.start}
          label={suggested.long ? `${waiting} ${text('Ask_Long')}` : waiting}
        />
      )}
      {suggested.state === 'failed' && (
        <div className={layout.line}>
          <Line>{suggested.says}</Line>
          <Button size="small" onClick={suggested.again}>
            {text('Ask_Again')}
          </Button>
        </div>
      )}
      {(suggested.state !== 'asking' || suggested.long) && children}
    </div>
  );
}

import { Button, makeStyles, Spinner, tokens, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import type { Text } from '../rows/words.ts';

/** What the server was asked to suggest, and how far it is. */
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

/** A choice among suggestions; while they are looked for, and when that fails, it says so and leaves the choice open. */
export function Suggestions({ suggested, text, waiting, children }: Props): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.choice}>
      {suggested.state === 'asking' && (
        <Spinner
          size="tiny"
          labelPosition="after"
          className={styles.start}
          label={suggested.long ? `${waiting} ${text('Ask_Long')}` : waiting}
        />
      )}
      {suggested.state === 'failed' && (
        <div className={styles.line}>
          <Words>{suggested.says}</Words>
          <Button size="small" onClick={suggested.again}>
            {text('Ask_Again')}
          </Button>
        </div>
      )}
      {(suggested.state !== 'asking' || suggested.long) && children}
    </div>
  );
}

const useStyles = makeStyles({
  choice: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  start: { justifyContent: 'start' },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM },
});

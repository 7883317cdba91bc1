import { Button, Radio, RadioGroup, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import type { Text } from '../rows/words.ts';
import { readCustomers } from './candidates.ts';
import { type Suggested, Suggestions } from './Suggestions.tsx';

interface Props {
  count: number;
  text: Text;
  suggested: Suggested;
  onChoose(account: string): void;
}

/** Which of several customer accounts the buyer has. Nothing is chosen beforehand: all of them fit. */
export function CustomerFix({ count, text, suggested, onChoose }: Props): React.ReactElement {
  const layout = useLayout();
  const candidates = suggested.state === 'answered' ? readCustomers(suggested.answer) : [];
  const [chosen, setChosen] = React.useState('');
  return (
    <Suggestions suggested={suggested} text={text} waiting={text('Customer_Looking')}>
      {suggested.state === 'answered' && candidates.length === 0 && <Words>{text('Customer_None')}</Words>}
      {candidates.length > 0 && (
        <RadioGroup aria-label={text('Customer_Choose')} value={chosen} onChange={(_event, { value }) => setChosen(value)}>
          {candidates.map(({ account, name, blocked, because }) => (
            <Radio
              key={account}
              value={account}
              disabled={blocked}
              label={
                <span>
                  {[account, name].filter(Boolean).join(' · ')}
                  <span className={layout.small}>{[blocked ? text('Customer_Blocked') : '', because].filter(Boolean).join(' · ')}</span>
                </span>
              }
            />
          ))}
        </RadioGroup>
      )}
      <div>
        <Button
          appearance="primary"
          disabledFocusable={chosen === ''}
          title={chosen === '' ? text('Customer_ChooseFirst') : undefined}
          onClick={() => chosen && onChoose(chosen)}
        >
          {count === 1 ? text('Customer_UseOne') : text('Customer_UseMany', count)}
        </Button>
      </div>
    </Suggestions>
  );
}

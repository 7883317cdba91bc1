import { Button, Field, Input, Radio, RadioGroup, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import type { ItemCandidate } from '../../shared/canonical/command.ts';
import { useLayout } from '../lists/layout.ts';
import type { Text } from '../rows/words.ts';
import { nameOf, readItems } from './candidates.ts';
import type { UnknownArticle } from './fixes.ts';
import { type Suggested, Suggestions } from './Suggestions.tsx';

interface Props {
  article: UnknownArticle;
  /** How many documents the choice sets free. */
  count: number;
  text: Text;
  suggested: Suggested;
  onChoose(candidate: ItemCandidate): void;
}

const other = '';

/** Which item of Dynamics the unknown SKU is: one that looks alike, or one whose number the person knows. */
export function ItemFix({ article, count, text, suggested, onChoose }: Props): React.ReactElement {
  const candidates = suggested.state === 'answered' ? readItems(suggested.answer).slice(0, 5) : [];
  const [chosen, setChosen] = React.useState<string>();
  const [number, setNumber] = React.useState('');
  const value = chosen ?? (candidates.length > 0 ? '0' : other);
  const candidate = value === other ? typed(number) : candidates[Number(value)];
  return (
    <Suggestions suggested={suggested} text={text} waiting={text('Item_Looking', article.sku || article.name)}>
      {suggested.state === 'answered' && candidates.length === 0 && <Words>{text('Item_NoneAlike')}</Words>}
      <RadioGroup
        aria-label={text('Item_Choose', article.sku || article.name)}
        value={value}
        onChange={(_event, next) => setChosen(next.value)}
      >
        {candidates.map((one, index) => (
          <Radio key={`${one.itemNumber}-${nameOf(one)}`} value={String(index)} label={<Candidate candidate={one} text={text} />} />
        ))}
        <Radio value={other} label={text('Item_Other')} />
      </RadioGroup>
      {value === other && (
        <Field size="small" label={text('Item_Number')} style={{ maxWidth: 280 }}>
          <Input size="small" value={number} maxLength={20} autoComplete="off" onChange={(_event, next) => setNumber(next.value)} />
        </Field>
      )}
      <div>
        <Button appearance="primary" disabledFocusable={!candidate} onClick={() => candidate && onChoose(candidate)}>
          {count === 1 ? text('Item_MapOne') : text('Item_MapMany', count)}
        </Button>
      </div>
    </Suggestions>
  );
}

function Candidate({ candidate, text }: { candidate: ItemCandidate; text: Text }): React.ReactElement {
  const layout = useLayout();
  return (
    <span>
      {nameOf(candidate)}
      <span className={layout.small}>
        {[text('Item_Alike', Math.round(candidate.likeness)), candidate.because].filter(Boolean).join(' · ')}
      </span>
    </span>
  );
}

const typed = (number: string): ItemCandidate | undefined =>
  number.trim() === '' ? undefined : { itemNumber: number.trim(), name: '', dimensions: {}, likeness: 0, because: '' };

import { Text as Line } from '@fluentui/react-components';
import * as React from 'react';
import type { Text } from '../rows/words.ts';
import { AddressFix } from './AddressFix.tsx';
import { documentTarget } from './acting.ts';
import type { Asking } from './asking.ts';
import { CustomerFix } from './CustomerFix.tsx';
import type { Cause } from './causes.ts';
import { articleOf, choiceOf, fixOf } from './fixes.ts';
import { ItemFix } from './ItemFix.tsx';
import type { ExceptionRow } from './rows.ts';
import { useSuggested } from './use-suggested.ts';

interface Props {
  cause: Cause;
  text: Text;
  asking: Asking;
}

const commands = { item: 'choose-item', customer: 'choose-customer', address: 'correct-address' } as const;

/** What mends the cause in place; nothing where it is mended elsewhere. */
export function CauseFix({ cause, text, asking }: Props): React.ReactElement | null {
  const row = cause.rows[0] as ExceptionRow;
  const fix = fixOf(row);
  const denied = fix && asking.denied(commands[fix]);
  if (denied) return <Line>{denied}</Line>;
  if (fix === 'item') return <FixItem cause={cause} row={row} text={text} asking={asking} />;
  if (fix === 'customer') return <FixCustomer cause={cause} row={row} text={text} asking={asking} />;
  if (fix === 'address' && cause.documents === 1)
    return <AddressFix text={text} onCorrect={(address) => asking.act('correct-address', documentTarget(row), { address }, row.number)} />;
  return null;
}

function FixItem({ cause, row, text, asking }: Props & { row: ExceptionRow }): React.ReactElement | null {
  const article = articleOf(row);
  const suggested = useSuggested(article ? `items|${cause.cause}` : undefined, () =>
    asking.question(
      'suggest-items',
      { store: row.store, cause: cause.cause },
      { sku: article?.sku ?? '', ...(article?.name ? { name: article.name } : {}) },
    ),
  );
  if (!article) return null;
  return (
    <ItemFix
      article={article}
      count={cause.documents}
      text={text}
      suggested={suggested}
      onChoose={(candidate) =>
        asking.act(
          'choose-item',
          { store: row.store, cause: cause.cause },
          { items: [choiceOf(article, candidate)] },
          `${article.sku || article.name} → ${candidate.itemNumber}`,
        )
      }
    />
  );
}

function FixCustomer({ cause, row, text, asking }: Props & { row: ExceptionRow }): React.ReactElement {
  const target = { store: row.store, cause: cause.cause };
  const suggested = useSuggested(`customers|${cause.cause}`, () => asking.question('suggest-customers', target, {}));
  return (
    <CustomerFix
      count={cause.documents}
      text={text}
      suggested={suggested}
      onChoose={(customer) => asking.act('choose-customer', target, { customer }, customer)}
    />
  );
}

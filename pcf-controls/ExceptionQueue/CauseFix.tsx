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

/** What mends the cause in place; nothing where it is mended elsewhere. */
export function CauseFix({ cause, text, asking }: Props): React.ReactElement | null {
  const row = cause.rows[0] as ExceptionRow;
  const fix = fixOf(row);
  if (fix === 'item') return <FixItem cause={cause} row={row} text={text} asking={asking} />;
  if (fix === 'customer') return <FixCustomer cause={cause} row={row} text={text} asking={asking} />;
  if (fix === 'address' && cause.documents === 1)
    return (
      <AddressFix
        text={text}
        denied={asking.denied('correct-address')}
        onCorrect={(address) => asking.act('correct-address', documentTarget(row), { address }, row.number)}
      />
    );
  return null;
}

function FixItem({ cause, row, text, asking }: Props & { row: ExceptionRow }): React.ReactElement | null {
  const article = articleOf(row);
  const cannotLook = asking.denied('suggest-items');
  const suggested = useSuggested(article && !cannotLook ? `items|${cause.cause}` : undefined, () =>
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
      suggested={cannotLook ? { state: 'answered', answer: [] } : suggested}
      denied={asking.denied('choose-item')}
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
  const cannotLook = asking.denied('suggest-customers');
  const target = { store: row.store, cause: cause.cause };
  const suggested = useSuggested(cannotLook ? undefined : `customers|${cause.cause}`, () =>
    asking.question('suggest-customers', target, {}),
  );
  return (
    <CustomerFix
      count={cause.documents}
      text={text}
      suggested={cannotLook ? { state: 'failed', says: cannotLook, again: () => undefined } : suggested}
      denied={asking.denied('choose-customer')}
      onChoose={(customer) => asking.act('choose-customer', target, { customer }, customer)}
    />
  );
}

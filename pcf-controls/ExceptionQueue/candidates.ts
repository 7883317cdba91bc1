import type { CustomerCandidate, ItemCandidate } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import { recordOf, recordsOf } from '../rows/cells.ts';

/** Items that an answer to `suggest-items` names, most alike first. */
export const readItems = (answer: unknown): ItemCandidate[] =>
  recordsOf(answer)
    .map((one) => ({
      itemNumber: textOf(one.itemNumber),
      name: textOf(one.name),
      dimensions: Object.fromEntries(Object.entries(recordOf(one.dimensions)).map(([name, value]) => [name, textOf(value)])),
      likeness: typeof one.likeness === 'number' ? one.likeness : 0,
      because: textOf(one.because),
    }))
    .filter(({ itemNumber }) => itemNumber !== '')
    .sort((a, b) => b.likeness - a.likeness);

/** Customer accounts that an answer to `suggest-customers` names, those on hold last. */
export const readCustomers = (answer: unknown): CustomerCandidate[] =>
  recordsOf(answer)
    .map((one) => ({
      account: textOf(one.account),
      name: textOf(one.name),
      blocked: one.blocked === true,
      because: textOf(one.because),
    }))
    .filter(({ account }) => account !== '')
    .sort((a, b) => Number(a.blocked) - Number(b.blocked));

/** `10231 · T-shirt · green XL`. */
export const nameOf = ({ itemNumber, name, dimensions }: ItemCandidate): string =>
  [itemNumber, name, Object.values(dimensions).filter(Boolean).join(' ')].filter(Boolean).join(' · ');

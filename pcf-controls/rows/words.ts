import type { Amount } from './amounts.ts';

/** A text of the control in the user's language, its `{0}`, `{1}` filled. */
export type Text = (key: string, ...facts: (string | number)[]) => string;

/** What a control says about its rows, in the user's language and formats. */
export interface Words {
  text: Text;
  /** `2 h`; empty without a moment. */
  age(at: number | undefined): string;
  /** `3,212.60 USD + 391.00 EUR`. */
  money(amounts: readonly Amount[]): string;
  /** `40 orders`. */
  documents(counted: { documents: number; kind?: string }): string;
}

const kinds = new Set(['order', 'product', 'shipment', 'stock', 'price', 'cancellation', 'customer']);

/** Puts the words together; `amountText` and `ageText` are the host's formats. */
export const wordsOf = (text: Text, amountText: (amount: Amount) => string, ageText: (at: number) => string): Words => ({
  text,
  age: (at) => (at === undefined ? '' : ageText(at)),
  money: (amounts) => amounts.map(amountText).join(' + '),
  documents: ({ documents, kind }) => {
    const noun = kind && kinds.has(kind) ? `Documents_${kind}` : 'Documents';
    return documents === 1 ? text(`${noun}_One`) : text(`${noun}_Many`, documents);
  },
});

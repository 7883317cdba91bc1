import type { Store } from './store.ts';

export const sequenceTable = { name: '#NumberSequences', keys: ['name', 'company'], indexes: [] };

/** How the numbers of each sequence look; `manual` = the user may choose the number. */
const formats = {
  'sales-order': { prefix: '', digits: 6, manual: true },
  customer: { prefix: 'C', digits: 6, manual: true },
  lot: { prefix: '0', digits: 7, manual: false },
  party: { prefix: '', digits: 9, manual: false },
  location: { prefix: '', digits: 9, manual: false },
  'electronic-address': { prefix: 'EA-', digits: 6, manual: false },
  'journal-batch': { prefix: '', digits: 5, manual: false },
  voucher: { prefix: 'VOU', digits: 6, manual: false },
  return: { prefix: 'RMA-', digits: 6, manual: false },
  'packing-slip': { prefix: 'PS-', digits: 6, manual: false },
  invoice: { prefix: 'CIV-', digits: 6, manual: false },
  'source-document': { prefix: '56', digits: 8, manual: false },
  agreement: { prefix: '', digits: 1, manual: false },
} as const;

export type Sequence = keyof typeof formats;

export const isSequence = (name: string): name is Sequence => name in formats;

/** Number sequences per company, kept with everything else. */
export class Numbers {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  next(name: Sequence, company: string): string {
    const table = this.#store.table(sequenceTable.name);
    const stored = table.byKey({ name, company });
    const number = Number(stored?.row.next ?? 1);
    const row = { ...(stored?.row ?? { name, company }), next: String(number + 1) };
    if (stored) this.#store.update(sequenceTable.name, stored, row);
    else this.#store.insert(sequenceTable.name, row);
    return `${formats[name].prefix}${String(number).padStart(formats[name].digits, '0')}`;
  }

  isManual(name: Sequence, company: string): boolean {
    const manual = this.#store.table(sequenceTable.name).byKey({ name, company })?.row.manual;
    return manual === undefined ? formats[name].manual : manual === 'Yes';
  }

  setManual(name: Sequence, company: string, manual: boolean): void {
    const stored = this.#store.table(sequenceTable.name).byKey({ name, company });
    const row = { ...(stored?.row ?? { name, company, next: '1' }), manual: manual ? 'Yes' : 'No' };
    if (stored) this.#store.update(sequenceTable.name, stored, row);
    else this.#store.insert(sequenceTable.name, row);
  }
}

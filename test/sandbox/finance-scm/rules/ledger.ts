import { type Erp, find } from '../erp.ts';

/** The currency that a legal entity keeps its books and its items' own prices in. */
export const accountingCurrency = (erp: Erp, company: string): string =>
  find(erp, 'Ledgers', { LegalEntityId: company })?.AccountingCurrency ?? '';

import { noonOf } from '../cells.ts';
import { fillIn, type TableRules } from '../erp.ts';
import { checkJournalLine, companyCurrency, journalLineTable, journalRules, touchAfterDelete, touchJournal } from './journal.ts';
import { currency, itemTaxGroup, taxGroup } from './references.ts';

export const ledgerJournalRules: TableRules = journalRules('Daily');

export const ledgerJournalLineRules: TableRules = {
  table: journalLineTable,
  label: 'Journal lines',
  keyLabel: 'Journal batch number, line number',
  lookups: { CurrencyCode: currency, SalesTaxGroup: taxGroup, ItemSalesTaxGroup: itemTaxGroup },
  lengths: { Text: 60, OffsetText: 60, Document: 20 },
  required: {
    JournalBatchNumber: 'Journal batch number',
    LineNumber: 'Line number',
    AccountDisplayValue: 'Account',
    CurrencyCode: 'Currency',
  },
  fill: (draft) => {
    draft.row['#type'] = 'Daily';
    if (draft.before) return;
    fillIn(draft, {
      Company: draft.company,
      OffsetCompany: draft.company,
      CurrencyCode: companyCurrency(draft),
      TransDate: noonOf(draft.erp.now()),
      Voucher: draft.erp.numbers.next('voucher', draft.company),
    });
  },
  check: (draft) => checkJournalLine('Daily', draft),
  written: touchJournal,
  removed: touchAfterDelete,
};

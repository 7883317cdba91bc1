import { noonOf } from '../cells.ts';
import { fillIn, find, type TableRules } from '../erp.ts';
import { checkJournalLine, companyCurrency, journalLineTable, journalRules, touchAfterDelete, touchJournal } from './journal.ts';
import { currency, paymentMethod } from './references.ts';

export const paymentJournalRules: TableRules = journalRules('CustPayment');

export const paymentJournalLineRules: TableRules = {
  table: journalLineTable,
  label: 'Journal lines',
  keyLabel: 'Journal batch number, line number',
  lookups: {
    CurrencyCode: currency,
    PaymentMethodName: paymentMethod,
    MarkedInvoice: {
      label: 'Invoice',
      related: 'Customer transactions',
      has: (erp, company, invoice) =>
        erp.store
          .table('CustInvoiceJour')
          .equal('InvoiceNumber', invoice)
          .some(({ row }) => row.dataAreaId === company),
    },
  },
  lengths: { TransactionText: 60, OffsetTransactionText: 60 },
  required: {
    JournalBatchNumber: 'Journal batch number',
    LineNumber: 'Line number',
    AccountDisplayValue: 'Account',
    CurrencyCode: 'Currency',
  },
  fill: (draft) => {
    draft.row['#type'] = 'CustPayment';
    if (draft.before) return;
    fillIn(draft, {
      AccountType: 'Cust',
      Company: draft.company,
      OffsetCompany: draft.company,
      CurrencyCode: companyCurrency(draft),
      TransactionDate: noonOf(draft.erp.now()),
      Voucher: draft.erp.numbers.next('voucher', draft.company),
    });
  },
  check: (draft) => checkJournalLine('CustPayment', draft),
  written: touchJournal,
  removed: touchAfterDelete,
  computed: {
    CustomerName: (row, erp) =>
      find(erp, 'CustTable', { dataAreaId: row.dataAreaId ?? '', CustomerAccount: row.AccountDisplayValue ?? '' })?.OrganizationName ?? '',
  },
};

import { folded, type Row } from '../cells.ts';
import { type Draft, type Erp, fillIn, find, type Lookup, type TableRules } from '../erp.ts';
import { accountingCurrency } from './ledger.ts';
import { amountOf } from './money.ts';

/** What payment journals and general journals have in common: they are one table with a type. */

export const journalTable = 'LedgerJournalTable';
export const journalLabel = 'Journal table';
export const journalLineTable = 'LedgerJournalTrans';

type JournalType = 'CustPayment' | 'Daily';

export const isOfType =
  (type: JournalType) =>
  (row: Row): boolean =>
    row['#type'] === type;

/** A journal of one type; its number is given by the server. */
export function journalRules(type: JournalType): TableRules {
  return {
    table: journalTable,
    label: journalLabel,
    keyLabel: 'Journal batch number',
    lookups: { JournalName: journalName(type) },
    lengths: { Description: 60 },
    required: { JournalName: 'Name' },
    fill: (draft) => {
      draft.row['#type'] = type;
      fillIn(draft, {
        Description: find(draft.erp, 'JournalNames', { dataAreaId: draft.company, Name: draft.row.JournalName ?? '' })?.Description,
      });
    },
    check: ({ before, complain }) => {
      if (before?.IsPosted === 'Yes') complain(`Journal ${before.JournalBatchNumber} is posted and cannot be changed.`);
    },
    number: ({ erp, company, row }) => {
      row.JournalBatchNumber = erp.numbers.next('journal-batch', company);
    },
    keeps: (erp, row) =>
      journalLines(erp, row).length > 0 ? 'Journal table cannot be deleted while dependent Journal lines exist' : undefined,
    computed: {
      JournalTotalDebit: (row, erp) => sum(journalLines(erp, row), 'DebitAmount'),
      JournalTotalCredit: (row, erp) => sum(journalLines(erp, row), 'CreditAmount'),
    },
  };
}

const journalName = (type: JournalType): Lookup => ({
  label: 'Name',
  related: 'Journal names',
  has: (erp, company, name) => find(erp, 'JournalNames', { dataAreaId: company, Name: name })?.Type === type,
});

export const journalOf = ({ erp, company, row }: Pick<Draft, 'erp' | 'company' | 'row'>) =>
  erp.store.table(journalTable).byKey({ dataAreaId: company, JournalBatchNumber: row.JournalBatchNumber ?? '' });

function journalLines(erp: Erp, journal: Row): Row[] {
  const rows = erp.store.table(journalLineTable).equal('JournalBatchNumber', journal.JournalBatchNumber ?? '');
  return rows.map(({ row }) => row).filter((row) => folded(row.dataAreaId ?? '') === folded(journal.dataAreaId ?? ''));
}

const sum = (rows: Row[], field: string): string => rows.reduce((total, row) => total.plus(amountOf(row[field])), amountOf('0')).toFixed();

/** validateWrite of a line: an open journal of the type, one amount, known accounts. */
export function checkJournalLine(type: JournalType, draft: Draft): void {
  const { row, complain } = draft;
  const journal = journalOf(draft);
  if (!journal || !isOfType(type)(journal.row))
    complain(`The value '${row.JournalBatchNumber}' in field 'Journal batch number' is not found in the related table 'Journal table'.`);
  else if (journal.row.IsPosted === 'Yes') complain(`Journal ${row.JournalBatchNumber} is posted and cannot be changed.`);
  if (!amountOf(row.DebitAmount).eq(0) && !amountOf(row.CreditAmount).eq(0))
    complain('Only one of the fields Debit and Credit can have an amount.');
  checkAccount(draft, 'Account', row.AccountType ?? 'Ledger', row.AccountDisplayValue ?? '');
  if (row.OffsetAccountDisplayValue)
    checkAccount(draft, 'Offset account', row.OffsetAccountType ?? 'Ledger', row.OffsetAccountDisplayValue);
}

/** Ledger accounts are a six-digit main account with dimension values after it. */
const ledgerAccount = /^\d{6}(-[^-]*)*$/;

function checkAccount({ erp, company, complain }: Draft, label: string, type: string, account: string): void {
  const related = { Cust: 'Customers', Bank: 'Bank accounts', Ledger: 'Main accounts' }[type];
  const known =
    type === 'Cust'
      ? find(erp, 'CustTable', { dataAreaId: company, CustomerAccount: account }) !== undefined
      : type === 'Bank'
        ? folded(account) === `${company} oper`
        : type === 'Ledger' && ledgerAccount.test(account);
  if (!known) complain(`The value '${account}' in field '${label}' is not found in the related table '${related ?? type}'.`);
}

/** Every write of a line also writes its journal. */
export function touchJournal(draft: Pick<Draft, 'erp' | 'company' | 'row'>): void {
  const journal = journalOf(draft);
  if (journal) draft.erp.store.update(journalTable, journal, { ...journal.row });
}

export const touchAfterDelete = (erp: Erp, row: Row): void => touchJournal({ erp, company: row.dataAreaId ?? '', row: { ...row } });

export const companyCurrency = ({ erp, company }: Draft): string => accountingCurrency(erp, company);

import { fillIn, find, inTable, type TableRules } from '../erp.ts';
import { amountOf } from './money.ts';
import { currency, customer } from './references.ts';

/** The call center's "payment on the order". */
export const callCenterPaymentRules: TableRules = {
  table: 'MCRCustPaymTable',
  label: 'Customer payments',
  keyLabel: 'Line number, sales order',
  lookups: {
    SalesOrderId: inTable('Sales order', 'Sales orders', 'SalesTable', 'SalesOrderNumber'),
    CurrencyCode: currency,
    CustomerAccount: customer('Customer account'),
  },
  required: { SalesOrderId: 'Sales order', LineNumber: 'Line number' },
  fill: (draft) => {
    const order = find(draft.erp, 'SalesTable', { dataAreaId: draft.company, SalesOrderNumber: draft.row.SalesOrderId ?? '' });
    fillIn(draft, { CurrencyCode: order?.CurrencyCode, CustomerAccount: order?.OrderingCustomerAccountNumber });
  },
  check: ({ row, complain }) => {
    if (amountOf(row.Amount).eq(0) && amountOf(row.PercentAmount).eq(0)) complain("Field 'Amount' must be filled in.");
  },
};

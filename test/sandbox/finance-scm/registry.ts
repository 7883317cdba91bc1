import type { Row } from './cells.ts';
import type { TableRules } from './erp.ts';
import { type EntitySet, entitySets, requireSet } from './metadata.ts';
import { sequenceTable } from './numbers.ts';
import { customerRules } from './rules/customer.ts';
import { contactRules, postalAddressRules } from './rules/customer-details.ts';
import { isOfType } from './rules/journal.ts';
import { ledgerJournalLineRules, ledgerJournalRules } from './rules/ledger-journal.ts';
import { onHandRules } from './rules/on-hand.ts';
import { callCenterPaymentRules } from './rules/order-payment.ts';
import { paymentJournalLineRules, paymentJournalRules } from './rules/payment-journal.ts';
import { barcodeRules, externalCodeRules, priceAgreementRules, productRules, releasedProductRules, variantRules } from './rules/product.ts';
import { returnLineRules, returnOrderRules } from './rules/return-order.ts';
import { salesLineRules } from './rules/sales-line.ts';
import { salesOrderRules } from './rules/sales-order.ts';
import { setupRules } from './rules/setup.ts';
import type { TableShape } from './table.ts';

export type WriteVerb = 'POST' | 'PATCH' | 'DELETE';

/** An entity set as a window on a table. */
export interface View {
  rules: TableRules;
  /** Rows of the table that the set shows. */
  shows?: (row: Row) => boolean;
  verbs: readonly WriteVerb[];
}

const every: readonly WriteVerb[] = ['POST', 'PATCH', 'DELETE'];
const view = (rules: TableRules, verbs = every, shows?: View['shows']): View => ({ rules, verbs, shows });

const views: Readonly<Record<string, View>> = {
  SalesOrderHeadersV2: view(salesOrderRules),
  SalesOrderHeadersV4: view(salesOrderRules),
  SalesOrderLines: view(salesLineRules),
  SalesOrderLinesV3: view(salesLineRules),
  CustomersV3: view(customerRules),
  CustomerPostalAddresses: view(postalAddressRules),
  PartyContactsV3: view(contactRules),
  ReleasedProductCreationsV2: view(releasedProductRules, ['POST']),
  // A product is released by ReleasedProductCreationsV2; the other sets show and change what is released.
  ReleasedProductsV2: view(releasedProductRules, ['PATCH', 'DELETE']),
  ReleasedDistinctProductsV2: view(releasedProductRules, ['PATCH'], (row) => row.ProductSubType !== 'ProductMaster'),
  ReleasedProductVariantsV2: view(variantRules),
  ProductsV2: view(productRules),
  ProductBarcodesV3: view(barcodeRules),
  ProductNumberIdentifiedBarcodes: view(barcodeRules, [], (row) => Boolean(row.ProductNumber)),
  ReleasedProductVariantExternalCodesV2: view(externalCodeRules),
  SalesPriceAgreements: view(priceAgreementRules, []),
  WarehousesOnHandV2: view(onHandRules, []),
  SalesInvoiceHeadersV4: view(
    { table: 'CustInvoiceJour', label: 'Customer invoice journal', keyLabel: 'Invoice', indexes: ['SalesOrderNumber'] },
    [],
  ),
  SalesInvoiceV4Lines: view({ table: 'CustInvoiceTrans', label: 'Customer invoice lines', keyLabel: 'Invoice' }, []),
  PackingSlipTrackingInformation: view({ table: 'SalesPackingSlipTracking', label: 'Tracking', keyLabel: 'Packing slip' }, []),
  CustPackingSlipTransBiEntities: view(
    {
      table: 'CustPackingSlipTrans',
      label: 'Customer packing slip lines',
      keyLabel: 'Packing slip',
      indexes: ['SalesId', 'OrigSalesId', 'PackingSlipId', 'InventTransId'],
    },
    [],
  ),
  CustPackingSlipVersionBiEntities: view({ table: 'CustPackingSlipVersion', label: 'Packing slip versions', keyLabel: 'Version' }, []),
  CustPackingSlipJourBiEntities: view(
    {
      table: 'CustPackingSlipJour',
      label: 'Customer packing slip journal',
      keyLabel: 'Packing slip',
      indexes: ['SalesId', 'PackingSlipId', 'SourceKey'],
    },
    [],
  ),
  CustomerPaymentJournalHeaders: view(paymentJournalRules, every, isOfType('CustPayment')),
  CustomerPaymentJournalLines: view(paymentJournalLineRules, every, isOfType('CustPayment')),
  LedgerJournalHeaders: view(ledgerJournalRules, every, isOfType('Daily')),
  LedgerJournalLines: view(ledgerJournalLineRules, every, isOfType('Daily')),
  CallCenterSalesOrderCustomerPayments: view(callCenterPaymentRules),
  ReturnOrderHeadersV2: view(returnOrderRules),
  ReturnOrderLinesV2: view(returnLineRules),
  LegalEntities: view(setupRules(requireSet('LegalEntities')), []),
  Ledgers: view(setupRules(requireSet('Ledgers')), []),
  Companies: view(setupRules(requireSet('Companies')), []),
  NumberSequencesV2References: view(setupRules(requireSet('NumberSequencesV2References')), []),
};

const allViews: ReadonlyMap<string, View> = new Map(
  [...entitySets.values()].map((set) => [set.name, views[set.name] ?? view(setupRules(set))]),
);

/** How this set is written and read. */
export function viewOf(set: EntitySet): View {
  const found = allViews.get(set.name);
  if (!found) throw new Error(`no view of ${set.name}`);
  return found;
}

/** Every table, with the key of the first set that shows it. */
export function tableShapes(): TableShape[] {
  const shapes = new Map<string, TableShape>([[sequenceTable.name, sequenceTable]]);
  for (const set of entitySets.values()) {
    const { table, indexes = [] } = viewOf(set).rules;
    if (!shapes.has(table)) shapes.set(table, { name: table, keys: set.keys, indexes });
  }
  return [...shapes.values()];
}

import type { LegalEntityId } from '../../core/ids.ts';
import { textOf } from '../../core/json.ts';
import type { MasterData } from '../erp-target.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';

const places: Record<MasterData['kind'], { set: string; field: string; shared?: boolean }> = {
  'legal-entity': { set: 'LegalEntities', field: 'LegalEntityId', shared: true },
  warehouse: { set: 'Warehouses', field: 'WarehouseId' },
  site: { set: 'OperationalSitesV2', field: 'SiteId' },
  'delivery-mode': { set: 'DeliveryModesV2', field: 'ModeCode' },
  'payment-method': { set: 'CustomerPaymentMethods', field: 'Name' },
  'payment-terms': { set: 'PaymentTerms', field: 'Name' },
  'customer-group': { set: 'CustomerGroups', field: 'CustomerGroupId' },
  'tax-group': { set: 'TaxGroups', field: 'TaxGroupCode' },
  'order-origin': { set: 'SalesOrderOriginCodes', field: 'OriginCode' },
};

/** Those of the wanted that exist. One round trip. */
export async function findMasterData(client: ODataClient, company: LegalEntityId, wanted: readonly MasterData[]): Promise<MasterData[]> {
  const askable = wanted.filter(({ code }) => code !== '' && !code.includes('*'));
  if (askable.length === 0) return [];
  const answers = await client.batch(
    askable.map(({ kind, code }) => {
      const { set, field, shared } = places[kind];
      const here = shared ? '' : `dataAreaId eq ${literal(company)} and `;
      return { method: 'GET', path: `${set}?cross-company=true&$filter=${here}${field} eq ${literal(code)}&$select=${field}&$top=1` };
    }),
  );
  return askable.filter(({ kind, code }, index) => {
    const answer = answers[index];
    if (!answer || 'changeset' in answer) return false;
    return readRows(client.remote, answer).some((row) => textOf(row[places[kind].field]).toLowerCase() === code.toLowerCase());
  });
}

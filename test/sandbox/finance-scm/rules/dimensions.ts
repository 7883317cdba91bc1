import { folded, type Row } from '../cells.ts';
import { type Draft, find } from '../erp.ts';

/** Product dimensions in the order of forms, with the fields that carry them. */
export const productDimensions = {
  ProductConfigurationId: 'Configuration',
  ProductSizeId: 'Size',
  ProductColorId: 'Color',
  ProductStyleId: 'Style',
  ProductVersionId: 'Version',
} as const;

const dimensionFields = Object.keys(productDimensions) as (keyof typeof productDimensions)[];

export const dimensionsOf = (row: Row): Row => Object.fromEntries(dimensionFields.map((field) => [field, row[field] ?? '']));

export const sameDimensions = (a: Row, b: Row): boolean =>
  dimensionFields.every((field) => folded(a[field] ?? '') === folded(b[field] ?? ''));

/** The item must exist as it is described: a master only as a released variant, anything else without dimensions. */
export function checkDimensions(draft: Draft, product: Row): void {
  const { erp, company, row, complain } = draft;
  const item = row.ItemNumber ?? '';
  const given = dimensionFields.filter((field) => row[field]);
  if (product.ProductSubType !== 'ProductMaster') {
    for (const field of given)
      complain(
        `The product dimension ${productDimensions[field]} is not active for item number ${item}: the value ${row[field]} cannot be used.`,
      );
    return;
  }
  const variants = erp.store
    .table('InventDimCombination')
    .equal('ItemNumber', item)
    .filter((one) => one.row.dataAreaId === company);
  const active = dimensionFields.filter((field) => variants.some((one) => one.row[field]));
  for (const field of active)
    if (!row[field]) complain(`Inventory dimension ${productDimensions[field]} is mandatory and must consequently be specified.`);
  if (active.some((field) => !row[field])) return;
  if (find(erp, 'InventDimCombination', { dataAreaId: company, ProductMasterNumber: product.ProductNumber ?? item, ...dimensionsOf(row) }))
    return;
  const combination = given.map((field) => `${productDimensions[field]} ${row[field]}`).join(', ');
  complain(`Item number ${item} is not released with the product dimension combination ${combination}.`);
}

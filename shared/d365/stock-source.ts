import type { ItemNumber, LegalEntityId } from '../core/ids.ts';
import type { DecimalText } from '../core/money.ts';
import type { ItemDimensions } from './erp-target.ts';

/** What lies in one warehouse, in the unit that the item is kept in. */
export interface OnHand {
  item: ItemNumber;
  dimensions: ItemDimensions;
  warehouse: string;
  /** Everything that lies there. */
  physical: DecimalText;
  /** Less what is reserved. */
  available: DecimalText;
  /** In open orders and not reserved. */
  onOrder: DecimalText;
}

/** Where stock is known: the on-hand list of Finance & SCM, or the Inventory Visibility service. */
export interface StockSource {
  /** Rows of these items in these warehouses; an item without a row has nothing there. */
  onHand(company: LegalEntityId, warehouses: readonly string[], items: readonly ItemNumber[]): Promise<OnHand[]>;
}

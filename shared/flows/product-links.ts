import type { DecimalText } from '../core/money.ts';
import type { ErpItem } from '../d365/erp-target.ts';

/** An item that a person has chosen. `units`: how many units of its stock one unit of the shop is, 1 when not said. */
export type ProductLink = ErpItem & { units?: DecimalText };

/** Which item a channel's product or SKU is, as people or earlier runs have said. */
export interface ProductLinks {
  /** By the channel's variant or product id first, by SKU second. */
  find(store: string, line: { variantId?: string; productId?: string; sku: string }): ProductLink | undefined;
}

import type { ErpItem } from '../d365/erp-target.ts';

/** Which item a channel's product or SKU is, as people or earlier runs have said. */
export interface ProductLinks {
  /** By the channel's variant or product id first, by SKU second. */
  find(store: string, line: { variantId?: string; productId?: string; sku: string }): ErpItem | undefined;
}

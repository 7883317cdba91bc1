import type { GraphQLResolveInfo } from 'graphql';
import { keyset, type SearchArguments } from './article-search.ts';
import type { ArticleViews } from './article-views.ts';
import { levelId } from './article-views.ts';
import { refused } from './connection.ts';
import type { Idempotency } from './idempotency.ts';
import { activate, type Group, type SetInput, type StockPorts, setQuantities } from './inventory-changes.ts';
import { findLocation } from './locations.ts';
import { limit, numberIn, type Require } from './rights.ts';
import type { Level } from './stock.ts';
import { gid, utc } from './views.ts';

export interface InventoryPorts extends StockPorts {
  views: ArticleViews;
  idempotency: Idempotency;
  require: Require;
}

const readInventory = ['read_inventory', 'write_inventory'];

/** Root fields about what is in stock. */
export function inventoryRoot(ports: InventoryPorts): object {
  const { articles, stock, views, idempotency, require } = ports;

  return {
    inventoryItem({ id }: { id: string }) {
      require('inventoryItem', ...readInventory, 'read_products');
      const sold = articles.byItem(numberIn(id, 'InventoryItem').number);
      return sold ? views.item(sold) : null;
    },
    inventoryItems(asked: SearchArguments) {
      require('inventoryItems', ...readInventory, 'read_products');
      return keyset(asked, {
        ids: articles.itemIds(),
        find: (id) => articles.byItem(id),
        bySku: (sku) => articles.bySku(sku).map(({ variant }) => variant.itemId),
        view: (sold) => views.item(sold),
        idOf: ({ variant }) => variant.itemId,
      });
    },
    inventoryLevel({ id }: { id: string }) {
      require('inventoryLevel', ...readInventory);
      const [, locationId = '', itemId = ''] = /^gid:\/\/shopify\/InventoryLevel\/(\d+)\?inventory_item_id=(\d+)$/.exec(id) ?? [];
      if (!itemId) throw refused('RESOURCE_NOT_FOUND', `Invalid id: ${id}`);
      return views.level(itemId, locationId);
    },
    inventorySetQuantities({ input }: { input: SetInput }, _context: unknown, info: GraphQLResolveInfo) {
      require('inventorySetQuantities', 'write_inventory');
      limit(input.quantities);
      if (input.quantities.some(({ changeFromQuantity }) => changeFromQuantity === undefined))
        throw refused('INVALID_VARIABLE', 'changeFromQuantity must be given for each quantity; null opts out of the check.');
      const result = idempotency.once(info, input, () => setQuantities(input, ports));
      if ('wrong' in result) return { inventoryAdjustmentGroup: null, userErrors: result.wrong };
      return { inventoryAdjustmentGroup: result.answer && groupView(result.answer, ports), userErrors: [] };
    },
    inventoryActivate(
      asked: { inventoryItemId: string; locationId: string; available?: number | null; onHand?: number | null },
      _context: unknown,
      info: GraphQLResolveInfo,
    ) {
      require('inventoryActivate', 'write_inventory');
      const result = idempotency.once(info, asked, () => activate(asked, articles, stock));
      if ('wrong' in result) return { inventoryLevel: null, userErrors: result.wrong };
      return { inventoryLevel: views.level(result.answer.itemId, result.answer.locationId), userErrors: [] };
    },
  };
}

function groupView({ id, createdAt, reason, referenceDocumentUri, changes }: Group, { articles, views }: InventoryPorts): object {
  const within = (ids: string[] | null | undefined, own: string) => !ids || ids.some((one) => numberIn(one).number === own);
  return {
    __typename: 'InventoryAdjustmentGroup',
    id: gid('InventoryAdjustmentGroup', id),
    createdAt: utc(createdAt),
    reason,
    referenceDocumentUri,
    changes: ({
      inventoryItemIds,
      locationIds,
      quantityNames,
    }: {
      inventoryItemIds?: string[];
      locationIds?: string[];
      quantityNames?: string[];
    }) =>
      changes
        .filter(({ itemId, locationId }) => within(inventoryItemIds, itemId) && within(locationIds, locationId))
        .flatMap(({ available, onHand, ...one }) => [
          { ...one, name: 'available', after: available },
          { ...one, name: 'on_hand', after: onHand },
        ])
        .filter(({ name }) => !quantityNames || quantityNames.includes(name))
        .map(({ itemId, locationId, name, delta, after }) => ({
          name,
          delta,
          quantityAfterChange: after,
          ledgerDocumentUri: null,
          item: () => {
            const sold = articles.byItem(itemId);
            return sold ? views.item(sold) : null;
          },
          location: () => {
            const location = findLocation(locationId);
            return location ? views.location(location) : null;
          },
        })),
  };
}

/** As the webhook of a level tells it. */
export const levelBody = (itemId: string, locationId: string, { available, updatedAt }: Level) => ({
  inventory_item_id: itemId,
  location_id: locationId,
  available,
  updated_at: updatedAt,
  admin_graphql_api_id: levelId(itemId, locationId),
});

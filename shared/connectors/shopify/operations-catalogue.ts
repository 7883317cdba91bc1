/** GraphQL documents for articles, stock, prices and products. Checked in tests as those of `operations.ts` are. */

const levels = 'inventoryLevels(first: 10) { nodes { location { id } quantities(names: ["available"]) { quantity } } }';

const variant = `id sku barcode title price compareAtPrice
  product { id title }
  inventoryItem { id tracked ${levels} }`;

/** By id and not by cursor: a run may go on in another process, and Shopify pages no further than 25,000. */
export const articles = `query Articles($query: String!, $first: Int!) {
  productVariants(first: $first, query: $query, sortKey: ID) {
    pageInfo { hasNextPage endCursor }
    nodes { ${variant} }
  }
}`;

export const inventoryNow = `query InventoryNow($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on InventoryItem { id ${levels} }
  }
}`;

export const inventorySetQuantities = `mutation InventorySetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { code field message }
  }
}`;

export const inventoryActivate = `mutation InventoryActivate($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id }
    userErrors { field message }
  }
}`;

export const productVariantsBulkUpdate = `mutation ProductVariantsBulkUpdate($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: true) {
    productVariants { id }
    userErrors { code field message }
  }
}`;

export const productVariantsBulkCreate = `mutation ProductVariantsBulkCreate($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkCreate(productId: $productId, variants: $variants) {
    productVariants { id }
    userErrors { code field message }
  }
}`;

export const productSet = `mutation ProductSet($input: ProductSetInput!) {
  productSet(input: $input, synchronous: true) {
    product { id }
    userErrors { code field message }
  }
}`;

export const productUpdate = `mutation ProductUpdate($product: ProductUpdateInput!) {
  productUpdate(product: $product) {
    product { id }
    userErrors { field message }
  }
}`;

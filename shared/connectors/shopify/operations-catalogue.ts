/** GraphQL documents for articles, stock, prices and products. Checked in tests as those of `operations.ts` are. */

const pageInfo = 'pageInfo { hasNextPage endCursor }';
const level = 'location { id } quantities(names: ["available"]) { quantity }';
/** Most shops have no more places; who has, is read on in pages. */
const levels = `inventoryLevels(first: 10) { ${pageInfo} nodes { ${level} } }`;

const variant = `id sku barcode title price compareAtPrice
  product { id title }
  inventoryItem { id tracked ${levels} }`;

/** By id and not by cursor: a run may go on in another process, and Shopify pages no further than 25,000. */
export const articles = `query Articles($query: String!, $first: Int!) {
  productVariants(first: $first, query: $query, sortKey: ID) {
    ${pageInfo}
    nodes { ${variant} }
  }
}`;

/** The next page of where an item is stocked. */
export const levelsPage = `query LevelsPage($id: ID!, $first: Int!, $after: String) {
  inventoryItem(id: $id) {
    inventoryLevels(first: $first, after: $after) { ${pageInfo} nodes { ${level} } }
  }
}`;

export const product = `query Product($id: ID!) {
  product(id: $id) { tags }
}`;

/** A page of a product's variants. Read from the product itself: a search would not find yet what was made just now. */
export const productVariantsPage = `query ProductVariantsPage($id: ID!, $first: Int!, $after: String) {
  product(id: $id) {
    variants(first: $first, after: $after) { ${pageInfo} nodes { ${variant} } }
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
  productVariantsBulkCreate(productId: $productId, variants: $variants, strategy: PRESERVE_STANDALONE_VARIANT) {
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

/** Every GraphQL document that is sent. Each is checked in tests against the schemas of two API versions. */

const money = 'shopMoney { amount }';
const taxLines = `taxLines { title rate priceSet { ${money} } }`;
const discountAllocations = `discountAllocations {
  allocatedAmountSet { ${money} }
  discountApplication {
    ... on DiscountCodeApplication { code }
    ... on AutomaticDiscountApplication { title }
    ... on ManualDiscountApplication { title }
    ... on ScriptDiscountApplication { title }
  }
}`;
const address = 'firstName lastName company address1 address2 city zip province provinceCode countryCodeV2 phone';
const pageInfo = 'pageInfo { hasNextPage endCursor }';

const lineItem = `id sku title variantTitle quantity currentQuantity isGiftCard requiresShipping vendor
  product { id } variant { id barcode }
  customAttributes { key value }
  lineItemGroup { id title quantity }
  originalUnitPriceSet { ${money} }
  ${discountAllocations}
  ${taxLines}
  duties { id price { ${money} } ${taxLines} }`;

const shippingLine = `id code title isRemoved originalPriceSet { ${money} } discountedPriceSet { ${money} } ${discountAllocations} ${taxLines}`;
const refundLineItem = `quantity restockType subtotalSet { ${money} } totalTaxSet { ${money} } lineItem { id }`;
const metafield = 'namespace key value';
const localizedField = 'key value';

/** Parts of an order that come in pages, and what is read of each. */
export const orderPages = {
  lineItems: lineItem,
  shippingLines: shippingLine,
  metafields: metafield,
  localizedFields: localizedField,
} as const;
export type OrderPages = keyof typeof orderPages;

/** Removed shipping lines are asked for, because their removal changes the total. */
const moreArguments = { lineItems: '', shippingLines: ', includeRemovals: true', metafields: '', localizedFields: '' } as const;

/** Orders by id with the first page of everything. `$lines` is how many lines the first page has. */
export const ordersById = `query OrdersById($ids: [ID!]!, $lines: Int!) {
  nodes(ids: $ids) {
    ... on Order {
      id name createdAt processedAt updatedAt cancelledAt closed test
      sourceName poNumber note tags discountCodes customerLocale email phone
      currencyCode presentmentCurrencyCode taxesIncluded dutiesIncluded displayFinancialStatus
      totalPriceSet { shopMoney { amount } presentmentMoney { amount } }
      currentTotalPriceSet { ${money} }
      subtotalPriceSet { ${money} }
      totalDiscountsSet { ${money} }
      totalTipReceivedSet { ${money} }
      totalRefundedSet { ${money} }
      totalCashRoundingAdjustment { paymentSet { ${money} } }
      ${taxLines}
      additionalFees { id name price { ${money} } ${taxLines} }
      customAttributes { key value }
      customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      purchasingEntity {
        ... on PurchasingCompany {
          company { id name externalId }
          location { id name externalId taxSettings { taxRegistrationId } }
        }
      }
      shippingAddress { ${address} }
      billingAddress { ${address} }
      transactions { id kind status gateway formattedGateway paymentId amountSet { ${money} } }
      refunds {
        id
        refundLineItems(first: 10) { ${pageInfo} nodes { ${refundLineItem} } }
        refundShippingLines(first: 5) { nodes { subtotalAmountSet { ${money} } taxAmountSet { ${money} } } }
      }
      lineItems(first: $lines) { ${pageInfo} nodes { ${lineItem} } }
      shippingLines(first: 3, includeRemovals: true) { ${pageInfo} nodes { ${shippingLine} } }
      metafields(first: 10) { ${pageInfo} nodes { ${metafield} } }
      localizedFields(first: 5) { ${pageInfo} nodes { ${localizedField} } }
    }
  }
}`;

/** The next page of one of `orderPages`. */
export const orderPage = (pages: OrderPages): string => `query OrderPage($id: ID!, $first: Int!, $after: String) {
  order(id: $id) {
    ${pages}(first: $first, after: $after${moreArguments[pages]}) { ${pageInfo} nodes { ${orderPages[pages]} } }
  }
}`;

/** The next page of what one refund took back. */
export const refundPage = `query RefundPage($id: ID!, $first: Int!, $after: String) {
  refund(id: $id) {
    refundLineItems(first: $first, after: $after) { ${pageInfo} nodes { ${refundLineItem} } }
  }
}`;

/** Ids and versions only: what has changed is loaded one by one, behind the queue. */
export const ordersByUpdate = `query OrdersByUpdate($query: String!, $first: Int!, $after: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    ${pageInfo}
    nodes { id updatedAt }
  }
}`;

/** The installation is ours: its scopes are what the shop has approved. */
export const currentAppInstallation = `query CurrentAppInstallation {
  shop { name myshopifyDomain }
  currentAppInstallation { accessScopes { handle } }
}`;

export const webhookSubscriptions = `query WebhookSubscriptions($first: Int!, $after: String) {
  webhookSubscriptions(first: $first, after: $after) {
    ${pageInfo}
    nodes { id topic uri }
  }
}`;

export const webhookSubscriptionCreate = `mutation WebhookSubscriptionCreate($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}`;

export const webhookSubscriptionUpdate = `mutation WebhookSubscriptionUpdate($id: ID!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}`;

export const webhookSubscriptionDelete = `mutation WebhookSubscriptionDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`;

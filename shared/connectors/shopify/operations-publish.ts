/** GraphQL documents for what goes out to a shop about its orders. Checked in tests as those of `operations.ts` are. */

const pageInfo = 'pageInfo { hasNextPage endCursor }';
const fulfillmentLine = 'quantity lineItem { id }';
const fulfillmentOrderLine = 'id remainingQuantity lineItem { id }';
const fulfillmentOrder = (first: string): string => `id status requestStatus
  supportedActions { action }
  fulfillmentHolds { displayReason reasonNotes }
  assignedLocation { name location { id isFulfillmentService } }
  lineItems(first: ${first}) { ${pageInfo} nodes { ${fulfillmentOrderLine} } }`;

/** Everything that decides how an order can be shipped, closed or cancelled. `$lines` is how many lines each first page has. */
export const orderFulfilment = `query OrderFulfilment($id: ID!, $lines: Int!) {
  order(id: $id) {
    id name cancelledAt closed canMarkAsPaid displayFinancialStatus displayFulfillmentStatus
    cancellation { staffNote }
    totalReceivedSet { shopMoney { amount } }
    totalRefundedSet { shopMoney { amount } }
    fulfillments(first: 100) {
      id status createdAt
      trackingInfo(first: 50) { company number url }
      fulfillmentLineItems(first: $lines) { ${pageInfo} nodes { ${fulfillmentLine} } }
    }
    fulfillmentOrders(first: 10) { ${pageInfo} nodes { ${fulfillmentOrder('$lines')} } }
  }
}`;

/** The next page of an order's fulfilment orders. */
export const fulfillmentOrdersPage = `query FulfillmentOrdersPage($id: ID!, $first: Int!, $after: String) {
  order(id: $id) {
    fulfillmentOrders(first: $first, after: $after) { ${pageInfo} nodes { ${fulfillmentOrder('10')} } }
  }
}`;

export const fulfillmentOrderLinesPage = `query FulfillmentOrderLinesPage($id: ID!, $first: Int!, $after: String) {
  fulfillmentOrder(id: $id) {
    lineItems(first: $first, after: $after) { ${pageInfo} nodes { ${fulfillmentOrderLine} } }
  }
}`;

export const fulfillmentLinesPage = `query FulfillmentLinesPage($id: ID!, $first: Int!, $after: String) {
  fulfillment(id: $id) {
    fulfillmentLineItems(first: $first, after: $after) { ${pageInfo} nodes { ${fulfillmentLine} } }
  }
}`;

export const fulfillmentCreate = `mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id }
    userErrors { field message }
  }
}`;

export const fulfillmentCancel = `mutation FulfillmentCancel($id: ID!) {
  fulfillmentCancel(id: $id) {
    fulfillment { id }
    userErrors { field message }
  }
}`;

export const fulfillmentTrackingInfoUpdate = `mutation FulfillmentTrackingInfoUpdate($id: ID!, $tracking: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: true) {
    fulfillment { id }
    userErrors { field message }
  }
}`;

export const orderMarkAsPaid = `mutation OrderMarkAsPaid($input: OrderMarkAsPaidInput!) {
  orderMarkAsPaid(input: $input) {
    order { id }
    userErrors { field message }
  }
}`;

export const orderClose = `mutation OrderClose($input: OrderCloseInput!) {
  orderClose(input: $input) {
    order { id }
    userErrors { field message }
  }
}`;

export const orderCancel = `mutation OrderCancel($id: ID!, $note: String) {
  orderCancel(
    orderId: $id
    reason: OTHER
    restock: true
    refundMethod: { originalPaymentMethodsRefund: false }
    notifyCustomer: false
    staffNote: $note
  ) {
    job { id done }
    userErrors: orderCancelUserErrors { field message }
  }
}`;

export const job = `query Job($id: ID!) {
  job(id: $id) { id done }
}`;

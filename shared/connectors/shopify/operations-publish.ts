/** GraphQL documents for what goes out to a shop about its orders. Checked in tests as those of `operations.ts` are. */

/** Everything that decides how an order can be shipped, closed or cancelled. */
export const orderFulfilment = `query OrderFulfilment($id: ID!) {
  order(id: $id) {
    id name cancelledAt closed fulfillable displayFinancialStatus displayFulfillmentStatus
    totalReceivedSet { shopMoney { amount } }
    totalRefundedSet { shopMoney { amount } }
    fulfillments(first: 50) {
      id status createdAt
      trackingInfo(first: 20) { company number url }
      fulfillmentLineItems(first: 100) { nodes { quantity lineItem { id } } }
    }
    fulfillmentOrders(first: 20) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id status requestStatus
        supportedActions { action }
        fulfillmentHolds { displayReason reasonNotes }
        assignedLocation { name location { id isFulfillmentService } }
        lineItems(first: 50) {
          pageInfo { hasNextPage endCursor }
          nodes { id remainingQuantity lineItem { id } }
        }
      }
    }
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
  orderCancel(orderId: $id, reason: OTHER, restock: true, notifyCustomer: false, staffNote: $note) {
    job { id done }
    userErrors: orderCancelUserErrors { field message }
  }
}`;

export const job = `query Job($id: ID!) {
  job(id: $id) { id done }
}`;

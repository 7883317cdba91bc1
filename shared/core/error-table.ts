/**
 * The one table of what can go wrong: who must act, what a person reads, what the runner does.
 * Titles and advice are templates; `{name}` is filled from the error's `facts`.
 */

/** What the runner does with an error. See `shared/flows/run.ts`. */
export type Disposition = 'retry' | 'exception' | 'skip' | 'refuse';

export type Team = 'nobody' | 'catalogue' | 'sales' | 'finance' | 'admin' | 'it' | 'shop';

interface ErrorEntry {
  disposition: Disposition;
  team: Team;
  /** What happened. */
  title: string;
  /** What it means for the business. */
  meaning: string;
  /** What to do. */
  advice: string;
}

const entry = (disposition: Disposition, team: Team, title: string, meaning: string, advice: string): ErrorEntry => ({
  disposition,
  team,
  title,
  meaning,
  advice,
});

export const errorTable = {
  // At the door
  BAD_SIGNATURE: entry(
    'refuse',
    'it',
    'A delivery for "{store}" carried a wrong signature and was turned away.',
    'Nothing was imported from it.',
    'If the secret was just changed in the shop, store the new one in Key Vault under {secretName}; the shop will deliver again.',
  ),
  UNKNOWN_STORE: entry(
    'refuse',
    'it',
    'No store "{store}" is set up.',
    'Nothing was imported.',
    'Check the address that the shop delivers to, or add the store in Commerce Companion.',
  ),
  BODY_TOO_LARGE: entry(
    'refuse',
    'it',
    'A delivery for "{store}" was larger than {limit}.',
    'It was turned away; the document is read by polling instead.',
    'Raise the limit (setting MAX_BODY_BYTES) if such documents are normal for this shop.',
  ),
  UNREADABLE_DELIVERY: entry(
    'exception',
    'it',
    'A delivery from "{store}" could not be read: {problem}.',
    'The delivery is kept. If it was about an order, polling brings that order in.',
    'Open the kept delivery. If a plug-in of the shop changes webhook bodies, switch it off for this address.',
  ),

  // Passing trouble
  DOCUMENT_BUSY: entry(
    'retry',
    'nobody',
    'Document {document} is being worked on at this moment.',
    'The request waits until that has ended.',
    'Nothing to do.',
  ),
  REMOTE_BUSY: entry(
    'retry',
    'nobody',
    '{remote} is busy and asked for a pause.',
    'The document waits; nothing is lost.',
    'Nothing to do: it is tried again by itself.',
  ),
  REMOTE_DOWN: entry(
    'retry',
    'it',
    '{remote} could not be reached: {problem}.',
    'The document waits; nothing is lost.',
    'Nothing to do at first: it is tried again by itself. If it lasts, check {remote}.',
  ),
  REMOTE_ANSWER_LOST: entry(
    'retry',
    'nobody',
    '{remote} did not answer in time.',
    'It is not known whether the write happened; this is looked up before it is written again.',
    'Nothing to do: it is tried again by itself.',
  ),
  REMOTE_RUBBISH: entry(
    'retry',
    'it',
    '{remote} gave an answer that cannot be read.',
    'The document waits; nothing is lost.',
    'Nothing to do at first. If it lasts, look for a maintenance page or a security plug-in in front of {remote}.',
  ),
  BEING_PROCESSED: entry(
    'retry',
    'nobody',
    'The same document is being worked on elsewhere.',
    'This run waits for the other one.',
    'Nothing to do.',
  ),
  WAITS_FOR_RATES: entry(
    'retry',
    'nobody',
    'The call budget of {remote} is used up for the moment.',
    'The document waits; nothing is lost.',
    'Nothing to do: it is tried again by itself.',
  ),

  // Set-up
  REMOTE_REFUSED_LOGIN: entry(
    'exception',
    'it',
    '{remote} refused our login: {problem}.',
    'Nothing of this store can be imported until it is mended.',
    'Check the credentials of the store in Key Vault and the rights of the app in {remote}, then resubmit.',
  ),
  SECRET_MISSING: entry(
    'exception',
    'it',
    'The secret "{secretName}" is not in Key Vault.',
    'The store cannot be reached without it.',
    'Add the secret to Key Vault (it is read again within five minutes), then resubmit.',
  ),
  CONFIGURATION_WRONG: entry(
    'exception',
    'admin',
    'The settings of "{store}" do not fit: {problem}.',
    'The order waits.',
    'Correct the store row; every order that waits for it then goes through.',
  ),
  MAPPING_FAILED: entry(
    'exception',
    'admin',
    'The mapping of {document} has a problem: {problem}.',
    'The order waits; the customer may have paid.',
    'Change the named rule or add the missing value, then resubmit.',
  ),
  VALUE_NOT_MAPPED: entry(
    'exception',
    'admin',
    '"{value}" has no entry in the value map "{map}".',
    'The order waits; the customer may have paid.',
    'Add the entry to the value map: every order that waits for it then goes through.',
  ),

  // The order
  UNKNOWN_ITEM: entry(
    'exception',
    'catalogue',
    'SKU "{sku}" is not known in {company}.',
    'The order waits; the customer may have paid.',
    'Choose the item in a product link or add the SKU to the released product: every order that waits for it then goes through.',
  ),
  ITEM_AMBIGUOUS: entry(
    'exception',
    'catalogue',
    'SKU "{sku}" fits several items in {company}: {candidates}.',
    'The order waits; the customer may have paid.',
    'Choose the right one in a product link: every order that waits for it then goes through.',
  ),
  ITEM_BLOCKED: entry(
    'exception',
    'catalogue',
    'Item {item} may not be sold in {company}: {problem}.',
    'The order waits; the customer may have paid.',
    'Release the item for sale or link the SKU to another one, then resubmit.',
  ),
  SEVERAL_CUSTOMERS: entry(
    'exception',
    'sales',
    '{count} customer accounts fit this buyer: {candidates}.',
    'The order waits until one is chosen.',
    'Choose the account that this order belongs to; it is remembered for this buyer.',
  ),
  CUSTOMER_NOT_FOUND: entry(
    'exception',
    'sales',
    'No customer account fits this buyer, and this store does not create accounts.',
    'The order waits.',
    "Create the customer in {company} with the buyer's e-mail, or let the store create customers, then resubmit.",
  ),
  CUSTOMER_BLOCKED: entry(
    'exception',
    'finance',
    'Customer {account} is on hold in {company}.',
    'The order waits.',
    'Release the customer in Dynamics or agree with finance, then resubmit.',
  ),
  TOTALS_DIFFER: entry(
    'exception',
    'finance',
    'The shop charged {channelTotal}, the parts of the order add up to {computedTotal}.',
    'The order waits: {difference} is not explained, more than the {tolerance} that this store accepts.',
    'Look for a discount, fee or tax that the shop does not report. Correct the order in the shop and resubmit, or ask finance to accept the difference.',
  ),
  ERP_TOTAL_DIFFERS: entry(
    'exception',
    'finance',
    'The shop charged {channelTotal}, Dynamics books {erpTotal} on {document}.',
    'The sales order exists; {difference} has to be explained before it is invoiced.',
    'Compare the tax of both sides. Correct the sales order, or ask finance to accept the difference.',
  ),
  CURRENCY_NOT_SUPPORTED: entry(
    'exception',
    'finance',
    'The order is in {currency}, which {company} does not know.',
    'The order waits.',
    'Set the currency up in Dynamics, then resubmit.',
  ),
  ORDER_CHANGED_AFTER_IMPORT: entry(
    'exception',
    'sales',
    'Order {number} was changed in the shop after it became {document}.',
    'Dynamics still has the order as it was: {differences}.',
    'Make the change in Dynamics, or agree with the shop that it does not count, then dismiss this.',
  ),
  CANCELLED_AFTER_IMPORT: entry(
    'exception',
    'sales',
    'Order {number} was cancelled in the shop after it became {document}.',
    'Dynamics would still ship it.',
    'Cancel the sales order in Dynamics if it has not been shipped, then dismiss this.',
  ),
  ORDER_NOT_UNDERSTOOD: entry(
    'exception',
    'it',
    'Order {number} has something that we do not understand: {problem}.',
    'The order waits.',
    'Compare the order in the shop with what its plug-ins add to it. Tell support if the order is normal.',
  ),
  ORDER_HELD_BY_RULE: entry(
    'exception',
    'sales',
    'Order {number} is held by the rule "{rule}".',
    'The order waits for a look by a person.',
    'Check the order; resubmit it with a release, or cancel it in the shop.',
  ),
  ORDER_HELD_BY_PERSON: entry(
    'exception',
    'sales',
    'Order {number} is held by a person: {reason}',
    'It waits and is not written to Dynamics.',
    'Release it when the reason is gone, or cancel it in the shop.',
  ),
  ERP_REFUSED: entry(
    'exception',
    'sales',
    'Dynamics refused the order: {problem}',
    'The order waits; the customer may have paid.',
    "Correct what Dynamics names (in the order's set-up or in Dynamics), then resubmit.",
  ),
  ERP_DOCUMENT_CONFLICT: entry(
    'exception',
    'sales',
    'Sales order {document} exists already and is not this order.',
    'The order waits, so that nothing is written twice.',
    'Look at {document} in Dynamics. Give the store another number prefix, then resubmit.',
  ),
  GAVE_UP: entry(
    'exception',
    'it',
    '{problem} It was tried {attempts} times.',
    'The order waits; the customer may have paid.',
    'Mend the cause, then resubmit.',
  ),
  DEAD_LETTER: entry(
    'exception',
    'it',
    'A message could not be worked on: {problem}.',
    'The document it was about may not have arrived in Dynamics.',
    'Resubmit it. If it comes back, tell support the operation id.',
  ),

  // What goes out
  CHANNEL_REFUSED: entry(
    'exception',
    'shop',
    'The shop refused {what}: {problem}',
    'The shop still shows the old state; Dynamics is not touched.',
    'Correct what the shop names there, then resubmit.',
  ),
  BATCH_REFUSED: entry(
    'exception',
    'shop',
    'The shop refused {what}: {problem}',
    'The shop still shows the old state; Dynamics is not touched.',
    'Correct what the shop names there, then resubmit.',
  ),
  ORDER_CANCELLED_AT_CHANNEL: entry(
    'exception',
    'sales',
    'Packing slip {slip} left for order {number}, which is cancelled in the shop.',
    'The goods are on their way; the shop shows no tracking number and the buyer may have the money back.',
    'Stop the parcel or agree with the buyer, then post the correction in Dynamics, or dismiss this.',
  ),
  SHIPMENT_EXCEEDS_ORDER: entry(
    'exception',
    'shop',
    'Packing slip {slip} has more than the shop has left to ship on order {number}: {problem}',
    'The shop does not show this tracking number.',
    'Look whether somebody has marked the order as shipped in the shop by hand; add the tracking number there, then dismiss this.',
  ),
  FULFILMENT_ON_HOLD: entry(
    'exception',
    'shop',
    'Order {number} is on hold in the shop: {problem}',
    'The goods have left (packing slip {slip}), but the shop does not take the tracking number.',
    'Release the hold in the shop, then resubmit.',
  ),
  SHIPMENT_NOT_UNDERSTOOD: entry(
    'exception',
    'sales',
    'Packing slip {slip} of {document} cannot be told to the shop: {problem}',
    'The shop does not show this shipment.',
    "Compare the lines of the packing slip with the shop's order; add the tracking number in the shop by hand, then dismiss this.",
  ),
  CANNOT_CANCEL_AT_CHANNEL: entry(
    'exception',
    'shop',
    'Sales order {document} was cancelled in Dynamics, but the shop cannot cancel order {number}: {problem}',
    'The buyer still expects the goods.',
    'Tell the buyer and refund in the shop what will not be shipped, then dismiss this.',
  ),
  REFUND_DUE: entry(
    'exception',
    'finance',
    'Order {number} was cancelled in Dynamics and in the shop; the buyer has paid {amount}.',
    'Nobody has given the money back yet.',
    'Refund the order in the shop, then dismiss this.',
  ),
  EVENT_UNREADABLE: entry(
    'exception',
    'it',
    'Dynamics sent an event that could not be read: {problem}.',
    'It is kept. What it was about is found by polling, where polling covers it.',
    'Look at the event and at the business event end point in Dynamics. Tell support if it is a standard event.',
  ),
  ORDER_NOT_OURS: entry('skip', 'nobody', 'Sales order {document} did not come from a shop.', 'There is nobody to tell.', 'Nothing to do.'),
  NOT_IN_SHOP: entry(
    'skip',
    'nobody',
    'The shop has no article for item {item}.',
    'It is sold in Dynamics only.',
    'To sell it there, add it to the shop with its number as SKU, or let this store create products.',
  ),
  NOT_FOR_SHOP: entry('skip', 'nobody', 'Item {item} is not for this shop: {problem}.', 'Nothing was told to the shop.', 'Nothing to do.'),
  NOT_TAKEN_BY_CHANNEL: entry('skip', 'nobody', 'This channel does not take {what}.', 'Nothing was told to the shop.', 'Nothing to do.'),
  PRICE_CHANGE_HELD: entry(
    'exception',
    'sales',
    'The price of "{sku}" would go from {before} to {after} in the shop.',
    'That is more than the {limit} that this store lets through; the shop keeps the old price.',
    'Approve the price, or correct it in Dynamics.',
  ),
  PRODUCT_NOT_LINKED: entry(
    'exception',
    'catalogue',
    'Article "{sku}" of the shop is not known in {company}.',
    'Its stock and price are not kept in step.',
    'Choose its item in a product link, or give the released product this SKU or barcode.',
  ),

  // Rightly not imported
  TEST_ORDER: entry('skip', 'nobody', 'A test order is not imported.', 'Nothing is booked.', 'Nothing to do.'),
  DRAFT_ORDER: entry(
    'skip',
    'nobody',
    'A draft is not an order yet.',
    'Nothing is booked until the shop makes it an order.',
    'Nothing to do.',
  ),
  CANCELLED_BEFORE_IMPORT: entry(
    'skip',
    'nobody',
    'The order was cancelled before it reached Dynamics.',
    'Nothing is booked.',
    'Nothing to do.',
  ),
  GONE_FROM_CHANNEL: entry(
    'skip',
    'nobody',
    'The shop no longer has this order.',
    'Nothing is booked.',
    'Nothing to do, unless somebody deleted the order by mistake in the shop.',
  ),
  STORE_SWITCHED_OFF: entry(
    'skip',
    'nobody',
    'The store is switched off.',
    'Its orders are not imported.',
    'Switch the store on to import them; polling then brings them in.',
  ),
  SUPERSEDED: entry('skip', 'nobody', 'A newer state of this document was already worked on.', 'Nothing is missing.', 'Nothing to do.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

import { type Wording, wording } from '../../core/wording.ts';

/** What finance is asked to accept. */
export const questions = {
  TOTALS_DIFFER: wording(
    'Import the order and book the difference as a line of its own?',
    'Soll die Bestellung importiert und die Differenz als eigene Position gebucht werden?',
  ),
  ERP_TOTAL_DIFFERS: wording(
    'Leave the sales order as it is, although it differs from what the shop charged?',
    'Soll der Auftrag so bleiben, obwohl er von dem abweicht, was der Shop berechnet hat?',
  ),
  PRICE_CHANGE_HELD: wording('Show the new price in the shop?', 'Soll der neue Preis im Shop gezeigt werden?'),
} as const;

/** What stands with the problem when finance has turned it down. */
export const rejectedBecause = (comment: string): Wording =>
  wording(`Finance rejected it: ${comment}`, `Die Finanzabteilung hat abgelehnt: ${comment}`);

/** The words of the evidence for it. */
export const evidenceWords = {
  shopShows: wording('The shop shows', 'Der Shop zeigt'),
  dynamicsWants: wording('Dynamics wants', 'Dynamics will'),
  price: wording('Price', 'Preis'),
  item: wording('Item', 'Artikel'),
  shopCharged: wording('The shop charged', 'Der Shop hat berechnet'),
  partsAddUpTo: wording('Its parts add up to', 'Die Teile ergeben'),
  dynamicsBooks: wording('Dynamics books', 'Dynamics bucht'),
  total: wording('Total', 'Summe'),
  tax: wording('Tax', 'Steuer'),
  discounts: wording('Discounts taken off', 'Abgezogene Rabatte'),
  goods: { net: wording('Goods, net', 'Ware, netto'), gross: wording('Goods, tax included', 'Ware, mit Steuer') },
  charges: {
    net: wording('Shipping and fees, net', 'Versand und Gebühren, netto'),
    gross: wording('Shipping and fees, tax included', 'Versand und Gebühren, mit Steuer'),
  },
  taxLine: wording('Tax as a line', 'Steuer als Position'),
  difference: ({ en, de }: Wording): Wording => wording(`Difference: ${en}`, `Differenz: ${de}`),
  totalsOnly: wording(
    'The shop did not answer: only the totals are shown.',
    'Der Shop hat nicht geantwortet: Nur die Summen sind zu sehen.',
  ),
} as const;

/** Why a customer account may be the buyer's. */
export const customerMatches = {
  account: wording('It is the account that was asked for.', 'Nach diesem Konto wurde gefragt.'),
  email: wording('It has the e-mail address of the buyer.', 'Das Konto hat die E-Mail-Adresse des Käufers.'),
  phone: wording('It has the phone number of the buyer.', 'Das Konto hat die Telefonnummer des Käufers.'),
} as const;

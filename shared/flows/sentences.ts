import type { Envelope } from '../canonical/envelope.ts';
import type { SyncState } from '../canonical/status.ts';
import type { Store } from '../canonical/store.ts';
import { type Money, show } from '../core/money.ts';
import { inOneText, type Wording, wording } from '../core/wording.ts';

/** A line of the timeline, as people read it. */
export interface Told {
  title: Wording;
  text?: Wording;
}

export const told = (title: Wording, text?: Wording): Told => ({ title, text });
const many = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

/** `104.90 USD`, and as Germans write it. */
export const amountInWords = (money: Money): Wording => wording(show(money), show(money).replace('.', ','));

const arrivals: Record<Envelope['via'], Wording> = {
  webhook: wording('The shop told us.', 'Der Shop hat es gemeldet.'),
  poll: wording('Found by looking.', 'Beim Nachsehen gefunden.'),
  event: wording('Dynamics told us.', 'Dynamics hat es gemeldet.'),
  timer: wording('It was time.', 'Es war an der Zeit.'),
  resubmit: wording('A person asked for it.', 'Auf Wunsch einer Person.'),
  'dead-letter': wording('From the dead letters.', 'Aus den unzustellbaren Nachrichten.'),
};

const states: Record<SyncState, Wording> = {
  Received: wording('Received', 'Eingegangen'),
  Working: wording('Working', 'In Arbeit'),
  Synced: wording('Synced', 'Synchronisiert'),
  Waiting: wording('Waiting', 'Wartet'),
  Held: wording('Held', 'Angehalten'),
  Skipped: wording('Skipped', 'Ausgelassen'),
  Cancelled: wording('Cancelled', 'Storniert'),
};

const matches: Record<string, string> = { account: 'Konto', email: 'E-Mail', phone: 'Telefon' };

/** Lines of the timeline: one for each thing that a step can tell of. */
export const say = {
  arrived: (via: Envelope['via']): Told => told(wording('Arrived', 'Eingegangen'), arrivals[via]),
  ended: (state: SyncState, reason: Wording): Told => told(states[state], reason),
  note: (note: Wording): Told => told(note),
  customerFound: ({ account, matchedBy }: { account: string; matchedBy: string }): Told =>
    told(
      wording(`Customer ${account}`, `Debitor ${account}`),
      wording(`Found by ${matchedBy}.`, `Gefunden über ${matches[matchedBy] ?? matchedBy}.`),
    ),
  customerNew: (account: string | undefined, group: string): Told =>
    told(
      account ? wording(`New customer ${account}`, `Neuer Debitor ${account}`) : wording('New customer', 'Neuer Debitor'),
      wording(`Group ${group}.`, `Gruppe ${group}.`),
    ),
  mapped: ({ version, lines }: { version: number; lines: number }): Told =>
    told(
      wording('Mapped', 'Zugeordnet'),
      wording(`Rules v${version}, ${many(lines, 'line', 'lines')}.`, `Regeln v${version}, ${many(lines, 'Zeile', 'Zeilen')}.`),
    ),
  salesOrder: ({ number, company, customer, lines, found }: SalesOrderFacts): Told => {
    const where = company.toUpperCase();
    return told(
      wording(`Sales order ${number}`, `Auftrag ${number}`),
      wording(
        `${found ? 'Found' : 'Written'} in ${where} for customer ${customer}, ${many(lines, 'line', 'lines')}.`,
        `In ${where} für Debitor ${customer} ${found ? 'gefunden' : 'geschrieben'}, ${many(lines, 'Zeile', 'Zeilen')}.`,
      ),
    );
  },
  shipped: (sent: ShipmentFacts, notes: readonly Wording[]): Told =>
    told(
      sent.withdrawn ? wording('Shipment withdrawn', 'Lieferung zurückgenommen') : wording('Shipped', 'Geliefert'),
      inOneText([reasons.shipped(sent), ...notes]),
    ),
  cancelled: (text: Wording): Told => told(wording('Cancelled in Dynamics', 'In Dynamics storniert'), text),
  invoiced: (number: string, total: Money, text: Wording): Told =>
    told(wording(`Invoice ${number}`, `Rechnung ${number}`), inOneText([withStop(amountInWords(total)), text])),
  productsUpdated: (count: number): Told =>
    told(
      wording('Told to the shop', 'Dem Shop gemeldet'),
      wording(`${many(count, 'product', 'products')} updated.`, `${many(count, 'Produkt', 'Produkte')} aktualisiert.`),
    ),
  productCreated: (articles: number): Told =>
    told(
      wording('Created in the shop', 'Im Shop angelegt'),
      wording(`A draft with ${many(articles, 'article', 'articles')}.`, `Ein Entwurf mit ${many(articles, 'Artikel', 'Artikeln')}.`),
    ),
} as const;

interface SalesOrderFacts {
  number: string;
  company: string;
  customer: string;
  lines: number;
  /** It was there already, after an answer that was lost. */
  found: boolean;
}

interface ShipmentFacts {
  slip: string;
  withdrawn: boolean;
  /** `UPS 1Z999…` */
  numbers: readonly string[];
}

export const withStop = ({ en, de }: Wording): Wording => wording(`${en}.`, `${de}.`);

/** Why a document is in its state, where nothing is wrong. */
export const reasons = {
  isDocument: (link: { number: string; company: string } | undefined): Wording =>
    link
      ? wording(`It is ${link.number} in ${link.company.toUpperCase()}.`, `In ${link.company.toUpperCase()} ist es ${link.number}.`)
      : wording('It is done.', 'Es ist erledigt.'),
  storePaused: (paused: Store['paused']): Wording =>
    wording(
      `Work on this store is stopped since ${paused?.since}: ${paused?.reason || 'no reason was given.'} It goes on by itself when the store is resumed.`,
      `Die Arbeit an diesem Shop ruht seit ${paused?.since}: ${paused?.reason || 'Ein Grund wurde nicht genannt.'} Sie geht von selbst weiter, wenn der Shop fortgesetzt wird.`,
    ),
  waitsForPayment: {
    placed: wording(
      'It waits for a payment: the last one failed or was taken back.',
      'Die Bestellung wartet auf eine Zahlung: Die letzte ist gescheitert oder wurde zurückgenommen.',
    ),
    authorised: wording('It waits until the payment is authorised.', 'Die Bestellung wartet, bis die Zahlung autorisiert ist.'),
    paid: wording('It waits until it is paid.', 'Die Bestellung wartet, bis sie bezahlt ist.'),
  },
  followedCancellation: (number: string): Wording =>
    wording(`${number} was cancelled in Dynamics; the shop has followed.`, `${number} wurde in Dynamics storniert; der Shop ist gefolgt.`),
  notCancelledAnyMore: (number: string): Wording => wording(`${number} is not cancelled any more.`, `${number} ist nicht mehr storniert.`),
  slipUnreadable: (slip: string): Wording =>
    wording(`Packing slip ${slip} cannot be read in Dynamics yet.`, `Der Lieferschein ${slip} ist in Dynamics noch nicht lesbar.`),
  slipOfOthers: (slip: string): Wording =>
    wording(
      `Nothing of the shop's order is on packing slip ${slip}.`,
      `Auf dem Lieferschein ${slip} ist nichts aus der Bestellung des Shops.`,
    ),
  slipWithoutTracking: (slip: string): Wording =>
    wording(`Packing slip ${slip} has no tracking number yet.`, `Der Lieferschein ${slip} hat noch keine Sendungsnummer.`),
  notInOrder: (quantity: string, item: string): Wording =>
    wording(
      `${quantity} × ${item} is not in the shop's order and was left out.`,
      `${quantity} × ${item} ist nicht in der Bestellung des Shops und wurde ausgelassen.`,
    ),
  shipped: ({ slip, withdrawn, numbers }: ShipmentFacts): Wording => {
    if (withdrawn)
      return wording(
        `Packing slip ${slip} was taken back; the shop shows it no more.`,
        `Der Lieferschein ${slip} wurde zurückgenommen; der Shop zeigt ihn nicht mehr.`,
      );
    return numbers.length > 0
      ? wording(`${numbers.join(', ')}: the shop was told.`, `${numbers.join(', ')}: Dem Shop gemeldet.`)
      : wording(
          `Packing slip ${slip}: the shop was told, without a tracking number.`,
          `Lieferschein ${slip}: Dem Shop gemeldet, ohne Sendungsnummer.`,
        );
  },
  invoiceUnreadable: wording('The invoice cannot be read in Dynamics yet.', 'Die Rechnung ist in Dynamics noch nicht lesbar.'),
  invoiced: (number: string, text: Wording): Wording => wording(`Invoice ${number}: ${text.en}`, `Rechnung ${number}: ${text.de}`),
  shopHasIt: wording('The shop has it as it is.', 'Der Shop hat es schon so.'),
  shopShowsIt: wording('The shop shows it as Dynamics has it.', 'Der Shop zeigt es so, wie Dynamics es hat.'),
  isDraft: wording('It is in the shop as a draft: publish it there.', 'Es liegt als Entwurf im Shop: dort veröffentlichen.'),
} as const;

const bySettings = ({ en, de }: Wording): Wording => wording(`${en} (by its settings)`, `${de} (laut Einstellungen)`);

const outbound = {
  shipments: wording('shipments', 'Lieferungen'),
  cancellations: wording('cancellations', 'Stornierungen'),
  invoices: wording('invoices', 'Rechnungen'),
  products: wording('products', 'Produkte'),
} as const;

/** What a channel does not take: by itself, or because the store's settings say so. */
export const notTaken = (what: keyof typeof outbound): Wording => outbound[what];
export const switchedOff = (what: keyof typeof outbound): Wording => bySettings(outbound[what]);

/** Problems that end in the sentences of an error. */
export const problems = {
  noRow: wording('its row is missing or was never right', 'seine Zeile fehlt oder war nie richtig'),
  notAnnounced: wording('it is not what was announced', 'sie ist nicht, was angekündigt war'),
  noSlip: wording('Dynamics has no such packing slip.', 'Dynamics hat diesen Lieferschein nicht.'),
  noAccount: wording('its customer policy needs an account', 'seine Debitorenregel braucht ein Konto'),
  noChargeItem: (kind: string): Wording =>
    wording(`no item carries charges of the kind "${kind}"`, `kein Artikel trägt Zuschläge der Art „${kind}“`),
  notReleased: (company: string): Wording =>
    wording(`it is not released in ${company.toUpperCase()}`, `er ist in ${company.toUpperCase()} nicht freigegeben`),
  isService: wording('it is a service', 'er ist eine Dienstleistung'),
  otherGroup: (group: string): Wording =>
    wording(`its product group "${group}" is none of this store's`, `seine Produktgruppe „${group}“ gehört nicht zu denen dieses Shops`),
  noVariants: wording('it has no released variants', 'er hat keine freigegebenen Varianten'),
  noArticle: wording('It has no such article any more.', 'Er hat diesen Artikel nicht mehr.'),
} as const;

/** What a person has changed in an order after it was imported. */
export const changes = {
  lineAdded: (name: string, quantity: string, { en, de }: Wording): Wording =>
    wording(`${name}: added, ${quantity} for ${en}`, `${name}: hinzugefügt, ${quantity} für ${de}`),
  chargeAdded: (name: string, { en, de }: Wording): Wording => wording(`${name}: added, ${en}`, `${name}: hinzugefügt, ${de}`),
  removed: (name: string): Wording => wording(`${name}: removed`, `${name}: entfernt`),
  quantity: (name: string, before: string, now: string): Wording =>
    wording(`${name}: quantity ${before} → ${now}`, `${name}: Menge ${before} → ${now}`),
  lineAmount: (name: string, before: Wording, now: Wording): Wording =>
    wording(`${name}: amount ${before.en} → ${now.en}`, `${name}: Betrag ${before.de} → ${now.de}`),
  chargeAmount: (name: string, before: Wording, now: Wording): Wording =>
    wording(`${name}: ${before.en} → ${now.en}`, `${name}: ${before.de} → ${now.de}`),
  total: (before: Wording, now: Wording): Wording => wording(`total ${before.en} → ${now.en}`, `Summe ${before.de} → ${now.de}`),
  address: wording('the delivery address', 'die Lieferadresse'),
} as const;

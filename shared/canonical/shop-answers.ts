import { type Wording, wording } from '../core/wording.ts';

/** What shops answer to what they are told, in words for the timeline. */
export const answers = {
  noOrder: wording('The shop does not have the order any more.', 'Der Shop hat die Bestellung nicht mehr.'),
  leftCancelled: wording(
    'The order is cancelled in the shop; it was left as it is.',
    'Die Bestellung ist im Shop storniert; sie blieb, wie sie ist.',
  ),
  leftInState: (state: string): Wording =>
    wording(
      `The order is ${state} in the shop; its status was left.`,
      `Die Bestellung hat im Shop den Status „${state}“; er wurde nicht geändert.`,
    ),
  toldPaid: wording('The shop was told that the order is paid.', 'Dem Shop wurde gemeldet, dass die Bestellung bezahlt ist.'),
  closed: wording('The order was closed in the shop.', 'Die Bestellung wurde im Shop geschlossen.'),
  closedAlready: wording('The order is closed in the shop already.', 'Die Bestellung ist im Shop schon geschlossen.'),
  completed: wording('The order was completed in the shop.', 'Die Bestellung wurde im Shop abgeschlossen.'),
  completedAlready: wording('The shop shows the order as completed already.', 'Der Shop zeigt die Bestellung schon als abgeschlossen.'),
  moreToCome: wording(
    'There is more to come; the order stays open in the shop.',
    'Es kommt noch etwas; die Bestellung bleibt im Shop offen.',
  ),
  moreToShip: (status: string): Wording =>
    wording(
      `The shop still has something to ship ("${status}"); the order stays open there.`,
      `Der Shop hat noch etwas zu liefern („${status}“); die Bestellung bleibt dort offen.`,
    ),
  waitsForPayment: (status: string): Wording =>
    wording(
      `The shop still waits for payment ("${status}"); the order was left as it is.`,
      `Der Shop wartet noch auf die Zahlung („${status}“); die Bestellung blieb, wie sie ist.`,
    ),
  notCompletedUnpaid: (status: string): Wording =>
    wording(
      `The shop still waits for payment ("${status}"), so the order was not completed there.`,
      `Der Shop wartet noch auf die Zahlung („${status}“), deshalb wurde die Bestellung dort nicht abgeschlossen.`,
    ),
  cancelled: wording('The order was cancelled in the shop.', 'Die Bestellung wurde im Shop storniert.'),
  cancelling: wording('The shop is cancelling the order.', 'Der Shop storniert die Bestellung gerade.'),
  cancelledAlready: wording('The order is cancelled in the shop already.', 'Die Bestellung ist im Shop schon storniert.'),
  partShipped: wording('A part of it is marked as shipped there.', 'Ein Teil davon ist dort als geliefert markiert.'),
  partLeft: wording('A part of it has left already.', 'Ein Teil davon ist schon hinausgegangen.'),
  hasStatus: (status: string): Wording => wording(`Its status there is "${status}".`, `Ihr Status dort ist „${status}“.`),
  noSuchOrder: wording('The shop has no such order any more.', 'Der Shop hat diese Bestellung nicht mehr.'),
  lessToShip: (quantity: string, name: string, left: string): Wording =>
    wording(
      `${quantity} × ${name} left, the order has ${left} of it to ship.`,
      `${quantity} × ${name} gingen hinaus, die Bestellung hat davon noch ${left} zu liefern.`,
    ),
  packingSlip: (slip: string): Wording => wording(`packing slip ${slip}`, `den Lieferschein ${slip}`),
} as const;

/** Why units of a line cannot be told as shipped. */
export const lineProblems = {
  noneLeft: wording('the shop has none of these left to ship.', 'Der Shop hat davon nichts mehr zu liefern.'),
  service: (name: string): Wording =>
    wording(
      `"${name}" ships these for the shop, and tells of it itself; they were left alone.`,
      `„${name}“ liefert sie für den Shop und meldet das selbst; sie blieben unberührt.`,
    ),
  onHold: ({ en, de }: Wording): Wording => wording(`on hold (${en}).`, `angehalten (${de}).`),
  notNow: (status: string): Wording =>
    wording(
      `the shop does not let us ship these now (their fulfilment order is "${status}").`,
      `Der Shop lässt uns sie zurzeit nicht liefern (ihr Lieferauftrag hat den Status „${status}“).`,
    ),
  noReason: wording('no reason is given', 'ohne Angabe eines Grundes'),
} as const;

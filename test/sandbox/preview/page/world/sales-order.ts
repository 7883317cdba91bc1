import type { ActView, OrderView, SalesLineView, SalesOrderView } from '../../model.ts';
import { element, keepList, type Live, mark, say } from '../dom.ts';
import { trackingNumberOf, usualCarrier } from './carriers.ts';
import { type Shipment, shipForm } from './ship-form.ts';
import { timeOf } from './words.ts';

/** Has Dynamics do something, and says whether it did. */
export type Perform = (body: Record<string, unknown>, said: string) => Promise<boolean>;

type Slip = SalesOrderView['slips'][number] & { act?: ActView };

let halves = 0;

/** The sales order as Dynamics has it, and what a person there can do with it. */
export function salesOrderHalf(perform: Perform): Live<{ order: OrderView; salesOrder?: SalesOrderView }> {
  halves += 1;
  const id = `sales-order-${halves}`;
  let now: SalesOrderView | undefined;
  const title = element('h3');
  const facts = element('p');
  const lines = element('tbody');
  const slips = element('ul', { class: 'parcels' });
  const invoices = element('p');
  const reasons = element('p', { class: 'quiet', id: `${id}-reasons` });

  const about = () => ({ salesOrderNumber: now?.number, company: now?.company });
  const ship = (shipment: Partial<Shipment>) => {
    const told = [shipment.carrier, shipment.trackingNumber].filter(Boolean).join(' ');
    const body = { act: 'ship', ...about(), ...shipment, trackingNumber: shipment.trackingNumber || undefined };
    return perform(body, `The packing slip is posted: ${told || 'no tracking number'}. The shop is told next.`);
  };
  const form = shipForm(ship, () => {
    mark(part.button, 'aria-expanded', 'false');
    part.button.focus({ preventScroll: true });
  });
  const whole = actButton('Ship everything', () => {
    const carrier = usualCarrier(now?.company ?? '');
    return ship({ carrier, trackingNumber: trackingNumberOf(carrier) });
  });
  const part = actButton('Ship a part …', async () => {
    const opens = form.root.hidden;
    mark(part.button, 'aria-expanded', String(opens));
    if (opens) form.open();
    else form.root.hidden = true;
  });
  mark(part.button, 'aria-expanded', 'false');
  const invoice = actButton('Post the invoice', () =>
    perform({ act: 'invoice', ...about() }, 'The invoice is posted. The shop is told next.'),
  );
  const cancel = actButton('Cancel the sales order', () =>
    perform({ act: 'cancel', ...about() }, 'The sales order is cancelled. The shop is told next.'),
  );
  const buttons = [whole, part, invoice, cancel];
  for (const { button } of buttons) mark(button, 'aria-describedby', reasons.id);
  const takeBack = (packingSlipId: string) =>
    perform({ act: 'cancel-packing-slip', company: now?.company, packingSlipId }, `Packing slip ${packingSlipId} is taken back.`);
  const showLines = keepList<SalesLineView>(lines, ({ lot }) => lot, lineRow);
  const showSlips = keepList<Slip>(
    slips,
    (slip) => slip.id,
    () => slipLine(takeBack),
  );
  const root = element(
    'div',
    { class: 'half' },
    title,
    facts,
    element('table', {}, linesHead(), lines),
    slips,
    invoices,
    element('div', { class: 'buttons' }, ...buttons.map(({ button }) => button)),
    reasons,
    form.root,
  );
  return {
    root,
    update({ salesOrder }) {
      root.hidden = !salesOrder;
      now = salesOrder;
      if (!salesOrder) return;
      const { number, company, state, customer, total, acts } = salesOrder;
      say(title, `In Dynamics: ${number} in ${company.toUpperCase()}`);
      say(facts, `${state} · ${total} · customer ${customer}`);
      showLines(salesOrder.lines);
      showSlips(salesOrder.slips.map((slip) => ({ ...slip, act: acts.find((one) => one.slip === slip.id) })));
      say(invoices, salesOrder.invoices.map((one) => `Invoice ${one.number}: ${one.total}`).join(', '));
      const whyNot = (act: string) => acts.find((one) => one.act === act)?.whyNot;
      whole.allow(whyNot('ship'));
      part.allow(whyNot('ship'));
      invoice.allow(whyNot('invoice'));
      cancel.allow(whyNot('cancel'));
      say(reasons, reasonsOf(acts));
      form.update(salesOrder);
    },
  };
}

interface ActButton {
  button: HTMLButtonElement;
  allow(whyNot: string | undefined): void;
}

/** A button that cannot be pressed twice at once, nor when there is a reason against it. */
function actButton(title: string, run: () => Promise<unknown>): ActButton {
  let against: string | undefined;
  let busy = false;
  const button = element(
    'button',
    {
      type: 'button',
      click: async () => {
        if (busy || against) return;
        busy = true;
        mark(button, 'aria-disabled', 'true');
        await run();
        busy = false;
        mark(button, 'aria-disabled', against ? 'true' : undefined);
      },
    },
    title,
  );
  return {
    button,
    allow(whyNot) {
      against = whyNot;
      mark(button, 'aria-disabled', busy || whyNot ? 'true' : undefined);
    },
  };
}

const words: Record<string, string> = { ship: 'Nothing to ship', invoice: 'Nothing to invoice', cancel: 'Cannot be cancelled' };

/** Why something cannot be done now; the same reason is said once. */
function reasonsOf(acts: readonly ActView[]): string {
  const against = acts.filter(({ whyNot, slip }) => whyNot && !slip);
  const [first] = against;
  if (first && against.length === Object.keys(words).length && against.every(({ whyNot }) => whyNot === first.whyNot))
    return `${first.whyNot} Nothing is left to be done.`;
  return against.map(({ act, whyNot = '' }) => `${words[act]}: ${whyNot.charAt(0).toLowerCase()}${whyNot.slice(1)}`).join(' ');
}

function linesHead(): HTMLElement {
  const cell = (text: string, number = true) => element('th', { scope: 'col', ...(number ? { class: 'number' } : {}) }, text);
  return element('thead', {}, element('tr', {}, cell('Item', false), cell('Shipped'), cell('Amount')));
}

function lineRow(): Live<SalesLineView> {
  const item = element('th', { scope: 'row' });
  const [shipped, amount] = [element('td', { class: 'number' }), element('td', { class: 'number' })];
  return {
    root: element('tr', {}, item, shipped, amount),
    update(line) {
      say(item, line.item);
      say(shipped, line.service ? '–' : `${line.shipped} of ${line.ordered}`);
      say(amount, line.amount);
    },
  };
}

function slipLine(takeBack: (slip: string) => Promise<unknown>): Live<Slip> {
  let id = '';
  const what = element('span', { class: 'title' });
  const inside = element('span', { class: 'quiet' });
  const back = actButton('Take the packing slip back', () => takeBack(id));
  return {
    root: element('li', {}, what, inside, back.button),
    update(slip) {
      id = slip.id;
      const parcels = slip.tracking.map((number) => `${slip.carrier} ${number}`.trim()).join(', ');
      say(what, `${timeOf(slip.at)} · ${parcels || 'without a tracking number'}`);
      const content = slip.lines.map(({ item, quantity }) => `${quantity} × ${item}`).join(', ');
      const why = slip.act?.whyNot ? ` ${slip.act.whyNot}` : '';
      say(inside, slip.act ? `Packing slip ${slip.id}: ${content}.${why}` : `Packing slip ${slip.id}: taken back.`);
      back.button.hidden = !slip.act;
      mark(back.button, 'aria-label', `Take the packing slip back: ${slip.id}`);
      back.allow(slip.act?.whyNot);
    },
  };
}

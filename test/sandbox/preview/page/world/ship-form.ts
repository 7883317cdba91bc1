import type { SalesLineView, SalesOrderView } from '../../model.ts';
import { element, keepList, type Live, mark, say } from '../dom.ts';
import { carrierNames, trackingNumberOf, usualCarrier } from './carriers.ts';

export interface Shipment {
  lines: { inventoryLotId: string; quantity: string }[];
  carrier: string;
  trackingNumber: string;
}

export interface ShipForm {
  root: HTMLElement;
  update(order: SalesOrderView): void;
  open(): void;
}

let forms = 0;

/** What goes into the parcel, and how it travels. `ship` says whether it was posted; `closed` is told when the form goes. */
export function shipForm(ship: (shipment: Shipment) => Promise<boolean>, closed: () => void): ShipForm {
  forms += 1;
  const id = `ship-${forms}`;
  const quantities = new Map<string, HTMLInputElement>();
  const list = element('div', { class: 'ship-lines' });
  const carrier = element(
    'select',
    { id: `${id}-carrier`, change: () => propose() },
    ...carrierNames.map((name) => element('option', { value: name }, name)),
  );
  const tracking = element('input', { id: `${id}-tracking`, type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '40' });
  const send = element('button', { type: 'submit', class: 'primary' });
  let proposed = '';

  const propose = () => {
    if (tracking.value !== proposed) return;
    proposed = trackingNumberOf(carrier.value);
    tracking.value = proposed;
  };
  const chosen = () => [...quantities].filter(([, input]) => Number(input.value) > 0);
  const count = () => {
    const sum = (values: number[]) => Number(values.reduce((total, value) => total + value, 0).toFixed(3)).toLocaleString('en');
    const [parts, all] = [chosen().map(([, input]) => Number(input.value)), [...quantities.values()].map((input) => Number(input.max))];
    say(send, parts.length ? `Ship ${sum(parts)} of ${sum(all)}` : 'Ship');
    send.disabled = parts.length === 0;
  };
  const showLines = keepList<SalesLineView>(
    list,
    (line) => line.lot,
    (line) => lineInput(`${id}-${line.lot}`, line.lot, quantities, count),
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    send.disabled = true;
    const lines = chosen().map(([lot, input]) => ({ inventoryLotId: lot, quantity: input.value }));
    const posted = await ship({ lines, carrier: carrier.value, trackingNumber: tracking.value.trim() });
    count();
    if (!posted) return;
    proposed = tracking.value;
    propose();
    close();
  };
  const root = element(
    'form',
    { class: 'ship-form', hidden: true, submit: (event) => void submit(event) },
    element('h4', {}, 'What leaves now'),
    list,
    element('div', { class: 'field' }, element('label', { for: carrier.id }, 'Carrier'), carrier),
    element('div', { class: 'field' }, element('label', { for: tracking.id }, 'Tracking number'), tracking),
    element('div', { class: 'buttons' }, send, element('button', { type: 'button', click: () => close() }, 'Not now')),
  );
  const close = () => {
    root.hidden = true;
    closed();
  };
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });

  return {
    root,
    open() {
      root.hidden = false;
      quantities.values().next().value?.focus();
    },
    update({ company, lines }) {
      if (!proposed) {
        carrier.value = usualCarrier(company);
        propose();
      }
      const left = lines.filter((line) => Number(line.left) > 0);
      for (const lot of quantities.keys()) if (!left.some((line) => line.lot === lot)) quantities.delete(lot);
      showLines(left);
      if (root.hidden) for (const { lot, left: rest } of left) setTo(quantities.get(lot), rest);
      count();
    },
  };
}

const setTo = (input: HTMLInputElement | undefined, value: string): void => {
  if (input) input.value = value;
};

function lineInput(id: string, lot: string, quantities: Map<string, HTMLInputElement>, changed: () => void): Live<SalesLineView> {
  const name = element('label', { for: id });
  const input = element('input', { id, type: 'number', min: '0', step: 'any', inputmode: 'decimal', input: changed });
  const rest = element('span', { class: 'quiet' });
  quantities.set(lot, input);
  return {
    root: element('div', { class: 'field' }, name, element('span', { class: 'quantity' }, input, rest)),
    update({ item, left }) {
      say(name, item);
      say(rest, `of ${left}`);
      if (input.max !== left) {
        mark(input, 'max', left);
        input.value = left;
      }
    },
  };
}

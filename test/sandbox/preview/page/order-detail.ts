import type { OrderDetail, OrderView } from '../model.ts';
import { element } from './dom.ts';
import { ask } from './server.ts';
import { timeOf } from './words.ts';

/** An order's timeline beside the sales order as Finance & SCM has it; read when it is opened and when the order changes. */
export function orderDetail(): { root: HTMLElement; show(order: OrderView): void } {
  const root = element('div', { class: 'detail-parts' }, element('p', { class: 'quiet' }, 'Reading the timeline from Dataverse …'));
  let wanted = 0;
  return {
    root,
    async show({ key, company = '', document: number = '' }) {
      wanted += 1;
      const mine = wanted;
      if (!key) return root.replaceChildren(element('p', { class: 'quiet' }, 'The shop has the order; its delivery is on the way.'));
      try {
        const detail = await ask<OrderDetail>('GET', `/api/order?${new URLSearchParams({ key, company, document: number })}`);
        if (mine === wanted) root.replaceChildren(...parts(detail));
      } catch (error) {
        if (mine === wanted)
          root.replaceChildren(element('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)));
      }
    },
  };
}

function parts({ timeline, salesOrder, trouble }: OrderDetail): HTMLElement[] {
  const events = together(timeline).map(({ at, title, text, times, last }) => {
    const again = times > 1 ? `${times} times, last at ${timeOf(last)}.` : '';
    return element(
      'li',
      {},
      element('time', { datetime: at }, timeOf(at)),
      element('span', { class: 'title' }, title),
      element('span', {}, [text, again].filter(Boolean).join(' ')),
    );
  });
  const told = element(
    'div',
    {},
    element('h3', {}, 'Timeline'),
    events.length ? element('ol', { class: 'timeline' }, ...events) : element('p', { class: 'quiet' }, 'Nothing was noted yet.'),
  );
  return [
    ...(trouble ? [element('p', { class: 'problem' }, `Not everything could be read: ${trouble}`)] : []),
    told,
    ...(salesOrder ? [salesOrderTable(salesOrder)] : []),
  ];
}

type Event = OrderDetail['timeline'][number];

/** The same thing several times in a row is told once. */
function together(timeline: readonly Event[]): (Event & { times: number; last: string })[] {
  const told: (Event & { times: number; last: string })[] = [];
  for (const event of timeline) {
    const before = told.at(-1);
    if (before?.title !== event.title || before.text !== event.text) told.push({ ...event, times: 1, last: event.at });
    else Object.assign(before, { times: before.times + 1, last: event.at });
  }
  return told;
}

function salesOrderTable({ number, company, customer, total, lines }: NonNullable<OrderDetail['salesOrder']>): HTMLElement {
  const row = (cell: 'th' | 'td', ...texts: string[]) =>
    element(
      'tr',
      {},
      ...texts.map((text, index) =>
        element(cell, { ...(index ? { class: 'number' } : {}), ...(cell === 'th' ? { scope: 'col' } : {}) }, text),
      ),
    );
  return element(
    'div',
    {},
    element('h3', {}, `Sales order ${number} in ${company.toUpperCase()}`),
    element('p', {}, `Customer ${customer}, ${total}`),
    element(
      'table',
      {},
      element('thead', {}, row('th', 'Item', 'Quantity', 'Amount')),
      element('tbody', {}, ...lines.map(({ item, quantity, amount }) => row('td', item, quantity, amount))),
    ),
  );
}

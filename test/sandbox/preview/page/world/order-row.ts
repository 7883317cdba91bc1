import type { OrderView, StoreView } from '../../model.ts';
import { element, type Live, mark, say } from '../dom.ts';
import { type Outside, orderDetail } from './order-detail.ts';
import { orderTotals } from './order-totals.ts';
import { ago, seconds, stateOf, teamOf, timeOf } from './words.ts';

let rows = 0;

export interface Surroundings {
  shops(): readonly StoreView[];
  now(): string;
  outside: Outside;
}

/** One order: its state, where it is, whether the money agrees; both halves of it on request. */
export function orderRow(first: OrderView, { shops, now, outside }: Surroundings): Live<OrderView> {
  let order = first;
  rows += 1;
  const detailId = `order-detail-${rows}`;
  const icon = element('span', { class: 'icon', 'aria-hidden': 'true' });
  const words = element('span');
  const number = element('button', {
    type: 'button',
    class: 'link',
    'aria-expanded': 'false',
    'aria-controls': detailId,
    click: () => expand(!isOpen()),
  });
  const shop = element('span', { class: 'shop' });
  const totals = orderTotals();
  const facts = element('span');
  const time = element('time');
  const open = element('a', { class: 'deep', hidden: true }, 'Open in Dynamics');
  const detail = orderDetail(outside);
  const body = element('div', { id: detailId, class: 'detail', hidden: true }, open, detail.root);
  const root = element(
    'li',
    { class: 'order' },
    element(
      'div',
      { class: 'order-head' },
      element('p', { class: 'state' }, icon, words),
      element('p', { class: 'name' }, number, shop),
      totals.root,
      element('p', { class: 'facts' }, facts, time),
    ),
    body,
  );
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen()) return;
    expand(false);
    number.focus();
  });

  const isOpen = () => number.getAttribute('aria-expanded') === 'true';
  const expand = (wanted: boolean) => {
    mark(number, 'aria-expanded', String(wanted));
    body.hidden = !wanted;
    if (wanted) detail.show(order);
  };

  return {
    root,
    update(value) {
      const changed = value.at !== order.at || value.state !== order.state;
      order = value;
      const { icon: sign, tone, words: said } = stateOf(value);
      mark(root, 'data-tone', tone);
      say(icon, sign);
      say(words, said);
      say(number, value.kind === 'delivery' ? `Delivery ${value.number}` : value.number);
      say(shop, shops().find((one) => one.id === value.store)?.name ?? value.store);
      totals.update(value);
      say(facts, [writtenOf(value), reasonOf(value)].filter(Boolean).join('. '));
      say(time, ago(value.receivedAt ?? value.at, now()));
      mark(time, 'datetime', value.receivedAt ?? value.at);
      const link = outside.deepLink(value);
      open.hidden = !link;
      mark(open, 'href', link);
      if (changed && isOpen()) detail.show(value);
    },
  };
}

function writtenOf({ document: number, company = '', tookS, progress }: OrderView): string {
  if (!number) return '';
  const took = tookS === undefined ? '' : seconds(tookS);
  return [progress?.text, `${number} in ${company.toUpperCase()}`, progress ? '' : took].filter(Boolean).join(' · ');
}

/** What is synced needs no explanation; what is held says what happened and who must act. */
function reasonOf({ state, reason, problems, nextTryAt }: OrderView): string {
  const [problem, ...more] = problems;
  if (problem) return `${problem.title} ${more.length ? `And ${more.length} more. ` : ''}${teamOf(problem.team)}.`;
  if (state === 'Synced') return '';
  const again = state === 'Waiting' && nextTryAt ? ` Next try at ${timeOf(nextTryAt)}.` : '';
  return reason + again;
}

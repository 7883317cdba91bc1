import type { OrderView, StoreView } from '../model.ts';
import { element, keepList, type Live, mark, say } from './dom.ts';
import { orderDetail } from './order-detail.ts';
import { problemText } from './problem.ts';
import { timeOf, wordsOf } from './words.ts';

export interface OrderList {
  update(orders: readonly OrderView[], stores: readonly StoreView[]): void;
}

export const nameOf = ({ store, ref }: Pick<OrderView, 'store' | 'ref'>): string => `${store} ${ref}`;

/** The orders, newest first. Arrow keys move between them, Enter opens one, Escape closes it. */
export function orderList(list: HTMLElement): OrderList {
  let shops: readonly StoreView[] = [];
  const show = keepList<OrderView>(list, nameOf, (order) => orderRow(order, () => shops));
  const buttons = () => [...list.querySelectorAll<HTMLButtonElement>('.order-head button')];

  const rove = (active?: HTMLButtonElement) => {
    const all = buttons();
    const chosen =
      active ?? all.find((button) => button === document.activeElement) ?? all.find((button) => button.tabIndex === 0) ?? all[0];
    for (const button of all) button.tabIndex = button === chosen ? 0 : -1;
  };
  list.addEventListener('keydown', (event) => {
    const all = buttons();
    const at = all.indexOf(event.target as HTMLButtonElement);
    if (at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const button = next === undefined ? undefined : all[next];
    if (!button) return;
    event.preventDefault();
    rove(button);
    button.focus();
  });
  list.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLButtonElement && event.target.closest('.order-head')) rove(event.target);
  });

  return {
    update(orders, stores) {
      shops = stores;
      show(orders);
      rove();
    },
  };
}

let rows = 0;

function orderRow(first: OrderView, shops: () => readonly StoreView[]): Live<OrderView> {
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
    click: () => open(!isOpen()),
  });
  const shop = element('span', { class: 'shop' });
  const totals = element('span', { class: 'totals' });
  const documentName = element('span', { class: 'document' });
  const time = element('time');
  const reason = element('p', { class: 'reason' });
  const problems = element('div', { class: 'problems' });
  const detail = orderDetail();
  const body = element('div', { id: detailId, class: 'detail', hidden: true }, detail.root);
  const root = element(
    'li',
    { class: 'order' },
    element('div', { class: 'order-head' }, element('span', { class: 'state' }, icon, words), number, shop, totals, documentName, time),
    reason,
    problems,
    body,
  );
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen()) return;
    open(false);
    number.focus();
  });

  const isOpen = () => number.getAttribute('aria-expanded') === 'true';
  const open = (wanted: boolean) => {
    mark(number, 'aria-expanded', String(wanted));
    body.hidden = !wanted;
    if (wanted) detail.show(order);
  };
  const showProblems = keepList<OrderView['problems'][number]>(problems, (problem) => `${problem.code} ${problem.title}`, problemText);

  return {
    root,
    update(now) {
      const changed = now.at !== order.at || now.state !== order.state;
      order = now;
      const { icon: sign, tone, words: said } = wordsOf(now.state);
      mark(root, 'data-tone', tone);
      say(icon, sign);
      say(words, said);
      say(number, now.number);
      const store = shops().find((one) => one.id === now.store);
      say(shop, store?.name ?? now.store);
      say(totals, totalsOf(now));
      mark(totals, 'data-tone', now.shopTotal && now.dynamicsTotal ? (now.totalsAgree ? 'good' : 'bad') : undefined);
      say(documentName, now.document ? `${now.document} in ${(now.company ?? '').toUpperCase()}` : '');
      say(time, timeOf(now.at));
      mark(time, 'datetime', now.at);
      say(reason, reasonOf(now));
      reason.hidden = reason.textContent === '';
      showProblems(now.problems);
      if (changed && isOpen()) detail.show(now);
    },
  };
}

function totalsOf({ shopTotal, dynamicsTotal, totalsAgree }: OrderView): string {
  if (!shopTotal) return '';
  if (!dynamicsTotal) return `Shop ${shopTotal}`;
  return `Shop ${shopTotal} ${totalsAgree ? '=' : '≠'} Dynamics ${dynamicsTotal}`;
}

/** What is synced needs no explanation; what is held is explained by its problems. */
function reasonOf({ state, reason, problems, nextTryAt }: OrderView): string {
  if (state === 'Synced' || problems.length > 0) return '';
  const again = state === 'Waiting' && nextTryAt ? ` Next try at ${timeOf(nextTryAt)}.` : '';
  return reason + again;
}

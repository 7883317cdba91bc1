import type { OrderView, StoreView } from '../../model.ts';
import { keepList } from '../dom.ts';
import type { Outside } from './order-detail.ts';
import { orderRow } from './order-row.ts';

export interface OrderList {
  update(orders: readonly OrderView[], stores: readonly StoreView[], now: string): void;
}

export const nameOf = ({ store, kind, ref }: Pick<OrderView, 'store' | 'kind' | 'ref'>): string => `${store} ${kind} ${ref}`;

/** The orders, newest first. Arrow keys move between them, Enter opens one, Escape closes it. */
export function orderList(list: HTMLElement, outside: Outside): OrderList {
  let shops: readonly StoreView[] = [];
  let at = '';
  const show = keepList<OrderView>(list, nameOf, (order) => orderRow(order, { shops: () => shops, now: () => at, outside }));
  const buttons = () => [...list.querySelectorAll<HTMLButtonElement>('.order-head button')];

  const rove = (active?: HTMLButtonElement) => {
    const all = buttons();
    const chosen =
      active ?? all.find((button) => button === document.activeElement) ?? all.find((button) => button.tabIndex === 0) ?? all[0];
    for (const button of all) button.tabIndex = button === chosen ? 0 : -1;
  };
  list.addEventListener('keydown', (event) => {
    const all = buttons();
    const index = all.indexOf(event.target as HTMLButtonElement);
    if (index < 0) return;
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
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
    update(orders, stores, now) {
      shops = stores;
      at = now;
      show(orders);
      rove();
    },
  };
}

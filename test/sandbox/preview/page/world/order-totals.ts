import type { OrderView } from '../../model.ts';
import { element, type Live, mark, say } from '../dom.ts';

/** What the shop charged beside what Dynamics books; where they differ, by how much. */
export function orderTotals(): Live<OrderView> {
  const shop = element('span');
  const sign = element('span', { class: 'sign' });
  const dynamics = element('span');
  const difference = element('span', { class: 'difference' });
  const root = element('p', { class: 'totals' }, shop, sign, dynamics, difference);
  return {
    root,
    update({ shopTotal, dynamicsTotal, totalsAgree, difference: by }) {
      const both = shopTotal !== undefined && dynamicsTotal !== undefined;
      mark(root, 'data-tone', both ? (totalsAgree ? 'good' : 'bad') : undefined);
      say(shop, shopTotal ? `Shop ${shopTotal}` : '');
      say(sign, both ? (totalsAgree ? '=' : '≠') : '');
      say(dynamics, dynamicsTotal ? `Dynamics ${dynamicsTotal}` : '');
      say(difference, by ? `Difference ${by}` : '');
    },
  };
}

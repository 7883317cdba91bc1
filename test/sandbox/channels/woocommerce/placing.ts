import { WrongCall } from '../../faults.ts';
import type { PlacedOrder, PlaceOrders } from '../../parts.ts';
import { type Random, randomFrom } from '../../random.ts';
import { type OrderDocument, rowsOf } from './order-document.ts';
import { writeOrder } from './order-writing.ts';
import { somebody } from './people.ts';
import { refund } from './refunds.ts';
import { anyShape, buyerFields, type Shape, shapeNamed, shapes } from './shapes.ts';
import type { Shop, Telling } from './shop.ts';

const latestMs = 1500;

/** Makes orders; each exists and is announced before the next one. With `ratePerSecond` they come spread over time. */
export async function placeOrders(
  shop: Shop,
  { count, seed, shape, ratePerSecond, duplicates = 0, reorder = 0 }: PlaceOrders,
): Promise<PlacedOrder[]> {
  const asked = shape === undefined ? undefined : shapeNamed(shape);
  if (shape !== undefined && !asked)
    throw new WrongCall(`shape "${shape}" does not exist. Use one of: ${shapes.map((one) => one.name).join(', ')}.`);
  const random = randomFrom(seed);
  const startedAt = Date.now();
  const placed: PlacedOrder[] = [];
  for (let index = 0; index < count; index += 1) {
    if (ratePerSecond) await until(startedAt + (index * 1000) / ratePerSecond);
    const chosen = asked ?? anyShape(random);
    const telling = (): Telling => ({
      duplicate: random.chance(duplicates),
      lateMs: random.chance(reorder) ? random.whole(100, latestMs) : 0,
    });
    const order = placeOne(shop, chosen, random, [telling(), telling()]);
    placed.push({ ref: String(order.id), number: String(order.number), total: order.total, currency: order.currency, shape: chosen.name });
  }
  return placed;
}

function placeOne(shop: Shop, shape: Shape, random: Random, [tellCreated, tellUpdated]: [Telling, Telling]): OrderDocument {
  const plan = shape.plan(random);
  const buyer = plan.buyer ?? somebody(random);
  const basket = { ...plan.basket, lines: plan.basket.lines.map((line) => shop.articles.repriced(line)) };
  const order = writeOrder(shop, basket, {
    ...buyerFields(plan, buyer),
    customer_id: plan.hasAccount ? shop.customerIdOf(buyer.email) : 0,
  });
  const status = plan.status ?? 'processing';
  if (status === 'processing' && order.payment_method !== 'cod') order.transaction_id = `pi_${random.whole(10 ** 8, 10 ** 9)}`;
  if (status !== 'pending') shop.setStatus(order, status);
  plan.twist?.(order);
  shop.insert(order, tellCreated, tellUpdated);
  const [line] = rowsOf(order.line_items);
  if (plan.refund) refund(shop, order, { reason: 'Beschädigt', lines: [{ id: line?.id, quantity: plan.refund.ofFirstLine ?? 1 }] });
  return order;
}

const until = (moment: number): Promise<void> => new Promise((done) => setTimeout(done, Math.max(0, moment - Date.now())));

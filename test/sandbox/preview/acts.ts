import { parseDecimal } from '../../../shared/core/money.ts';
import { WrongCall } from '../faults.ts';
import { items, type WorldItem, warehouses } from '../world.ts';
import type { Control } from './control-calls.ts';
import type { Dynamics } from './dynamics.ts';
import { keyOf, readArticles } from './dynamics-articles.ts';
import type { Act } from './model.ts';
import { isText, storeOf } from './shops.ts';

type Body = Record<string, unknown>;

const acts: readonly Act[] = ['ship', 'invoice', 'cancel', 'cancel-packing-slip'];
/** What each act is told, and nothing else. */
const told = ['company', 'salesOrderNumber', 'packingSlipId', 'lines', 'trackingNumber', 'carrier'];

export interface DynamicsDesk {
  /** Ships, invoices, cancels, takes a packing slip back. @throws WrongCall in the words of Dynamics */
  act(body: Body): Promise<unknown>;
  /** `{ store, sku, onHand }`: counts what lies in the first warehouse. */
  setStock(body: Body): Promise<unknown>;
  /** `{ store, sku, price }`: for one unit, in the legal entity's currency. */
  setPrice(body: Body): Promise<unknown>;
}

/** What a person at a desk in Dynamics does. */
export function openDesk(control: Control, dynamics: Dynamics): DynamicsDesk {
  return {
    act(body) {
      const act = acts.find((one) => one === body.act);
      if (!act) throw new WrongCall(`There is nothing called "${String(body.act)}" to be done. There are: ${acts.join(', ')}.`);
      return control(
        'POST',
        `/erp/${act}`,
        Object.fromEntries(told.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
      );
    },
    setStock({ store, sku, onHand }) {
      const { legalEntity } = storeOf(String(store));
      const item = itemOf(sku);
      if (item.service) throw new WrongCall(`${item.name} is not kept in stock.`);
      return control('POST', '/erp/stock', {
        company: legalEntity,
        itemNumber: item.itemNumber,
        warehouse: warehouses[legalEntity][0].id,
        onHand: quantity(onHand, item),
        ...item.variant,
      });
    },
    async setPrice({ store, sku, price }) {
      const { legalEntity } = storeOf(String(store));
      const item = itemOf(sku);
      const known = (await readArticles(dynamics, legalEntity)).get(keyOf(item.itemNumber, item.variant ?? {}));
      return control('POST', '/erp/price', {
        company: legalEntity,
        itemNumber: item.itemNumber,
        price: amount(price),
        ...(known?.agreement ? { currency: known.agreement } : {}),
      });
    },
  };
}

function itemOf(sku: unknown): WorldItem {
  const found = items.find((item) => item.sku === sku);
  if (!found) throw new WrongCall(`There is no item with the SKU "${String(sku)}".`);
  return found;
}

function quantity(value: unknown, { unit, unitDecimals }: WorldItem): string {
  const typed = isText(value) ? value.trim() : '';
  if (!parseDecimal(typed) || !/^\d+(\.\d+)?$/.test(typed)) throw new WrongCall('The quantity must be a number, zero or more.');
  if ((typed.split('.')[1]?.length ?? 0) > unitDecimals)
    throw new WrongCall(`A quantity in ${unit} has ${unitDecimals === 0 ? 'no' : `at most ${unitDecimals}`} decimals.`);
  return typed;
}

function amount(value: unknown): string {
  const typed = isText(value) ? value.trim() : '';
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(typed)) throw new WrongCall('The price must be a number with at most two decimals, such as 79.90.');
  return typed;
}

import { randomUUID } from 'node:crypto';
import Big from 'big.js';
import type { SimResponse } from '../serve.ts';
import { dimensionNamed, type OnHandRow, placeOf, type StockOfRecord } from './on-hand.ts';
import { WrongQuery } from './wrong-query.ts';

export interface SoftReserved {
  physical: Big;
  ordered: Big;
}

interface Reservation {
  company: string;
  product: string;
  dimensions: ReadonlyMap<string, string>;
  modifier: 'softReservPhysical' | 'softReservOrdered';
  quantity: Big;
}

type Body = Readonly<Record<string, unknown>>;

/** Soft reservations: the service's own, unknown to Finance & SCM. */
export class Reservations {
  readonly #stock: StockOfRecord;
  #reservations: Reservation[] = [];
  /** By the caller's id: the same call again gets the same answer. */
  readonly #answers = new Map<string, SimResponse>();

  constructor(stock: StockOfRecord) {
    this.#stock = stock;
  }

  /** Reserves, or says why not. @throws WrongQuery */
  reserve(body: Body): SimResponse {
    const id = textOf(body, 'id');
    const known = this.#answers.get(id);
    if (known) return known;
    const reservation = readReservation(body);
    const enough = body.ifCheckAvailForReserv === false || this.#free(reservation).gte(reservation.quantity);
    if (!enough)
      return {
        status: 400,
        body: { reservationId: '', id, processingStatus: 'failed', message: 'There is not enough available to reserve.', statusCode: 400 },
      };
    this.#reservations.push(reservation);
    const answer = { status: 200, body: { reservationId: randomUUID(), id, processingStatus: 'success', message: '', statusCode: 200 } };
    this.#answers.set(id, answer);
    return answer;
  }

  /** What is softly reserved of the stock in these rows. */
  of(company: string, product: string, rows: readonly OnHandRow[]): SoftReserved {
    const here = this.#reservations.filter(
      (one) => same(one.company, company) && same(one.product, product) && rows.some((row) => liesIn(row, one)),
    );
    const sum = (modifier: Reservation['modifier']) =>
      here.filter((one) => one.modifier === modifier).reduce((total, one) => total.plus(one.quantity), new Big(0));
    return { physical: sum('softReservPhysical'), ordered: sum('softReservOrdered') };
  }

  clear(): void {
    this.#reservations = [];
    this.#answers.clear();
  }

  #free(reservation: Reservation): Big {
    const { company, product } = reservation;
    const rows = this.#stock.onHandOf(company, product).filter((row) => liesIn(row, reservation));
    const there = rows.reduce(
      (total, row) =>
        total
          .plus(row.OnHandQuantity || 0)
          .minus(row.ReservedOnHandQuantity || 0)
          .plus(row.OrderedQuantity || 0),
      new Big(0),
    );
    const soft = this.of(company, product, rows);
    return there.minus(soft.physical).minus(soft.ordered);
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const liesIn = (row: OnHandRow, { dimensions }: Reservation): boolean =>
  [...dimensions].every(([dimension, value]) => same(placeOf(row, dimension), value));

function readReservation(body: Body): Reservation {
  const { dimensions, modifier, quantity, quantityDataSource } = body;
  if (typeof dimensions !== 'object' || dimensions === null) throw new WrongQuery('dimensions is required.');
  const named = new Map(Object.entries(dimensions).map(([name, value]) => [dimensionNamed(name), String(value)]));
  if (!named.has('siteid') || !named.has('locationid')) throw new WrongQuery('dimensions must contain siteId and locationId.');
  if (quantityDataSource !== undefined && quantityDataSource !== 'iv')
    throw new WrongQuery(`The data source ${JSON.stringify(quantityDataSource)} has no reservation measure.`);
  if (modifier !== 'softReservPhysical' && modifier !== 'softReservOrdered')
    throw new WrongQuery(`The measure ${JSON.stringify(modifier)} is not set up for reservations.`);
  if (typeof quantity !== 'number' || quantity === 0) throw new WrongQuery('quantity must be a number other than zero.');
  return {
    company: textOf(body, 'organizationId'),
    product: textOf(body, 'productId'),
    dimensions: named,
    modifier,
    quantity: new Big(quantity),
  };
}

function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new WrongQuery(`${name} is required.`);
  return value;
}

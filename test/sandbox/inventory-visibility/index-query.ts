import Big from 'big.js';
import { dimensionNamed, type OnHandRow, placeOf, type StockOfRecord } from './on-hand.ts';
import type { Reservations, SoftReserved } from './reservations.ts';
import { WrongQuery } from './wrong-query.ts';

const mostProducts = 5000;
const mostPlaces = 100;

interface IndexQuery {
  company: string;
  /** None = all. */
  products: readonly string[];
  /** Dimension → values that fit. */
  filters: ReadonlyMap<string, ReadonlySet<string>>;
  groupBy: readonly { asked: string; dimension: string }[];
  returnNegative: boolean;
}

/** Sums of stock by product, site, warehouse and what is grouped by. @throws WrongQuery */
export function answerIndexQuery(
  body: Readonly<Record<string, unknown>>,
  { stock, reservations }: { stock: StockOfRecord; reservations: Reservations },
): unknown[] {
  const query = readQuery(body);
  const products = query.products.length > 0 ? query.products : (stock.itemsOf?.(query.company) ?? []);
  const entries = products.flatMap((product) =>
    groupsOf(stock.onHandOf(query.company, product), query).map((rows) => ({
      productId: product,
      dimensions: dimensionsOf(rows, query),
      quantities: quantitiesOf(rows, reservations.of(query.company, product, rows)),
    })),
  );
  return query.returnNegative ? entries : entries.filter(({ quantities }) => quantities.iv.totalavailable >= 0);
}

function groupsOf(rows: readonly OnHandRow[], { filters, groupBy }: IndexQuery): OnHandRow[][] {
  const groups = new Map<string, OnHandRow[]>();
  for (const row of rows) {
    if (![...filters].every(([dimension, values]) => values.has(placeOf(row, dimension).toLowerCase()))) continue;
    const parts = ['siteid', 'locationid', ...groupBy.map(({ dimension }) => dimension)];
    const key = parts.map((dimension) => placeOf(row, dimension)).join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** Names come back as they were asked for; the two that partition are always there, in lower case when nobody asked. */
function dimensionsOf([first = {}]: readonly OnHandRow[], { groupBy }: IndexQuery): Record<string, string> {
  const asked = groupBy.map(({ dimension }) => dimension);
  const always = ['siteid', 'locationid'].filter((name) => !asked.includes(name)).map((name) => ({ asked: name, dimension: name }));
  return Object.fromEntries([...groupBy, ...always].map((one) => [one.asked, placeOf(first, one.dimension)]));
}

function quantitiesOf(rows: readonly OnHandRow[], soft: SoftReserved) {
  const sum = (field: string) => rows.reduce((total, row) => total.plus(row[field] || 0), new Big(0));
  const [physical, reserved] = [sum('OnHandQuantity'), sum('ReservedOnHandQuantity')];
  const [onOrder, ordered] = [sum('OnOrderQuantity'), sum('OrderedQuantity')];
  const available = physical.minus(reserved).plus(ordered);
  // A measure that is zero may be missing altogether.
  const open = onOrder.eq(0) ? undefined : onOrder.toNumber();
  return {
    fno: {
      arrived: 0,
      availordered: available.toNumber(),
      ...(open === undefined ? {} : { onorder: open }),
      ordered: ordered.toNumber(),
      physicalinvent: physical.toNumber(),
      reservordered: 0,
      reservphysical: reserved.toNumber(),
      orderedsum: ordered.toNumber(),
      softreserved: 0,
    },
    iv: {
      ordered: 0,
      softreserved: soft.physical.plus(soft.ordered).toNumber(),
      softreservphysical: soft.physical.toNumber(),
      softreservordered: soft.ordered.toNumber(),
      'total ordered': ordered.toNumber(),
      availabletoreserve: available.minus(soft.physical).minus(soft.ordered).toNumber(),
      totalavailable: available.toNumber(),
      totalordered: ordered.toNumber(),
      ...(open === undefined ? {} : { 'total on order': open, totalonorder: open }),
    },
    pos: { inbound: 0, outbound: 0 },
    '@iv': { '@allocated': 0 },
  };
}

const members = ['dimensiondatasource', 'filters', 'groupbyvalues', 'returnnegative', 'queryatp'];

function readQuery(body: Readonly<Record<string, unknown>>): IndexQuery {
  const given = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of given.keys()) if (!members.includes(name)) throw new WrongQuery(`Could not find member '${name}' on the query.`);
  const source = given.get('dimensiondatasource');
  if (source !== undefined && source !== 'fno' && source !== 'pos')
    throw new WrongQuery(`The data source ${JSON.stringify(source)} is not configured.`);
  const lists = readFilters(given.get('filters'));
  const { company, products } = checkedSize(lists);
  const byDimension = [...lists].filter(([name]) => name !== 'organizationid' && name !== 'productid');
  return {
    company,
    products: [...new Set(products)],
    filters: new Map(byDimension.map(([name, list]) => [dimensionNamed(name), new Set(list.map((value) => value.toLowerCase()))])),
    groupBy: textList(given.get('groupbyvalues') ?? [], 'groupByValues').map((asked) => ({ asked, dimension: dimensionNamed(asked) })),
    returnNegative: given.get('returnnegative') === true,
  };
}

function checkedSize(lists: ReadonlyMap<string, string[]>): { company: string; products: readonly string[] } {
  const [companies = [], products = [], sites = [], places = []] = ['organizationId', 'productId', 'siteId', 'locationId'].map((name) => {
    const list = lists.get(name.toLowerCase());
    if (!list) throw new WrongQuery(`The filter ${name} is required.`);
    return list;
  });
  if (companies.length !== 1) throw new WrongQuery('organizationId must contain exactly one value.');
  if (products.length > mostProducts) throw new WrongQuery(`productId must not contain more than ${mostProducts} values.`);
  if (sites.length === 0 || places.length === 0) throw new WrongQuery('siteId and locationId must contain at least one value.');
  if (sites.length * places.length > mostPlaces)
    throw new WrongQuery(`The number of siteId values times the number of locationId values must not be more than ${mostPlaces}.`);
  return { company: companies[0] ?? '', products };
}

function readFilters(filters: unknown): Map<string, string[]> {
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) throw new WrongQuery('filters is required.');
  return new Map(Object.entries(filters).map(([name, list]) => [name.toLowerCase(), textList(list, name)]));
}

function textList(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw new WrongQuery(`${name} must be a list of texts.`);
  return value;
}

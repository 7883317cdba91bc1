import { GraphQLError } from 'graphql';

export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
}

/** One row of a connection: rows are in order of `key`, and the view is made only for the rows of the page. */
export interface Row {
  key: string;
  view(): unknown;
}

const mostInPage = 250;

export const refused = (code: string, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

/** A page of rows with opaque cursors, refused as Shopify refuses it. */
export function connection(rows: readonly Row[], { first, last, after, before, reverse }: PageArguments) {
  if (first == null && last == null) throw refused('BAD_REQUEST', 'you must provide one of first or last');
  if (first != null && last != null) throw refused('BAD_REQUEST', 'providing both first and last is not supported');
  for (const [name, size] of Object.entries({ first, last })) {
    if (size == null) continue;
    if (size < 1) throw refused('BAD_REQUEST', `${name} must be greater than 0`);
    if (size > mostInPage) throw refused('BAD_REQUEST', `${name} cannot exceed ${mostInPage}`);
  }
  const ordered = reverse ? rows.toReversed() : rows;
  const [from, to] = [keyOf(after), keyOf(before)];
  const isAfter = (key: string, other: string) => (reverse ? key < other : key > other);
  const within = ordered.filter(({ key }) => (from === undefined || isAfter(key, from)) && (to === undefined || isAfter(to, key)));
  const page = first != null ? within.slice(0, first) : within.slice(-(last ?? 0));
  const cut = page.length < within.length;
  const edges = page.map(({ key, view }) => ({ cursor: cursorOf(key), node: view() }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: first != null ? cut : to !== undefined,
      hasPreviousPage: first != null ? from !== undefined : cut,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Rows of a plain list, in its order. */
export const rowsOf = <Item>(items: readonly Item[], view: (item: Item) => unknown): Row[] =>
  items.map((item, index) => ({ key: String(index).padStart(8, '0'), view: () => view(item) }));

const cursorOf = (key: string): string => Buffer.from(JSON.stringify({ key })).toString('base64');

/** The key of a row in a cursor. @throws GraphQLError for a cursor of somebody else */
export function keyOf(cursor: string | null | undefined): string | undefined {
  if (cursor == null) return undefined;
  try {
    const { key } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as { key?: unknown };
    if (typeof key === 'string') return key;
  } catch {
    // Falls through to the refusal.
  }
  throw refused('BAD_REQUEST', 'Invalid cursor for current pagination sort.');
}

import type * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import type { Answer, Graphql, Operation } from './graphql.ts';
import type { PageInfo } from './schema.ts';

/** A page of a connection. */
export interface Page<Node> {
  pageInfo: z.output<typeof PageInfo>;
  nodes: Node[];
}

/** Where a connection hangs, and the query for its pages: by `$id`, `$first` and `$after`. */
export interface Place<Node> {
  /** The global id of what it hangs on. */
  id: string;
  /** The query's field for that. */
  root: string;
  name: string;
  query: string;
  shape: z.ZodType<Page<Node>>;
}

/** Adds the pages that follow the first one to it. */
export type Fill = <Node>(place: Place<Node>, page: Page<Node>) => Promise<void>;

export type Reader = <Shape extends z.ZodType>(operation: Operation, shape: Shape) => Promise<z.output<Shape>>;

const longestPage = 250;

/** Pages are as long as one query may be: what is too expensive is asked for again in shorter ones. */
export function createFill(graphql: Graphql): Fill {
  let pageSize = longestPage;

  async function nextPage<Node>(place: Place<Node>, after: string | null): Promise<Page<Node>> {
    const asked = pageSize;
    const { id, name, query, root, shape } = place;
    const answer = await graphql.run({ name: `${root}.${name}`, query, variables: { id, first: asked, after } });
    if (answer.tooExpensive && asked > 1) {
      pageSize = Math.max(1, Math.min(pageSize, Math.floor(asked / 2)));
      return nextPage(place, after);
    }
    const parent = requireAffordable(graphql, answer).data[root];
    return parsed(graphql, shape, isObject(parent) ? parent[name] : undefined);
  }

  return async (place, page) => {
    while (page.pageInfo.hasNextPage) {
      const next = await nextPage(place, page.pageInfo.endCursor ?? null);
      page.nodes.push(...next.nodes);
      page.pageInfo = next.pageInfo;
    }
  };
}

/** @throws IntegrationError REMOTE_RUBBISH */
export function parsed<Shape extends z.ZodType>({ remote }: Graphql, shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, from: result.error });
}

/** @throws IntegrationError REMOTE_RUBBISH where not even the least may be asked for */
export function requireAffordable({ remote }: Graphql, answer: Answer): Answer {
  if (!answer.tooExpensive) return answer;
  throw new IntegrationError('REMOTE_RUBBISH', {
    facts: { remote },
    detail: { cost: answer.tooExpensive.cost, most: answer.tooExpensive.most },
  });
}

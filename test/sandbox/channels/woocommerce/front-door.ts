import type { CallLog } from '../../parts.ts';
import type { SimRequest, SimResponse } from '../../serve.ts';
import { json, Refused } from './refused.ts';

/** One request to one route, already let in. */
export interface Visit {
  request: SimRequest;
  /** Parts of the path that stand for ids. */
  ids: string[];
  search: URLSearchParams;
  /** Address of the shop, as links in answers begin with it. */
  site: string;
}

export type Operation = 'view' | 'create' | 'edit' | 'delete' | 'batch';

export interface Route {
  method: string;
  /** Under the API's root, with `:id` for an id. */
  path: string;
  operation: Operation;
  answer(visit: Visit): SimResponse | Promise<SimResponse>;
}

export interface Keys {
  key: string;
  secret: string;
}

const root = '/wp-json/wc/v3';

/** WordPress in front of WooCommerce: finds the route, checks the keys, words every failure. */
export function createFrontDoor(routes: readonly Route[], keys: Keys, calls: CallLog, site: () => string) {
  const table = routes.map((route) => ({ ...route, pattern: new RegExp(`^${route.path.replaceAll(':id', '([^/]+)')}$`) }));

  return async function handle(request: SimRequest): Promise<SimResponse> {
    const path = pathOf(request);
    if (path === undefined)
      return {
        status: 404,
        headers: { 'content-type': 'text/html; charset=UTF-8' },
        body: '<!DOCTYPE html><html><body>Page not found</body></html>',
      };
    const apiLink = { link: `<${site()}/wp-json/>; rel="https://api.w.org/"` };
    const here = table.filter((route) => route.pattern.test(path));
    const route = here.find((one) => one.method === (request.method === 'PATCH' ? 'PUT' : request.method));
    if (!route)
      return json(
        404,
        { code: 'rest_no_route', message: 'No route was found matching the URL and request method.', data: { status: 404 } },
        apiLink,
      );
    calls.count(`${request.method} ${route.path}`);
    try {
      letIn(request, keys, route, path);
      const [, ...ids] = route.pattern.exec(path) ?? [];
      const allow = { allow: [...new Set(here.flatMap((one) => (one.method === 'PUT' ? ['PUT', 'PATCH'] : [one.method])))].join(', ') };
      const answer = await route.answer({ request, ids, search: request.url.searchParams, site: site() });
      return { ...answer, headers: { ...apiLink, ...allow, ...answer.headers } };
    } catch (error) {
      if (error instanceof Refused) return json(error.status, error.body, apiLink);
      throw error;
    }
  };
}

/** The path below the API's root; with plain permalinks the whole path is an argument. */
function pathOf({ path, url }: SimRequest): string | undefined {
  const asked = path === '/' || path === '/index.php' ? `/wp-json${url.searchParams.get('rest_route') ?? ''}` : path;
  if (!asked.startsWith('/wp-json')) return undefined;
  return asked.startsWith(root) ? asked.slice(root.length).replace(/\/$/, '') : asked;
}

const cannot: Record<Operation, string> = {
  view: 'Sorry, you cannot view this resource.',
  create: 'Sorry, you are not allowed to create resources.',
  edit: 'Sorry, you are not allowed to edit this resource.',
  delete: 'Sorry, you are not allowed to delete this resource.',
  batch: 'Sorry, you are not allowed to batch manipulate this resource.',
};

/**
 * A key that nobody knows is a visitor without rights; only a wrong secret of a known key is called wrong. The real server reads Basic
 * only where it sees HTTPS: the local environment is plain HTTP, so this stands for a shop whose proxy ends TLS and says so.
 */
function letIn({ headers, url }: SimRequest, { key, secret }: Keys, { operation }: Route, path: string): void {
  const basic = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const [givenKey = '', givenSecret = ''] = basic
    ? Buffer.from(basic, 'base64').toString('utf8').split(':')
    : [url.searchParams.get('consumer_key') ?? '', url.searchParams.get('consumer_secret') ?? ''];
  if (givenKey === key && givenSecret === secret) return;
  if (givenKey === key) throw new Refused(401, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.');
  const isList = operation === 'view' && !/\/\d+$/.test(path);
  throw new Refused(401, `woocommerce_rest_cannot_${operation}`, isList ? 'Sorry, you cannot list resources.' : cannot[operation]);
}

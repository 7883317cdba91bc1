import { isObject, parseJson } from '../../../shared/core/json.ts';
import { CallLog, type Calls, type Part, type PartOptions } from '../parts.ts';
import { type FaultWording, type SimRequest, type SimResponse, serve } from '../serve.ts';
import type { TokenIssuer } from '../tokens.ts';
import { answerIndexQuery } from './index-query.ts';
import type { StockOfRecord } from './on-hand.ts';
import { Reservations } from './reservations.ts';
import { exchangeToken, serviceAudience } from './security-service.ts';
import { WrongQuery } from './wrong-query.ts';

export interface InventoryVisibilityOptions extends PartOptions, StockOfRecord {
  tokens: TokenIssuer;
  /** For the path of every call and the `context` of a token. */
  environmentId: string;
}

export interface InventoryVisibilityPart extends Part {
  /** Where an Entra token is exchanged. */
  securityUrl: string;
  calls(): Calls;
  resetCalls(): void;
}

const wording: Partial<FaultWording> = {
  throttle: (retryAfterS) => ({
    status: 429,
    headers: { 'retry-after': String(retryAfterS) },
    body: { error: { code: 'TooManyRequests', message: 'Rate limit is exceeded. Try again later.' } },
  }),
};

/** The Inventory Visibility service with its security service. Stock is told by Finance & SCM; soft reservations are its own. */
export async function startInventoryVisibility(options: InventoryVisibilityOptions): Promise<InventoryVisibilityPart> {
  const { tokens, environmentId } = options;
  const calls = new CallLog();
  const reservations = new Reservations(options);
  let url = '';

  const answers: Record<string, (body: Record<string, unknown>) => SimResponse> = {
    indexquery: (body) => ({ status: 200, body: answerIndexQuery(body, { stock: options, reservations }) }),
    reserve: (body) => reservations.reserve(body),
  };
  const answer = (request: SimRequest): SimResponse => {
    const [, environment, call = ''] = /^\/api\/environment\/([^/]+)\/onhand\/(indexquery|reserve)$/.exec(request.path) ?? [];
    const run = answers[call];
    if (!run) return { status: 404, body: { error: { message: 'Resource not found.' } } };
    if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
    calls.count(call);
    if (!tokens.check(request.headers.authorization, serviceAudience)) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
    if (environment !== environmentId) return { status: 403, body: { error: { message: 'The token is for another environment.' } } };
    if (request.headers['api-version'] !== '1.0') throw new WrongQuery('An API version is required: send the header Api-Version.');
    return run(readObject(request));
  };
  const handle = (request: SimRequest): SimResponse => {
    try {
      if (!request.path.startsWith('/security/')) return answer(request);
      calls.count('token');
      return exchangeToken(request, { tokens, url, environmentId });
    } catch (error) {
      if (error instanceof WrongQuery) return { status: 400, body: { error: { code: 'BadRequest', message: error.message } } };
      throw error;
    }
  };

  const served = await serve({ target: 'inventoryVisibility', port: options.port, faults: options.faults, handle, wording });
  url = served.url;
  return {
    name: 'inventoryVisibility',
    url,
    securityUrl: `${url}/security/token`,
    calls: () => calls.read(),
    resetCalls: () => calls.reset(),
    reset: async () => {
      calls.reset();
      reservations.clear();
    },
    close: () => served.close(),
  };
}

function readObject({ body, headers }: SimRequest): Record<string, unknown> {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) throw new WrongQuery('The content type must be application/json.');
  try {
    const value = parseJson(body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // said below
  }
  throw new WrongQuery('The body must be a JSON object.');
}

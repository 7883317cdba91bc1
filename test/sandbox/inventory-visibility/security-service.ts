import type { SimRequest, SimResponse } from '../serve.ts';
import type { TokenIssuer } from '../tokens.ts';
import { clients } from '../world.ts';

/** Audience of the Entra token that is swapped, as the vendor publishes it. */
export const securityServiceAudience = '0cdb527f-a8d1-4bf8-9436-b352c68682b2';
/** Audience of the tokens that the service itself takes. */
export const serviceAudience = 'https://inventoryservice.operations365.dynamics.com';

const lifeS = 3600;
const registered: readonly string[] = Object.values(clients).map(({ id }) => id);

interface Security {
  tokens: TokenIssuer;
  url: string;
  environmentId: string;
}

/** Swaps a token of Entra for one of the service; whoever asks the central host is sent to a regional one first. */
export function exchangeToken(request: SimRequest, { tokens, url, environmentId }: Security): SimResponse {
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  if (request.path === '/security/token') return { status: 307, headers: { location: `${url}/security/region/token` } };
  const body = fieldsOf(request);
  const wanted: Record<string, string> = {
    grant_type: 'client_credentials',
    client_assertion_type: 'aad_app',
    scope: `${serviceAudience}/.default`,
    context: environmentId,
    context_type: 'finops-env',
  };
  if (request.headers['api-version'] !== '1.0') return refuse(400, 'The header Api-Version must be 1.0.');
  if (!body) return refuse(400, 'The body must be a JSON object.');
  const wrong = Object.keys(wanted).find((name) => body[name] !== wanted[name]);
  if (wrong) return refuse(400, `The value of "${wrong}" is missing or not valid.`);
  const claims = tokens.check(`Bearer ${String(body.client_assertion)}`, securityServiceAudience);
  if (!claims || !registered.includes(claims.appid)) return refuse(401, 'The client assertion is not valid.');
  const { token } = tokens.issue(serviceAudience, claims.appid, lifeS);
  return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: lifeS } };
}

function fieldsOf({ body }: SimRequest): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const refuse = (status: number, message: string): SimResponse => ({ status, body: { error: { message } } });

import type { Part, PartOptions } from './parts.ts';
import { type SimRequest, type SimResponse, serve } from './serve.ts';
import { type TokenIssuer, tenantId } from './tokens.ts';
import { clients } from './world.ts';

export interface IdentityPart extends Part {
  /** For `IDENTITY_ENDPOINT`. */
  managedIdentityEndpoint: string;
  /** For `IDENTITY_HEADER`. */
  managedIdentityHeader: string;
  tokenUrl: string;
}

export interface IdentityOptions extends PartOptions {
  tokens: TokenIssuer;
  /** Life of a token in seconds. */
  lifeS?: number;
}

const header = 'local-identity-header';

/** The managed-identity endpoint of an App Service and an Entra token endpoint for client credentials. */
export async function startIdentity({ tokens, lifeS = 3600, ...options }: IdentityOptions): Promise<IdentityPart> {
  const handle = (request: SimRequest): SimResponse => {
    if (request.path === '/msi/token') return managedIdentity(request, tokens, lifeS);
    if (request.method === 'POST' && /^\/[^/]+\/oauth2\/(v2\.0\/)?token$/.test(request.path))
      return clientCredentials(request, tokens, lifeS);
    return { status: 404, body: { error: 'not_found' } };
  };
  const served = await serve({ target: 'identity', port: options.port, faults: options.faults, handle });
  return {
    name: 'identity',
    url: served.url,
    managedIdentityEndpoint: `${served.url}/msi/token`,
    managedIdentityHeader: header,
    tokenUrl: `${served.url}/${tenantId}/oauth2/v2.0/token`,
    reset: async () => undefined,
    close: () => served.close(),
  };
}

function managedIdentity({ url, headers }: SimRequest, tokens: TokenIssuer, lifeS: number): SimResponse {
  if (headers['x-identity-header'] !== header)
    return { status: 401, body: { statusCode: 401, message: 'Authentication failed: the identity header is missing or wrong.' } };
  const resource = url.searchParams.get('resource')?.replace(/\/+$/, '');
  if (!resource) return { status: 400, body: { statusCode: 400, message: 'The parameter "resource" is required.' } };
  const clientId = url.searchParams.get('client_id') ?? clients.product.id;
  if (clientId !== clients.product.id)
    return { status: 400, body: { statusCode: 400, message: `No managed identity found for the client id '${clientId}'.` } };
  const { token, expiresOn } = tokens.issue(resource, clientId, lifeS);
  return { status: 200, body: { access_token: token, expires_on: String(expiresOn), resource, token_type: 'Bearer', client_id: clientId } };
}

function clientCredentials({ body, path }: SimRequest, tokens: TokenIssuer, lifeS: number): SimResponse {
  const form = new URLSearchParams(body.toString('utf8'));
  const refuse = (status: number, error: string, description: string): SimResponse => ({
    status,
    body: { error, error_description: description, timestamp: new Date().toISOString() },
  });
  if (form.get('grant_type') !== 'client_credentials')
    return refuse(400, 'unsupported_grant_type', 'AADSTS70003: The app requested an unsupported grant type.');
  const { id, secret } = clients.outside;
  if (form.get('client_id') !== id)
    return refuse(
      400,
      'unauthorized_client',
      `AADSTS700016: Application with identifier '${form.get('client_id')}' was not found in the directory.`,
    );
  if (form.get('client_secret') !== secret) return refuse(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  const v2 = path.includes('/v2.0/');
  const scope = form.get('scope') ?? '';
  if (v2 && !scope.endsWith('/.default'))
    return refuse(
      400,
      'invalid_scope',
      `AADSTS1002012: The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
    );
  const resource = (v2 ? scope.slice(0, -'/.default'.length) : (form.get('resource') ?? '')).replace(/\/+$/, '');
  if (!resource) return refuse(400, 'invalid_request', "AADSTS900144: The request body must contain the following parameter: 'resource'.");
  const { token } = tokens.issue(resource, id, lifeS);
  return { status: 200, body: { token_type: 'Bearer', expires_in: lifeS, ext_expires_in: lifeS, access_token: token } };
}

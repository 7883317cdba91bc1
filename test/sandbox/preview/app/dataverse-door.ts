import type { SimRequest, SimResponse } from '../../serve.ts';

export interface DoorOptions {
  /** Of the Dataverse simulator. */
  dataverse: string;
  /** A bearer token for one of the people, by the key under which the page names them. */
  tokenOf(persona: string): string | undefined;
}

export const personaHeader = 'x-preview-persona';
const prefix = '/api/data/v9.2/';
const passedOn = ['accept', 'content-type', 'if-match', 'if-none-match', 'prefer', 'odata-version', 'odata-maxversion', 'consistency'];
const passedBack = ['content-type', 'etag', 'odata-entityid', 'odata-version', 'preference-applied', 'location', 'retry-after'];

export const isForDataverse = ({ path }: SimRequest): boolean => path.startsWith(prefix);

/** Passes calls of the page on to Dataverse with the token of the person who looks at it; the page never sees a token. */
export function dataverseDoor({ dataverse, tokenOf }: DoorOptions): (request: SimRequest) => Promise<SimResponse> {
  return async (request) => {
    const persona = request.headers[personaHeader] ?? '';
    const token = tokenOf(persona);
    if (!token) return refused(401, `There is nobody called "${persona}".`);
    const here = `http://${request.headers.host}`;
    const answer = await fetch(dataverse + request.path + request.url.search, {
      method: request.method,
      headers: { ...only(passedOn, request.headers), authorization: `Bearer ${token}` },
      body: request.body.length > 0 ? new Uint8Array(request.body) : undefined,
    }).catch(() => undefined);
    if (!answer) return refused(503, 'Dataverse does not answer.');
    const headers = Object.fromEntries([...answer.headers].map(([name, value]) => [name, value.replaceAll(dataverse, here)]));
    const body = (await answer.text()).replaceAll(dataverse, here);
    return { status: answer.status, headers: { ...only(passedBack, headers), 'cache-control': 'no-store' }, body: body || undefined };
  };
}

const refused = (status: number, message: string): SimResponse => ({ status, body: { error: { code: '0x80040000', message } } });

const only = (names: readonly string[], headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

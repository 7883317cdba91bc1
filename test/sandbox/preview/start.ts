import { join } from 'node:path';
import { root } from '../build.ts';
import { builtControls } from '../build-controls.ts';
import { platformFolder } from '../build-platform.ts';
import type { Endpoints } from '../environment.ts';
import { type FaultBoard, WrongCall } from '../faults.ts';
import { type SimRequest, type SimResponse, serve } from '../serve.ts';
import { dataverseDoor, isForDataverse } from './app/dataverse-door.ts';
import { personas } from './app/personas.ts';
import { readApp } from './app/read-app.ts';
import { previewCalls } from './calls.ts';
import { builtScript, type PageFile, pageFiles } from './page-files.ts';

export interface PreviewOptions {
  port: number;
  endpoints: Endpoints;
  faults: FaultBoard;
  /** A bearer token for Dataverse in the name of a system user. */
  personToken(userId: string): string;
  /** Where the solution and the controls are; by default those of this repository. */
  solution?: string;
  controls?: string;
}

export interface Preview {
  url: string;
  close(): Promise<void>;
}

/** The model-driven app as a page, over the local environment: Dynamics as one of its people sees it, and the outside world. */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const { port, endpoints, faults, personToken, solution = join(root, 'solution/core'), controls = builtControls } = options;
  const people = personas(solution);
  const calls = previewCalls(endpoints, faults);
  const files = pageFiles();
  const toDataverse = dataverseDoor({
    dataverse: endpoints.dataverse,
    tokenOf: (key) => {
      const person = people.find((one) => one.key === key);
      return person && personToken(person.id);
    },
  });
  const fileAt = (path: string): PageFile | Promise<PageFile> | undefined => {
    if (path.startsWith('/platform/')) return builtScript(platformFolder, path.slice('/platform/'.length));
    if (path.startsWith('/controls/')) return builtScript(controls, path.slice('/controls/'.length));
    return files[path]?.();
  };
  const handle = async (request: SimRequest): Promise<SimResponse> => {
    if (!isFromHere(request)) return { status: 403, body: { error: 'This page answers only to itself.' } };
    if (isForDataverse(request)) return toDataverse(request);
    if (request.path === '/app/model.json')
      return { status: 200, headers: safety, body: readApp({ solution, controls, personas: people }) };
    const file = request.method === 'GET' ? await fileAt(request.path) : undefined;
    if (!file) return answer(calls[`${request.method} ${request.path}`], request);
    const [type, body] = file;
    return { status: 200, headers: { 'content-type': type, ...safety }, body };
  };
  const served = await serve({ target: 'preview', port, faults, handle });
  return { url: served.url, close: () => served.close() };
}

/** Scripts only from here; styles may be written by scripts, as Fluent does; nothing goes to or comes from other hosts. */
const safety = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Other pages that are open in the same browser must not press buttons or read rows here. */
function isFromHere({ method, path, headers }: SimRequest): boolean {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  if (path.startsWith('/api/data/') && headers['sec-fetch-site'] !== undefined && headers['sec-fetch-site'] !== 'same-origin') return false;
  return method === 'GET' || headers.origin === undefined || headers.origin === `http://${host}`;
}

async function answer(handler: ReturnType<typeof previewCalls>[string] | undefined, { url, body }: SimRequest): Promise<SimResponse> {
  if (!handler) return { status: 404, body: { error: 'There is nothing here.' } };
  const headers = { 'cache-control': 'no-store' };
  try {
    const parsed = body.length ? (JSON.parse(body.toString('utf8')) as Record<string, unknown>) : {};
    return { status: 200, headers, body: await handler({ query: url.searchParams, body: parsed }) };
  } catch (error) {
    const wrong = error instanceof WrongCall || error instanceof SyntaxError;
    return { status: wrong ? 400 : 502, headers, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

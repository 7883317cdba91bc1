import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Endpoints } from '../environment.ts';
import { type FaultBoard, WrongCall } from '../faults.ts';
import { type SimRequest, type SimResponse, serve } from '../serve.ts';
import { previewCalls } from './calls.ts';

export interface PreviewOptions {
  port: number;
  endpoints: Endpoints;
  faults: FaultBoard;
}

export interface Preview {
  url: string;
  close(): Promise<void>;
}

type File = [type: string, body: string];

const page = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url));

/** The page on which a person places orders and watches what becomes of them. */
export async function startPreview({ port, endpoints, faults }: PreviewOptions): Promise<Preview> {
  const calls = previewCalls(endpoints, faults);
  const files = pageFiles();
  const handle = async (request: SimRequest): Promise<SimResponse> => {
    if (!isFromHere(request)) return { status: 403, body: { error: 'This page answers only to itself.' } };
    const file = request.method === 'GET' ? files[request.path] : undefined;
    if (!file) return answer(calls[`${request.method} ${request.path}`], request);
    const [type, body] = await file();
    return { status: 200, headers: { 'content-type': type, ...safety }, body };
  };
  const served = await serve({ target: 'preview', port, faults, handle });
  return { url: served.url, close: () => served.close() };
}

/** The page as it is on disk; its script is bundled when it is first asked for. */
function pageFiles(): Record<string, () => File | Promise<File>> {
  let script: Promise<string> | undefined;
  return {
    '/': () => ['text/html; charset=utf-8', readFileSync(page('index.html'), 'utf8')],
    '/page.css': () => ['text/css; charset=utf-8', readFileSync(page('page.css'), 'utf8')],
    '/page.js': async () => {
      script ??= bundle();
      return ['text/javascript; charset=utf-8', await script];
    },
  };
}

async function bundle(): Promise<string> {
  const entryPoints = [page('main.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'error' });
  return outputFiles[0]?.text ?? '';
}

const safety = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Other pages that are open in the same browser must not press buttons here. */
function isFromHere({ method, headers }: SimRequest): boolean {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
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

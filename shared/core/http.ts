import { IntegrationError } from './errors.ts';
import { type Json, parseJson } from './json.ts';
import { masked } from './log.ts';
import { answered, wording } from './wording.ts';

/** What a remote system allows and how patient we are with it. */
export interface RateProfile {
  /** For people: "Dynamics 365", "the shop". */
  remote: string;
  /** Requests under way at once. */
  concurrent: number;
  /** Requests per second after the burst; undefined = the remote side says when to stop. */
  perSecond?: number;
  burst?: number;
  timeoutMs: number;
  /** Failures in a row after which calls are refused at once. */
  openAfter?: number;
  /** How long they are refused before one call is let through to try. */
  openForMs?: number;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Whether repeating it could do something twice: an answer that is lost is then an ambiguous one. */
  writes?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON. @throws IntegrationError REMOTE_RUBBISH */
  json(): Json;
}

export interface HttpClient {
  /**
   * Answers below 500 except 429 are returned; the caller knows what they mean.
   * @throws IntegrationError REMOTE_BUSY (429 and 503 with Retry-After), REMOTE_DOWN, REMOTE_ANSWER_LOST
   */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpPorts {
  fetch?: typeof fetch;
  now?: () => number;
}

/** One client per remote system and process: it holds the rate budget and the circuit. */
export function createHttp(profile: RateProfile, { fetch: send = fetch, now = Date.now }: HttpPorts = {}): HttpClient {
  const slots = semaphore(profile.concurrent);
  const budget = tokenBucket(profile, now);
  const circuit = createCircuit(profile, now);

  return {
    async send(request) {
      circuit.require();
      await budget.take();
      const release = await slots.take();
      try {
        const response = await exchange(profile, send, request);
        if (response.status >= 502) circuit.failed();
        else circuit.succeeded();
        return response;
      } catch (error) {
        if (error instanceof IntegrationError && error.code !== 'REMOTE_BUSY') circuit.failed();
        throw error;
      } finally {
        release();
      }
    },
  };
}

async function exchange(profile: RateProfile, send: typeof fetch, request: HttpRequest): Promise<HttpResponse> {
  const { remote } = profile;
  const signal = AbortSignal.timeout(profile.timeoutMs);
  const answered = await send(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    signal,
    redirect: 'manual',
  })
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => {
      throw lost(remote, error, request.writes ?? false);
    });
  const { response, text } = answered;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
  if (response.status === 429) throw new IntegrationError('REMOTE_BUSY', { facts: { remote }, retryAfterMs: retryAfterMs ?? 5000 });
  if (response.status === 503 && retryAfterMs !== undefined) throw new IntegrationError('REMOTE_BUSY', { facts: { remote }, retryAfterMs });
  return { status: response.status, headers: response.headers, text, json: () => readJson(remote, text, request.writes ?? false) };
}

/** A connection that was never made cannot have written; anything later can. */
function lost(remote: string, error: unknown, writes: boolean): IntegrationError {
  const problem = networkProblem(error);
  const neverSent = [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ].includes(problem);
  if (writes && !neverSent) return new IntegrationError('REMOTE_ANSWER_LOST', { facts: { remote }, ambiguous: true, from: error });
  if (problem === 'TimeoutError') return new IntegrationError('REMOTE_ANSWER_LOST', { facts: { remote }, from: error });
  return new IntegrationError('REMOTE_DOWN', { facts: { remote, problem }, from: error });
}

/** For answers of 500 and above, which each client judges first: some remote sides refuse business with them. */
export function remoteFailed(remote: string, status: number, ambiguous = false): IntegrationError {
  return new IntegrationError(ambiguous ? 'REMOTE_ANSWER_LOST' : 'REMOTE_DOWN', {
    facts: { remote, problem: answered(status) },
    ambiguous,
  });
}

function networkProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'TimeoutError';
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : masked(error.message);
}

function readJson(remote: string, text: string, ambiguous: boolean): Json {
  try {
    return parseJson(text);
  } catch (from) {
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous, from });
  }
}

/** Seconds (also decimal, as Shopify writes them) or an HTTP date, in ms from now. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function semaphore(size: number) {
  let free = size;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    async take(): Promise<() => void> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}

function tokenBucket({ remote, perSecond, burst = perSecond ?? 1 }: RateProfile, now: () => number) {
  let tokens = burst;
  let filledAt = now();
  const longestWaitMs = 20_000;
  return {
    async take(): Promise<void> {
      if (!perSecond) return;
      tokens = Math.min(burst, tokens + ((now() - filledAt) / 1000) * perSecond);
      filledAt = now();
      const waitMs = ((1 - tokens) / perSecond) * 1000;
      if (waitMs > longestWaitMs) throw new IntegrationError('WAITS_FOR_RATES', { facts: { remote }, retryAfterMs: waitMs });
      tokens -= 1;
      if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    },
  };
}

function createCircuit({ remote, openAfter = 20, openForMs = 2000 }: RateProfile, now: () => number) {
  let failures = 0;
  let openUntil = 0;
  return {
    require(): void {
      const waitMs = openUntil - now();
      if (waitMs > 0)
        throw new IntegrationError('REMOTE_DOWN', {
          facts: { remote, problem: wording('several calls in a row failed', 'mehrere Aufrufe nacheinander sind gescheitert') },
          retryAfterMs: waitMs,
        });
    },
    succeeded(): void {
      failures = 0;
    },
    failed(): void {
      failures += 1;
      if (failures >= openAfter) openUntil = now() + openForMs;
    },
  };
}

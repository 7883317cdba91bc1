import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Certificate } from './certificates.ts';
import type { Part, PartOptions } from './parts.ts';
import { type SimRequest, type SimResponse, serve } from './serve.ts';
import type { TokenIssuer } from './tokens.ts';
import { clients } from './world.ts';

export interface ApplicationInsightsPart extends Part {
  connectionString: string;
  /** What was taken, oldest first. */
  items(): TelemetryItem[];
  clear(): void;
}

export interface ApplicationInsightsOptions extends PartOptions {
  tokens: TokenIssuer;
  tls: Certificate;
}

const resource = 'https://monitor.azure.com';
const instrumentationKey = '7b1c4f0e-5d0c-4d0e-9c55-0c8b1f4a2d10';
/** A run of the whole test suite has far fewer. */
const mostKept = 50_000;

/** One entry of a track request, as the service's published model has it: unknown fields are taken, missing ones are not. */
const Item = z.looseObject({
  name: z.string().min(1),
  time: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
  iKey: z.literal(instrumentationKey),
  sampleRate: z.number().gt(0).max(100).default(100),
  tags: z.record(z.string(), z.string()).default({}),
  data: z.object({
    baseType: z.enum(['RemoteDependencyData', 'RequestData', 'MessageData', 'ExceptionData', 'MetricData']),
    baseData: z.looseObject({ properties: z.record(z.string(), z.string()).optional() }),
  }),
});
export type TelemetryItem = z.output<typeof Item>;

/** Where the exporter of Azure Monitor delivers, with local authentication off: every request needs a token for it. */
export async function startApplicationInsights({ tokens, tls, ...options }: ApplicationInsightsOptions): Promise<ApplicationInsightsPart> {
  let kept: TelemetryItem[] = [];
  const handle = (request: SimRequest): SimResponse => {
    if (request.method !== 'POST' || !/^\/v2(\.1)?\/track$/.test(request.path)) return { status: 404, body: { errors: [] } };
    const claims = tokens.check(request.headers.authorization, resource);
    if (!claims) return refusal(401, 'Authentication required - local authentication is disabled for this resource.');
    if (claims.oid !== clients.product.id) return refusal(403, 'The identity lacks the role Monitoring Metrics Publisher.');
    const entries = entriesOf(request);
    if (!entries) return refusal(400, 'The body is neither a JSON array nor lines of JSON.');
    const errors = entries.flatMap((entry, index) => {
      const read = Item.safeParse(entry);
      if (read.success) kept.push(read.data);
      return read.success
        ? []
        : [{ index, statusCode: 400, message: read.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ') }];
    });
    kept = kept.slice(-mostKept);
    const body = { itemsReceived: entries.length, itemsAccepted: entries.length - errors.length, errors };
    return { status: errors.length === 0 ? 200 : errors.length === entries.length ? 400 : 206, body };
  };
  const served = await serve({ target: 'applicationInsights', port: options.port, faults: options.faults, handle, tls });
  const clear = () => {
    kept = [];
  };
  return {
    name: 'application-insights',
    url: served.url,
    connectionString: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=${served.url}/`,
    items: () => kept,
    clear,
    reset: async () => clear(),
    close: () => served.close(),
  };
}

const refusal = (status: number, message: string): SimResponse => ({
  status,
  body: { itemsReceived: 0, itemsAccepted: 0, errors: [{ index: 0, statusCode: status, message }] },
});

function entriesOf({ body, headers }: SimRequest): unknown[] | undefined {
  const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8').trim();
  try {
    return text.startsWith('[') ? (JSON.parse(text) as unknown[]) : text.split('\n').map((line): unknown => JSON.parse(line));
  } catch {
    return undefined;
  }
}

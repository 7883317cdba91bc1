/** The values that cross the border between a host and `@azure/functions`: only the fields that this host fills or reads. */

export interface TypedValue {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: HttpValue;
  collectionString?: { string: string[] };
  collectionSint64?: { sint64: number[] };
  collectionBytes?: { bytes: Uint8Array[] };
}

export interface HttpValue {
  url?: string;
  method?: string;
  nullableHeaders?: Record<string, { value: string }>;
  nullableParams?: Record<string, { value: string }>;
  nullableQuery?: Record<string, { value: string }>;
  headers?: Record<string, string>;
  body?: TypedValue | null;
  statusCode?: string;
  cookies?: CookieValue[];
}

export interface CookieValue {
  name: string;
  value: string;
  domain?: { value: string };
  path?: { value: string };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  maxAge?: { value: number };
}

export interface Binding {
  type?: string;
  direction?: string;
  [setting: string]: unknown;
}

export interface RetryPolicy {
  maxRetryCount?: number;
  retryStrategy?: string;
  delayInterval?: { seconds: number };
  minimumInterval?: { seconds: number };
  maximumInterval?: { seconds: number };
}

export interface FunctionMetadata {
  name: string;
  functionId?: string;
  bindings: Record<string, Binding>;
  retryOptions?: RetryPolicy;
}

export interface InvocationRequest {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedValue }[];
  triggerMetadata: Record<string, TypedValue>;
  traceContext: { traceParent: string; traceState?: string; attributes: Record<string, string> };
  retryContext?: { retryCount: number; maxRetryCount: number; exception?: { message: string } };
}

export interface InvocationResponse {
  outputData?: { name: string; data: TypedValue }[];
  returnValue?: TypedValue | null;
}

export type Handler = (...args: unknown[]) => unknown;

export interface CoreContext {
  invocationId: string;
  metadata: FunctionMetadata;
  request: InvocationRequest;
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';
  log(level: string, category: string, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

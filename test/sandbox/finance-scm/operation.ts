import { type Address, readAddress } from './address.ts';
import { notFound, Refusal } from './refusal.ts';

/** One request, as it comes alone or within a batch. */
export interface Operation {
  method: string;
  /** Path below `/data/`, percent-encoding kept. */
  path: string;
  options: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const jsonType = 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8';

export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': jsonType, 'odata-version': '4.0', ...headers },
  body: JSON.stringify(body),
});

export const emptyAnswer = (status: number, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'odata-version': '4.0', ...headers },
  body: '',
});

export const refusalAnswer = (refusal: Refusal): Answer => jsonAnswer(refusal.status, refusal.body);

/** Runs the work; what it refuses becomes an answer, anything else is a defect of the simulator and goes on up. */
export function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error);
    throw error;
  }
}

const root = '/data/';

/** Splits a URL of this server. @throws Refusal 404 when it does not lie below `/data/` */
export function readTarget(url: URL): { path: string; options: URLSearchParams } {
  if (`${url.pathname}/` === root) return { path: '', options: url.searchParams };
  if (!url.pathname.startsWith(root)) throw notFound(`No HTTP resource was found that matches the request URI '${url.pathname}'.`);
  return { path: url.pathname.slice(root.length), options: url.searchParams };
}

export const addressOf = (operation: Operation): Address => readAddress(operation.path);

/** `GET CustomersV3`: how calls are counted. */
export const callName = ({ method, path }: Operation): string => `${method} ${/^[^(/]*/.exec(path)?.[0] || '/'}`;

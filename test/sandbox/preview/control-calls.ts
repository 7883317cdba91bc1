import { WrongCall } from '../faults.ts';

type Body = Record<string, unknown>;

/** Calls the control interface. @throws WrongCall with what it says is wrong; NotThere where there is no such thing */
export type Control = <T>(method: string, path: string, body?: Body) => Promise<T>;

export class NotThere extends WrongCall {}

export function controlAt(url: string): Control {
  return async <T>(method: string, path: string, body?: Body): Promise<T> => {
    const answer = await fetch(url + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
    const value = (await answer.json()) as T & { error?: string };
    if (answer.ok) return value;
    const Problem = answer.status === 404 ? NotThere : WrongCall;
    throw new Problem(value.error ?? `The environment answered ${answer.status}.`);
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegisteredFunction } from './core-api.ts';
import { answerPlain } from './http-answer.ts';
import { readBody } from './http-ask.ts';
import { isAllowed, type Keys } from './http-keys.ts';
import { type Admin, routeOf } from './http-trigger.ts';

/** The host's own interface below `/admin`, opened by the master key, and its home page. */
export function adminOf(functions: RegisteredFunction[], routePrefix: string, keys: Keys, runTimer: (name: string) => void): Admin {
  const started = performance.now();

  const trigger = async (incoming: IncomingMessage, outgoing: ServerResponse, name: string) => {
    const fn = functions.find((known) => known.name.toLowerCase() === name.toLowerCase());
    if (!fn) return answerPlain(outgoing, 404);
    await readBody(incoming);
    if (!/^timertrigger$/i.test(String(fn.trigger.type)))
      return answerPlain(outgoing, 400, { message: `"${fn.name}" is no timer; this host starts only timers on demand.` });
    runTimer(fn.name);
    answerPlain(outgoing, 202);
  };

  return async (incoming, outgoing, url) => {
    const [first, area, name, ...rest] = url.pathname.split('/').filter(Boolean);
    if (first !== undefined && first.toLowerCase() !== 'admin') return false;
    const call = `${incoming.method} ${area}${name ? '/*' : ''}${rest.length ? '/+' : ''}`;
    if (first === undefined) answerPlain(outgoing, 200, { message: 'Your Functions app is up and running.' });
    else if (!isAllowed(keys, 'admin', '', incoming.headers, url.searchParams)) answerPlain(outgoing, 401);
    else if (call === 'GET host/*' && name === 'status') answerPlain(outgoing, 200, status(started));
    else if (call === 'GET functions')
      answerPlain(
        outgoing,
        200,
        functions.map((fn) => describe(fn, routePrefix)),
      );
    else if (call === 'POST functions/*') await trigger(incoming, outgoing, decodeURIComponent(name ?? ''));
    else answerPlain(outgoing, 404);
    return true;
  };
}

const status = (started: number) => ({
  id: 'local',
  state: 'Running',
  version: '4.1042.100',
  processUptime: Math.round(performance.now() - started),
});

function describe(fn: RegisteredFunction, routePrefix: string): Record<string, unknown> {
  const isHttp = /^httptrigger$/i.test(String(fn.trigger.type));
  return {
    name: fn.name,
    config: { name: fn.name, bindings: Object.entries(fn.metadata.bindings).map(([name, binding]) => ({ name, ...binding })) },
    invokeUrlTemplate: isHttp ? `/${routeOf(fn, routePrefix)}` : undefined,
    isDisabled: false,
    language: 'node',
  };
}

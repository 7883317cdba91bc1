import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { IntegrationError } from '../../shared/core/errors.ts';
import { createHttp, parseRetryAfter } from '../../shared/core/http.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const address = server?.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: IntegrationError) => `${error.code}${error.details.ambiguous ? ' ambiguous' : ''}`,
  );

describe('the HTTP client', () => {
  it('waits as long as the remote side asks for', async () => {
    const url = await serve((_request, response) => response.writeHead(429, { 'retry-after': '2.5' }).end());
    const error = await createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 1000 })
      .send({ method: 'GET', url })
      .catch((caught: IntegrationError) => caught);
    expect(error).toMatchObject({ code: 'REMOTE_BUSY', details: { retryAfterMs: 2500 } });
  });

  it('calls a write whose connection broke ambiguous, and a read not', async () => {
    const url = await serve((request) => request.socket.destroy());
    const http = createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 1000 });
    expect(await codeOf(http.send({ method: 'POST', url, writes: true }))).toBe('REMOTE_ANSWER_LOST ambiguous');
    expect(await codeOf(http.send({ method: 'GET', url }))).toBe('REMOTE_DOWN');
  });

  it('knows that a refused connection has written nothing', async () => {
    const url = await serve(() => undefined);
    server?.close();
    await new Promise((done) => server?.once('close', done));
    expect(
      await codeOf(createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 1000 }).send({ method: 'POST', url, writes: true })),
    ).toBe('REMOTE_DOWN');
  });

  it('calls a write without an answer in time ambiguous', async () => {
    const url = await serve(() => undefined);
    expect(await codeOf(createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 50 }).send({ method: 'POST', url, writes: true }))).toBe(
      'REMOTE_ANSWER_LOST ambiguous',
    );
  });

  it('opens the circuit after failures in a row and tries again later', async () => {
    let now = 0;
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      response.writeHead(calls <= 2 ? 502 : 200).end('{}');
    });
    const http = createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 1000, openAfter: 2, openForMs: 1000 }, { now: () => now });
    await http.send({ method: 'GET', url });
    await http.send({ method: 'GET', url });
    expect(await codeOf(http.send({ method: 'GET', url }))).toBe('REMOTE_DOWN');
    expect(calls).toBe(2);
    now = 1500;
    expect((await http.send({ method: 'GET', url })).status).toBe(200);
  });

  it('never has more requests under way than its profile allows', async () => {
    let open = 0;
    let most = 0;
    const url = await serve((_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('{}');
      }, 10);
    });
    const http = createHttp({ remote: 'the shop', concurrent: 3, timeoutMs: 5000 });
    await Promise.all(Array.from({ length: 12 }, () => http.send({ method: 'GET', url })));
    expect(most).toBe(3);
  });

  it('reads Retry-After as seconds, decimals and dates', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');
    expect([
      parseRetryAfter('3'),
      parseRetryAfter('0.4'),
      parseRetryAfter('Fri, 20 Nov 2026 10:00:05 GMT', now),
      parseRetryAfter('soon'),
      parseRetryAfter(null),
    ]).toEqual([3000, 400, 5000, undefined, undefined]);
  });

  it('says rubbish is rubbish', async () => {
    const url = await serve((_request, response) => response.end('<html>maintenance</html>'));
    const response = await createHttp({ remote: 'the shop', concurrent: 1, timeoutMs: 1000 }).send({ method: 'GET', url });
    expect(() => response.json()).toThrow('gave an answer that cannot be read');
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createLog } from '../../shared/core/log.ts';
import { createCallCounter } from '../../shared/platform/call-counter.ts';

it('says once a minute and store how often the shop was called, throttled us and failed', async () => {
  const statuses = [200, 429, 503];
  const server = createServer((_request, answer) => answer.writeHead(statuses.shift() ?? 200).end()).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let now = 0;
  const counter = createCallCounter(() => now);
  const lines: unknown[] = [];
  const log = createLog((_level, event, fields) => void lines.push([event, fields]));
  const call = counter.fetchFor('main');
  for (let n = 0; n < 3; n += 1) await call(url);
  await counter
    .fetchFor('gone')('http://127.0.0.1:1/')
    .catch(() => undefined);
  server.close();

  counter.tell(log);
  expect(lines).toEqual([]);
  now = 60_000;
  counter.tell(log);
  counter.tell(log);
  expect(lines).toEqual([
    ['shop calls', { store: 'main', calls: 3, throttled: 1, failed: 1, averageMs: 0 }],
    ['shop calls', { store: 'gone', calls: 1, throttled: 0, failed: 1, averageMs: 0 }],
  ]);
});

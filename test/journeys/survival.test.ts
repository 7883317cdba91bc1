import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { root } from '../sandbox/build.ts';
import type { Endpoints } from '../sandbox/environment.ts';
import type { PlacedOrder } from '../sandbox/parts.ts';

/** `npm start -- --data DIR` as a process of its own, killed as hard as can be. */

let child: ChildProcess | undefined;
const dataDir = mkdtempSync(join(tmpdir(), 'survival-'));
const endpointsFile = join(dataDir, 'endpoints.json');

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Endpoints> {
  rmSync(endpointsFile, { force: true });
  child = spawn(
    process.execPath,
    [join(root, 'test/sandbox/start.ts'), '--quiet', '--port-base', '7800', '--data', dataDir, '--endpoints', endpointsFile],
    { stdio: 'inherit' },
  );
  for (let look = 0; look < 300; look += 1) {
    if (existsSync(endpointsFile)) {
      const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
      if ((await fetch(`${endpoints.control}/ready`)).ok) return endpoints;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the environment did not start');
}

it('a killed environment goes on where it was: orders that waited for Dynamics arrive, once', async () => {
  const first = await start();
  const call = async (method: string, path: string, body?: unknown) =>
    (await fetch(first.control + path, { method, body: body === undefined ? undefined : JSON.stringify(body) })).json() as Promise<
      Record<string, unknown>
    >;
  await call('POST', '/channels/shopify/orders', { count: 2, seed: 1, shape: 'plain' });
  await call('GET', '/idle');
  await call('POST', '/faults', { target: 'financeScm', kind: 'down', durationMs: 600_000 });
  const { orders } = (await call('POST', '/channels/woocommerce/orders', { count: 3, seed: 2, shape: 'plain' })) as unknown as {
    orders: PlacedOrder[];
  };
  await new Promise((done) => setTimeout(done, 1500));
  child?.kill('SIGKILL');
  await new Promise((done) => child?.once('exit', done));

  const second = await start();
  await fetch(`${second.control}/idle?timeoutMs=60000`);
  const token = (await (
    await fetch(second.auth.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: second.auth.clientId,
        client_secret: second.auth.clientSecret,
        scope: `${second.financeScm}/.default`,
      }),
    })
  ).json()) as { access_token: string };
  const answer = await fetch(
    `${second.financeScm}/data/SalesOrderHeadersV4?cross-company=true&$select=CustomersOrderReference,OrderTotalAmount,SalesOrderOriginCode`,
    { headers: { authorization: `Bearer ${token.access_token}` } },
  );
  const { value } = (await answer.json()) as {
    value: { CustomersOrderReference: string; OrderTotalAmount: number; SalesOrderOriginCode: string }[];
  };
  expect(value).toHaveLength(5);
  for (const order of orders)
    expect(
      value
        .filter((row) => row.SalesOrderOriginCode === 'woocommerce-main' && row.CustomersOrderReference === order.number)
        .map((row) => row.OrderTotalAmount),
    ).toEqual([Number(order.total)]);
}, 120_000);

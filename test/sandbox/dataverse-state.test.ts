import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonNumber } from '../../shared/core/json.ts';
import { createConfigurationReader } from '../../shared/d365/dataverse/configuration-rows.ts';
import { publishedLimits, ServiceProtection } from './dataverse/limits.ts';
import { startDataverse } from './dataverse/start.ts';
import { clientId, seed, status, useDataverse } from './dataverse-caller.ts';
import { clients } from './world.ts';

const { here, tokens, faults, call, get, product } = useDataverse();

describe('service protection', () => {
  it('refuses what is over the published limits, and only that', () => {
    let now = 0;
    const protection = new ServiceProtection(publishedLimits, () => now);
    const code = () => {
      const begun = protection.begin('user');
      if (!('refused' in begun)) {
        begun.end();
        return 'taken';
      }
      const { error } = begun.refused.body as { error: { code: string } };
      return [error.code, begun.refused.status, begun.refused.headers?.['retry-after']];
    };
    for (let n = 0; n < 6000; n += 1) {
      now += 10;
      expect(code()).toBe('taken');
    }
    expect(code()).toEqual(['0x80072322', 429, '241']);
    expect('refused' in protection.begin('another')).toBe(false);
    now += 300_000;
    expect(code()).toBe('taken');
    for (let n = 0; n < 52; n += 1) protection.begin('user');
    expect(code()).toEqual(['0x80072326', 429, '2']);
  });

  it('counts what each call takes, and says what is left', () => {
    let now = 0;
    const protection = new ServiceProtection(publishedLimits, () => now);
    const seconds: unknown[] = [];
    for (let call = 0; call < 5; call += 1) {
      const begun = protection.begin('user');
      if ('refused' in begun) return expect(begun.refused.body).toMatchObject({ error: { code: '0x80072321' } });
      seconds.push(begun.remaining.seconds);
      now += call < 4 ? 299_000 / 4 : 0;
      begun.end();
    }
    expect(seconds).toEqual([1200, 1125, 1050, 975, 901]);
    for (let call = 0; call < 12; call += 1) {
      const begun = protection.begin('user');
      if ('refused' in begun) break;
      now += 100;
      begun.end();
    }
    const parallel = Array.from({ length: 20 }, () => protection.begin('user'));
    now += 60_000;
    for (const begun of parallel) if ('end' in begun) begun.end();
    const over = protection.begin('user');
    expect('refused' in over && [over.refused.status, over.refused.body]).toEqual([
      429,
      {
        error: {
          code: '0x80072321',
          message: expect.stringContaining('exceeded limit of 1,200,000 milliseconds over time window of 300 seconds.'),
        },
      },
    ]);
  });

  it('holds at the front door, for a batch as one call, and ends with the window', async () => {
    const limits = { requests: 3, windowMs: 60_000, executionMs: 1_200_000, concurrent: 52 };
    const small = await startDataverse({ port: 0, faults, tokens, serviceProtection: limits });
    try {
      const ask = (client: string = clientId) =>
        fetch(`${small.url}/api/data/v9.2/cmc_stores`, { headers: { authorization: `Bearer ${tokens.issue(small.url, client).token}` } });
      const taken = [await ask(), await ask(), await ask()];
      expect(taken.map(({ status, headers }) => [status, headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')])).toEqual([
        [200, '2'],
        [200, '1'],
        [200, '0'],
      ]);
      expect(taken[0]?.headers.get('x-ms-dop-hint')).toBe('4');
      const refused = await ask();
      expect([refused.status, Number(refused.headers.get('retry-after')) > 50]).toEqual([429, true]);
      expect(await refused.json()).toMatchObject({
        error: { code: '0x80072322', message: 'Number of requests exceeded the limit of 3 over time window of 60 seconds.' },
      });
      expect((await ask(clients.outside.id)).status).toBe(200);
      await small.reset();
      expect((await ask()).status).toBe(200);
    } finally {
      await small.close();
    }
  });

  it('lets a user have so many calls at once and no more', async () => {
    const limits = { ...publishedLimits, concurrent: 2 };
    const small = await startDataverse({ port: 0, faults, tokens, serviceProtection: limits, workMs: 50 });
    try {
      const authorization = `Bearer ${tokens.issue(small.url, clientId).token}`;
      const answers = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const answer = await fetch(`${small.url}/api/data/v9.2/cmc_stores`, { headers: { authorization } });
          return answer.ok ? undefined : ((await answer.json()) as { error: { code: string } }).error.code;
        }),
      );
      expect(new Set(answers)).toEqual(new Set([undefined, '0x80072326']));
    } finally {
      await small.close();
    }
  });

  it('words a throttle that is asked for the same way', async () => {
    faults.add({ target: 'dataverse', kind: 'throttle', count: 1, retryAfterS: 7 });
    const { status, headers, body } = await get('cmc_stores');
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([429, '7', '0x80072322']);
    expect(body.error.message).toBe('Number of requests exceeded the limit of 6000 over time window of 300 seconds.');
  });
});

describe('the product', () => {
  it('upserts all tables in one round trip and tells which rows are refused', async () => {
    const refused = await product().upsert([
      {
        set: 'cmc_syncstatuses',
        table: 'cmc_syncstatus',
        rows: [
          status('shopify-main|order|1', { cmc_channeltotal: jsonNumber('12345678901.2345') }),
          status('bad', { cmc_state: 7 }),
          status('2'),
        ],
      },
      { set: 'cmc_syncevents', table: 'cmc_syncevent', rows: [{ cmc_key: 'e1', cmc_name: 'Received', cmc_text: '' }] },
      { set: 'cmc_exceptions', table: 'cmc_exception', rows: [] },
    ]);
    expect(refused).toEqual([{ set: 'cmc_syncstatuses', key: 'bad', problem: expect.stringContaining("'cmc_state'") }]);
    const rows = await product().read('cmc_syncstatuses', '$select=cmc_key,cmc_channeltotal&$orderby=cmc_key');
    expect(rows.map((row) => [row.cmc_key, row.cmc_channeltotal])).toEqual([
      ['2', null],
      ['shopify-main|order|1', 12345678901.2345],
    ]);
    expect(here.part.calls().operations.find(({ name }) => name === 'POST $batch')?.count).toBe(1);
  });

  it('updates what exists and never creates', async () => {
    await product().update('cmc_stores', 'shopify-main', { cmc_problem: 'No connection.' });
    expect((await get("cmc_stores(cmc_key='shopify-main')")).body.cmc_problem).toBe('No connection.');
    await expect(product().update('cmc_stores', 'nowhere', { cmc_problem: '' })).rejects.toThrow();
  });

  it('follows its configuration, and begins again when its link is too old', async () => {
    const read = createConfigurationReader(product());
    const first = await read();
    expect([first.stores.length, first.productLinks.length, first.mappingSets.length]).toEqual([2, 2, 0]);
    expect(first.valueMapEntries.length).toBeGreaterThan(4);
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_enabled: false });
    await call('DELETE', "cmc_stores(cmc_key='woocommerce-main')");
    expect((await read()).stores).toEqual([expect.objectContaining({ cmc_key: 'shopify-main', cmc_enabled: false })]);
    await here.part.reset();
    expect((await read()).stores).toHaveLength(2);
  });
});

it('continues with its rows and change links after a restart, and does not seed again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataverse-'));
  try {
    const start = () => startDataverse({ port: 0, faults, tokens, seed: () => seed, dataDir });
    const at = async (url: string, path: string, method = 'GET', body?: unknown) =>
      fetch(`${url}/api/data/v9.2/${path}`, {
        method,
        headers: { authorization: `Bearer ${tokens.issue(url, clientId).token}`, prefer: 'odata.track-changes' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const one = await start();
    const { '@odata.deltaLink': link } = (await (await at(one.url, 'cmc_stores')).json()) as { '@odata.deltaLink': string };
    await at(one.url, "cmc_stores(cmc_key='shopify-main')", 'PATCH', { cmc_name: 'Kept' });
    await at(one.url, "cmc_stores(cmc_key='woocommerce-main')", 'DELETE');
    await one.close();
    const two = await start();
    const changes = (await (await at(two.url, link.slice(link.indexOf('cmc_stores')))).json()) as { value: Record<string, string>[] };
    expect(changes.value.map((row) => row.cmc_name ?? row.reason)).toEqual(['Kept', 'deleted']);
    await two.close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

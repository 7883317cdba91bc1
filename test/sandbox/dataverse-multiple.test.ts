import { describe, expect, it } from 'vitest';
import { type Answered, useDataverse } from './dataverse-caller.ts';

const { here, call, get } = useDataverse();

describe('many rows at once', () => {
  const target = (key: string, more: Record<string, unknown> = {}) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus',
    '@odata.id': `cmc_syncstatuses(cmc_key='${key}')`,
    cmc_store: 'shopify-main',
    ...more,
  });
  const upsert = (targets: unknown) => call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.UpsertMultiple', { Targets: targets });

  it('are created and updated, and answered with nothing', async () => {
    expect((await upsert([target('a', { cmc_name: 'A' }), target('b')])).status).toBe(204);
    const again = await upsert([target('a', { cmc_attempt: 2 }), target('c')]);
    expect([again.status, again.text]).toEqual([204, '']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body).toMatchObject({ cmc_name: 'A', cmc_attempt: 2 });
    expect((await get('cmc_syncstatuses/$count')).text).toBe('3');
  });

  it('are written all or not at all', async () => {
    await upsert([target('a', { cmc_name: 'before' })]);
    const refused = await upsert([target('a', { cmc_name: 'after' }), target('b'), target('c', { cmc_state: 1 })]);
    expect([refused.status, refused.body.error.code]).toEqual([400, '0x8004431a']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body.cmc_name).toBe('before');
    expect((await get("cmc_syncstatuses(cmc_key='b')")).status).toBe(404);
  });

  it('are refused over 1,000, without type, of another table, with a key that cannot be', async () => {
    expect((await upsert(Array.from({ length: 1001 }, (_, n) => target(`k${n}`)))).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.type': undefined }])).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.type': 'Microsoft.Dynamics.CRM.cmc_store' }])).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.id': "cmc_stores(cmc_key='a')" }])).status).toBe(400);
    expect((await upsert([target('gid%3A%2F%2Fshopify')])).status).toBe(400);
    expect((await upsert(undefined)).status).toBe(400);
    expect((await get('cmc_syncstatuses/$count')).text).toBe('0');
  });

  it('are refused when one of them is named twice', async () => {
    const twice = await upsert([target('a'), target('b'), target('A')]);
    expect([twice.status, twice.body.error.message]).toEqual([400, expect.stringContaining('more than once')]);
    expect((await get('cmc_syncstatuses/$count')).text).toBe('0');
  });

  it('are updated only when all of them exist; of two for one row the first counts', async () => {
    const update = (targets: unknown) => call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.UpdateMultiple', { Targets: targets });
    await upsert([target('a', { cmc_name: 'before' })]);
    const { cmc_syncstatusid: id } = (await get("cmc_syncstatuses(cmc_key='a')")).body;
    const missing = await update([target('a', { cmc_name: 'after' }), target('b')]);
    expect([missing.status, missing.body.error.code]).toEqual([404, '0x80060891']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body.cmc_name).toBe('before');

    const byId = { '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus', cmc_syncstatusid: id };
    const done = await update([
      { ...byId, cmc_name: 'first' },
      { ...byId, cmc_name: 'second' },
    ]);
    expect([done.status, done.text]).toEqual([204, '']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body.cmc_name).toBe('first');
    expect((await update([{ '@odata.type': byId['@odata.type'], cmc_name: 'whose?' }])).status).toBe(400);
  });

  it('answer their ids when they are created', async () => {
    const { status, body } = await call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.CreateMultiple', {
      Targets: [1, 2].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus', cmc_key: `n${n}` })),
    });
    expect([status, body.Ids.length]).toEqual([200, 2]);
    expect((await get(`cmc_syncstatuses(${body.Ids[1]})`)).body.cmc_key).toBe('n2');
  });
});

describe('a batch', () => {
  const crlf = '\r\n';
  const request = (line: string, body?: unknown, contentId?: number) =>
    [
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
      '',
      `${line} HTTP/1.1`,
      ...(body === undefined ? [] : ['Content-Type: application/json']),
      '',
      body === undefined ? '' : JSON.stringify(body),
    ].join(crlf);
  const changeset = (...requests: string[]) =>
    ['Content-Type: multipart/mixed; boundary=cs', '', ...requests.flatMap((one) => ['--cs', one]), '--cs--'].join(crlf);
  const send = (parts: string[], headers: Record<string, string> = {}) =>
    call('POST', '$batch', `${parts.map((one) => `--b${crlf}${one}${crlf}`).join('')}--b--${crlf}`, {
      'content-type': 'multipart/mixed; boundary=b',
      ...headers,
    });
  const statusesIn = ({ text }: Answered) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));

  it('carries out its requests in order, whatever form their addresses have', async () => {
    const answer = await send([
      request(`POST ${here.root}/cmc_stores`, { cmc_key: 'b1' }),
      request("PATCH /api/data/v9.2/cmc_stores(cmc_key='b1')", { cmc_name: 'B' }),
      request("GET cmc_stores(cmc_key='b1')?$select=cmc_name"),
    ]);
    expect([answer.status, statusesIn(answer)]).toEqual([200, [204, 204, 200]]);
    expect(answer.text).toContain('"cmc_name":"B"');
    expect(here.part.calls()).toMatchObject({ total: 1, operations: [{ name: 'POST $batch', count: 1 }] });
    expect(here.part.calls().inner).toEqual([
      { name: 'POST cmc_stores', count: 1 },
      { name: 'PATCH cmc_stores', count: 1 },
      { name: 'GET cmc_stores', count: 1 },
    ]);
  });

  it('stops at the first failure, or goes on when that is preferred', async () => {
    const parts = [request('GET cmc_shops'), request('POST cmc_stores', { cmc_key: 'b2' })];
    const stopped = await send(parts);
    expect([stopped.status, statusesIn(stopped)]).toEqual([404, [404]]);
    const on = await send(parts, { prefer: 'odata.continue-on-error' });
    expect([on.status, statusesIn(on)]).toEqual([200, [404, 204]]);
  });

  it('writes a change set whole or not at all, and lets it refer to its own records', async () => {
    const failed = await send([
      changeset(request('POST cmc_stores', { cmc_key: 'c1' }, 1), request('POST cmc_stores', { cmc_key: 'c2', cmc_colour: 'red' }, 2)),
    ]);
    expect(statusesIn(failed)).toEqual([400]);
    expect(failed.text).toContain('Content-ID: 2');
    expect((await get("cmc_stores(cmc_key='c1')")).status).toBe(404);
    const good = await send([changeset(request('POST cmc_stores', { cmc_key: 'c1' }, 1), request('PATCH $1', { cmc_name: 'C' }, 2))]);
    expect([good.status, statusesIn(good)]).toEqual([200, [204, 204]]);
    expect((await get("cmc_stores(cmc_key='c1')")).body.cmc_name).toBe('C');
    const unnamed = await send([changeset(request('POST cmc_stores', { cmc_key: 'c3' }))]);
    expect([unnamed.status, unnamed.body.error.message]).toEqual([400, expect.stringContaining('Content-ID')]);
  });

  it('is refused with a GET in a change set, with more than 1,000 requests, with a batch inside, without its end', async () => {
    expect((await send([changeset(request('GET cmc_stores', undefined, 1))])).status).toBe(400);
    expect((await send(Array.from({ length: 1001 }, () => request('GET cmc_stores')))).status).toBe(400);
    expect((await send([request('POST $batch', {})])).status).toBe(400);
    expect(
      (await call('POST', '$batch', `--b${crlf}${request('GET cmc_stores')}`, { 'content-type': 'multipart/mixed; boundary=b' })).status,
    ).toBe(400);
    expect((await call('POST', '$batch', '{}')).status).toBe(400);
  });
});

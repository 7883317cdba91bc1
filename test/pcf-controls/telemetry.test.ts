import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { telemetryEvent } from '../../pcf-controls/host/telemetry.ts';
import { toldOf, toldOfForm } from '../../pcf-controls/web-resources/told.ts';
import { chromiumPath, startBrowser } from '../sandbox/preview-visitor.ts';

const operationId = '0af7651916cd43dd8448eb211c80319c';
const personal = ['Jane Doe', 'Jane%20Doe', 'jane.doe@example.com', '12 Main Street', '+1 555 0100', 'shopify-main', '4111 1111'];
const library = fileURLToPath(new URL('../../pcf-controls/web-resources/telemetry.ts', import.meta.url));
const isInstalled = existsSync(
  fileURLToPath(new URL('../../pcf-controls/node_modules/@microsoft/applicationinsights-web/package.json', import.meta.url)),
);

describe('what is told of an event', () => {
  test('is its control, kind, outcome, time and operation', () => {
    const detail = { event: 'action', control: 'StoreSetup', action: 'check-store', outcome: 'Done', durationMs: 812.4, operationId };
    expect(toldOf(detail)).toEqual({
      name: 'control action',
      properties: { control: 'StoreSetup', action: 'check-store', outcome: 'Done' },
      measurements: { durationMs: 812 },
      operationId,
    });
    expect(toldOfForm('cmc_store', 12)).toMatchObject({ properties: { table: 'cmc_store' } });
  });

  test('never contains a text that somebody has written', () => {
    const written = fc.oneof(fc.string(), fc.constantFrom(...personal), fc.object());
    const slot = (...known: string[]) => fc.oneof(written, fc.constantFrom(...known));
    const detail = fc.record({
      event: slot('shown', 'action', 'failed'),
      control: slot('Monitor'),
      action: slot('hold'),
      outcome: slot('Done'),
      failure: slot('TypeError'),
      operationId: slot(operationId),
      durationMs: fc.oneof(written, fc.double()),
      message: written,
    });
    const closed = ['control shown', 'control action', 'control failed', 'Monitor', 'hold', 'Done', 'TypeError', 'other', operationId];
    fc.assert(
      fc.property(detail, (raised) => {
        const told = toldOf(raised);
        const texts = told ? [told.name, told.operationId, ...Object.values(told.properties)].filter((text) => text !== undefined) : [];
        expect(texts.filter((text) => !closed.includes(text))).toEqual([]);
      }),
    );
    expect(toldOfForm('Jane Doe', 'Jane Doe')).toEqual({ name: 'form opened', properties: { table: 'other' }, measurements: {} });
  });
});

describe.skipIf(!chromiumPath || !isInstalled)('the library in a browser', () => {
  let browser: Browser;
  let server: Server;
  let script = '';
  let variable: object | undefined;
  let requests: { url: string; body: string; headers: string }[] = [];
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeAll(async () => {
    const built = await build({ entryPoints: [library], bundle: true, minify: true, format: 'iife', target: 'es2020', write: false });
    script = built.outputFiles[0]?.text ?? '';
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        if (request.method === 'POST') requests.push({ url: request.url ?? '', body, headers: JSON.stringify(request.headers) });
        const page = request.url?.startsWith('/library.js') ? script : pageFor(request.url ?? '');
        const type = request.url?.startsWith('/library.js')
          ? 'text/javascript'
          : request.method === 'POST'
            ? 'application/json'
            : 'text/html';
        response.writeHead(200, { 'content-type': type });
        response.end(request.method === 'POST' ? '{"itemsReceived":1,"itemsAccepted":1,"errors":[]}' : page);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((done) => server.close(done));
  });

  /** The form library runs in a frame of the page, as in model-driven apps. */
  function pageFor(url: string): string {
    if (!url.startsWith('/ClientApiWrapper')) return '<title>Jane Doe</title><iframe src="/ClientApiWrapper?name=Jane%20Doe"></iframe>';
    const rows = JSON.stringify(variable ? [variable] : []);
    return `<title>jane.doe@example.com</title><script>
      Xrm = { WebApi: { retrieveMultipleRecords: async () => ({ entities: ${rows} }) }, Utility: { getUserName: () => 'Jane Doe' } };
    </script><script src="/library.js"></script><script>
      CommerceCompanion.telemetry.onLoad({ getFormContext: () => ({ data: { entity: { getEntityName: () => 'cmc_store', getPrimaryAttributeValue: () => 'Jane Doe' } } }) });
      window.isReady = true;
    </script>`;
  }

  async function visit(): Promise<{ cookies: number; stored: number; asked: string[] }> {
    requests = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(`${address()}/main.aspx?etn=account&id=Jane%20Doe&mail=jane.doe@example.com#12 Main Street`);
    await page.frames()[1]?.waitForFunction(() => 'isReady' in window);
    await page.evaluate(
      ([name, details]) => {
        for (const detail of details) window.dispatchEvent(new CustomEvent(name, { detail }));
        setTimeout(() => {
          throw new Error('Jane Doe, 12 Main Street');
        });
        Promise.reject(new Error('jane.doe@example.com'));
        return fetch('/orders/Jane%20Doe?phone=+1 555 0100');
      },
      [
        telemetryEvent,
        [
          { event: 'shown', control: 'Monitor', durationMs: 42, title: 'Jane Doe' },
          { event: 'action', control: 'StoreSetup', action: 'check-store', outcome: 'Done', durationMs: 900, operationId },
          { event: 'failed', control: 'StoreSetup', failure: 'jane.doe@example.com', message: '12 Main Street' },
          { event: 'shown', control: 'Jane Doe' },
        ],
      ] as const,
    );
    await page.waitForTimeout(300);
    const state = await page.evaluate(() => ({ stored: localStorage.length + sessionStorage.length }));
    // The library sends what it has when the page goes.
    await page.goto('about:blank');
    await page.waitForTimeout(300);
    const cookies = await context.cookies();
    await context.close();
    return { cookies: cookies.length, stored: state.stored, asked: [...new Set(asked)].filter((origin) => origin !== 'null') };
  }

  const connection = () => `InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=${address()}/`;

  test('sends what happened, under the server operation, and nothing of persons or pages', async () => {
    variable = { defaultvalue: null, environmentvariabledefinition_environmentvariablevalue: [{ value: connection() }] };
    const left = await visit();
    const items = requests.flatMap(({ body }) => itemsOf(body));
    expect(items.map(({ data }) => data.baseData.name).sort()).toEqual([
      'control action',
      'control failed',
      'control shown',
      'form opened',
    ]);
    const action = items.find(({ data }) => data.baseData.name === 'control action');
    expect(action?.tags['ai.operation.id']).toBe(operationId);
    expect(action?.data.baseData).toMatchObject({
      properties: { action: 'check-store', outcome: 'Done' },
      measurements: { durationMs: 900 },
    });
    const everything = JSON.stringify(requests.map(({ url, body }) => [url, body]));
    for (const text of [...personal, 'main.aspx', 'ClientApiWrapper']) expect(everything).not.toContain(text);
    expect(Object.keys(Object.assign({}, ...items.map(({ tags }) => tags)))).toEqual(
      expect.not.arrayContaining(['ai.user.id', 'ai.session.id', 'ai.location.ip']),
    );
    expect(left).toEqual({ cookies: 0, stored: 0, asked: [address()] });
  });

  test.each([
    ['no variable', undefined],
    ['an empty one', { defaultvalue: '', environmentvariabledefinition_environmentvariablevalue: [] }],
    ['one that is no connection string', { defaultvalue: 'off', environmentvariabledefinition_environmentvariablevalue: [] }],
  ])('sends nothing with %s', async (_case, row) => {
    variable = row;
    await visit();
    expect(requests).toEqual([]);
  });
});

interface Item {
  tags: Record<string, string>;
  data: { baseData: { name: string; properties: Record<string, string>; measurements: Record<string, number> } };
}

const itemsOf = (body: string): Item[] =>
  (body.startsWith('[') ? JSON.parse(body) : body.split('\n').map((line) => JSON.parse(line) as unknown)) as Item[];

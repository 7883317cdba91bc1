import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nobodyLooks } from '../journeys/shop-floor.ts';
import { buildControls } from '../sandbox/build-controls.ts';
import { chromiumPath, startBrowser, startVisitor, type Visitor } from '../sandbox/preview-visitor.ts';

describe.skipIf(!chromiumPath)('an operator opens the queue (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let visitor: Visitor;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await buildControls({ only: ['ExceptionQueue'] });
    [visitor, browser] = await Promise.all([startVisitor(nobodyLooks), startBrowser()]);
    await visitor.ask('POST', '/api/place', { store: 'shopify-main', shape: 'unknown-sku', count: 2 });
    await visitor.idle();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })).newPage();
    await page.addInitScript(watchCauses);
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await visitor?.close();
  });

  it('no cause stands there before its words have come, although the view does not show them', async () => {
    await page.route(/cmc_exceptions\?.*cmc_advice/, async (route) => {
      await new Promise((done) => setTimeout(done, 500));
      await route.continue();
    });
    await page.goto(`${visitor.environment.endpoints.preview}/?persona=kim#/table/cmc_exception`);
    await page.getByRole('heading', { name: /is not known/ }).waitFor();

    const titles = (await page.evaluate('globalThis.titles')) as string[];
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => !title.includes('is not known'))).toEqual([]);
  });
});

/** Runs in the page: keeps what every cause said when it was drawn. */
function watchCauses(): void {
  const titles: string[] = [];
  Object.assign(globalThis, { titles });
  new MutationObserver(() => {
    for (const cause of document.querySelectorAll('.control-place [role=option] [title]')) titles.push(cause.getAttribute('title') ?? '');
  }).observe(document, { childList: true, subtree: true });
}

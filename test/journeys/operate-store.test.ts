import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDynamics } from '../sandbox/preview/dynamics.ts';
import { chromiumPath, scrollsSideways, violations } from '../sandbox/preview-visitor.ts';
import { type PersonaPages, startPersonaPages } from './persona-pages.ts';

/** A store is stopped, goes on, and has a time run again, by the buttons of its form. */

const followsWithinMs = 25_000;

describe.skipIf(!chromiumPath)('the form of a store that works (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let pages: PersonaPages;
  let opened: Page[] = [];
  beforeAll(async () => {
    pages = await startPersonaPages();
  }, 240_000);
  afterAll(() => pages?.close());
  afterEach(async () => {
    await Promise.all(opened.map((page) => page.context().close()));
    opened = [];
    expect(pages.complaints.splice(0)).toEqual([]);
  });

  const form = async (persona: string, look: Omit<Parameters<PersonaPages['as']>[1], 'at'> = {}): Promise<Page> => {
    const [store] = await pages.rows("cmc_stores?$filter=cmc_key eq 'shopify-main'&$select=cmc_storeid");
    const page = await pages.as(persona, { at: `#/record/cmc_store/${store?.cmc_storeid}`, ...look });
    page.setDefaultTimeout(followsWithinMs);
    opened.push(page);
    return page;
  };
  const control = (page: Page) => page.locator('.control-place');
  /** What is shown, and said to a screen reader besides. */
  const says = (page: Page, sentence: string | RegExp) => control(page).getByText(sentence).first().waitFor();
  const press = (page: Page, name: string | RegExp) => control(page).getByRole('button', { name, exact: true }).click();
  const statusOf = async (ref: string | undefined) => {
    const [row] = await pages.rows(
      `cmc_syncstatuses?$filter=cmc_externalid eq '${ref}' and cmc_documenttype eq 'order'&$select=cmc_state,cmc_reason`,
    );
    return { state: row?.['cmc_state@OData.Community.Display.V1.FormattedValue'], reason: String(row?.cmc_reason ?? '') };
  };
  const salesOrders = async (): Promise<number> =>
    (await openDynamics(pages.environment.endpoints).read('financeScm', 'SalesOrderHeadersV4?cross-company=true&$count=true')).count;

  it('the admin pauses a store, an order waits and says why, he resumes, and it is synced', async () => {
    const page = await form('alex');
    await press(page, 'Pause…');
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Main store only').isChecked()).toBe(true);
    await dialog.getByLabel('Reason').fill('Update 10.0.47');
    await dialog.getByRole('button', { name: 'Pause Main store' }).click();
    await says(page, /^Paused since .* by Alex .*: Update 10\.0\.47$/);
    await says(page, 'Live, but paused');

    const [order] = await pages.orders('shopify', 'plain');
    const waits = await statusOf(order?.ref);
    expect(waits.state).toBe('Waiting');
    expect(waits.reason).toContain('Update 10.0.47');

    await press(page, 'Resume Main store');
    await says(page, 'Main store goes on; 1 document that waited is run.');
    await says(page, 'Live: orders');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Pause…');
    await expect.poll(async () => (await statusOf(order?.ref)).state, { timeout: followsWithinMs }).toBe('Synced');
  });

  it('the admin runs the last hour again, and nothing is made twice', async () => {
    const orders = await pages.orders('shopify', 'plain', { count: 2 });
    const before = await salesOrders();
    const page = await form('alex');

    await press(page, 'Run again…');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Repeating is harmless').waitFor();
    await dialog.getByLabel(/Also ask the shop/).check();
    await dialog.getByRole('button', { name: 'Run again' }).click();

    await says(page, /\d documents are run again\. The shop is asked again for everything since then\./);
    await pages.idle();
    for (const { ref } of orders) expect((await statusOf(ref)).state).toBe('Synced');
    expect(await salesOrders()).toBe(before);
  });

  it('a pause that was asked for by mistake is taken back', async () => {
    const page = await form('alex');
    await press(page, 'Pause…');
    await page.getByRole('dialog').getByLabel('Reason').fill('By mistake');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause Main store' }).press('Enter');
    await press(page, 'Undo');
    await says(page, 'Taken back. Nothing was changed.');
    const [store] = await pages.rows("cmc_stores?$filter=cmc_key eq 'shopify-main'&$select=cmc_pausedsince");
    expect(store?.cmc_pausedsince ?? null).toBeNull();
  });

  it('every store of the target stands for a maintenance and goes on after it', async () => {
    const page = await form('alex');
    await press(page, 'Pause…');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Every store of Dynamics 365 Finance & SCM: .*Main store/).check();
    await dialog.getByLabel('Reason').fill('Maintenance');
    await dialog.getByRole('button', { name: /^Pause \d stores$/ }).click();
    await press(page, /^Resume \d stores$/);
    await says(page, /goes on; 0 documents that waited are run\./);
    expect(await pages.rows('cmc_stores?$filter=cmc_pausedsince ne null&$select=cmc_key')).toEqual([]);
  });

  it('the admin has an exchanged secret read anew, and finds the names above', async () => {
    const page = await form('alex');
    await press(page, 'Read the secrets anew');
    await says(page, 'The secrets of Main store are read anew.');
    await press(page, 'Names of the secrets');
    await says(page, /^shopify-main-client-secret$/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Secrets');
  });

  it('the operator reads why there is nothing for her to press', async () => {
    const page = await form('kim');
    await says(page, 'This needs the role Commerce Admin. You do not have it.');
    for (const name of ['Pause…', 'Run again…', 'Read the secrets anew']) {
      const button = control(page).getByRole('button', { name, exact: true });
      expect(await button.isDisabled(), name).toBe(true);
      expect(await button.getAttribute('title'), name).toContain('Commerce Admin');
    }
  });

  it('has no accessibility violation and fits a narrow, dark page in German from right to left, with its dialogs', async () => {
    const page = await form('alex', { theme: 'dark', width: 360, direction: 'rtl', language: 1031 });
    for (const name of ['Pausieren…', 'Erneut verarbeiten…']) {
      await press(page, name);
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await page.waitForTimeout(500);
      expect(await violations(page), name).toEqual([]);
      expect(await scrollsSideways(page), name).toBe(0);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    }
    expect(await violations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(0);
  });
});

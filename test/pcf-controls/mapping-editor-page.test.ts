import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nobodyLooks } from '../journeys/shop-floor.ts';
import { buildControls } from '../sandbox/build-controls.ts';
import {
  chromiumPath,
  openPage,
  scrollsSideways,
  startBrowser,
  startVisitor,
  type Visitor,
  violations,
} from '../sandbox/preview-visitor.ts';

interface Row {
  cmc_mappingsetid: string;
  cmc_state: number;
  cmc_rules: string;
}

describe.skipIf(!chromiumPath)('an admin edits a mapping (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let visitor: Visitor;
  let browser: Browser;
  let page: Page;
  let id = '';

  const field = (name: string) => page.locator(`[data-field="${name}"]`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const row = async () => {
    const path = `/api/data/v9.2/cmc_mappingsets(${id})`;
    return (await visitor.ask<Row>('GET', path, undefined, { 'x-preview-persona': 'alex' })).body;
  };
  const change = (body: object) =>
    visitor.ask('PATCH', `/api/data/v9.2/cmc_mappingsets(${id})`, body, {
      'x-preview-persona': 'alex',
      'content-type': 'application/json',
    });

  beforeAll(async () => {
    await buildControls({ only: ['MappingEditor'] });
    [visitor, browser] = await Promise.all([startVisitor(nobodyLooks), startBrowser()]);
    await visitor.ask('POST', '/api/place', { store: 'shopify-main', shape: 'plain', count: 1 });
    await visitor.idle();
    page = await openPage(browser, visitor, { at: '#/record/cmc_mappingset/', persona: 'alex' });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await visitor?.close();
  });

  it('begins a draft that shows the values of a recent order', async () => {
    await page.getByRole('combobox', { name: 'Document' }).selectOption('sales-order-header');
    await button('Begin a draft').click();
    await field('CurrencyCode').getByText('USD', { exact: true }).first().waitFor();
    id = page.url().split('/').at(-1) ?? '';

    expect(await violations(page)).toEqual([]);
  });

  it('links a value with the keyboard alone, and takes it back', async () => {
    await page.getByRole('searchbox', { name: 'Find a value of the shop' }).fill('order.externalId');
    await page.getByRole('listbox', { name: 'Values of the shop' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await button(/^Publish version 1: 1 field changes/).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe('CustomersOrderReference');

    await page.keyboard.press('Control+z');
    await button(/^Publish version 1: 0 fields change/).waitFor();
  });

  it('links by drag and drop, tries it and puts it in force', async () => {
    await page
      .getByRole('option', { name: /externalId/ })
      .locator('[draggable=true]')
      .dragTo(field('CustomerRequisitionNumber'));
    await button('Save and test on recent documents').click();
    await page
      .getByText(/1 of 1 recent documents change/)
      .first()
      .waitFor();
    expect(JSON.parse((await row()).cmc_rules)).toMatchObject({ rules: [{ target: 'CustomerRequisitionNumber' }] });

    await button('Publish version 1: 1 field changes').click();
    await page
      .getByText(/Version 1 is in force and cannot be changed/)
      .first()
      .waitFor();
    expect((await row()).cmc_state).toBe(727_000_001);
  });

  it('keeps a text that holds no rules, says where it breaks, and knows a way on', async () => {
    await change({ cmc_state: 727_000_000, cmc_rules: '{"rules": [' });
    const german = await openPage(browser, visitor, {
      at: `#/record/cmc_mappingset/${id}`,
      persona: 'alex',
      theme: 'dark',
      language: 1031,
      width: 360,
    });

    await german.getByText('Er bricht ab in Zeile 1, Spalte 12.').waitFor();
    expect(await german.getByRole('textbox', { name: 'Was in der Spalte steht' }).inputValue()).toBe('{"rules": [');
    expect([await violations(german), await scrollsSideways(german)]).toEqual([[], 0]);
    await german.getByRole('button', { name: 'Mit den mitgelieferten Regeln beginnen' }).click();
    await german.getByRole('tab', { name: 'Regeln', exact: true }).last().waitFor();
  });

  it('says why somebody else may not', async () => {
    const viewer = await openPage(browser, visitor, { at: `#/record/cmc_mappingset/${id}`, persona: 'vera' });

    await viewer.getByText('This needs the role Commerce Admin. You do not have it.').first().waitFor();
    expect(await viewer.getByRole('button', { name: /^Publish version/ }).getAttribute('aria-disabled')).toBe('true');
  });
});

import type { Page } from 'playwright-core';
import { buildControls } from '../sandbox/build-controls.ts';
import { startBrowser, startVisitor, type Visitor } from '../sandbox/preview-visitor.ts';
import { type Probe, type ProbeOptions, probe } from './page-probe.ts';

/** A form or a grid with one of our controls, and what stands there when it has its first content. */
export interface Place {
  control: string;
  persona: string;
  at: string;
  content: string;
  text: string;
  /** Asks for something, as a person does. */
  ask?(page: Page): Promise<void>;
  /** It asks the Function app for its own data, too. */
  asksItself?: boolean;
}

/** The local environment with something to see in each control, and a browser in front of it. */
export interface ControlPlaces {
  visitor: Visitor;
  places: Place[];
  open(place: Place, options?: ProbeOptions, begin?: (page: Page) => Promise<void>): Promise<Page>;
  close(): Promise<void>;
}

/** The probe of a page. */
export const probeOf = <T>(page: Page, read: (seen: Probe) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${read})(globalThis.probe)`) as Promise<T>;

export async function openControlPlaces(): Promise<ControlPlaces> {
  await buildControls();
  const [visitor, browser] = await Promise.all([startVisitor(), startBrowser()]);
  const open = async (
    { persona, at, content, text }: Place,
    options: ProbeOptions = {},
    begin: (page: Page) => Promise<void> = async () => {},
  ) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    await page.addInitScript(probe, { options, content, text });
    await begin(page);
    await page.goto(`${visitor.environment.endpoints.preview}/?persona=${persona}${at}`);
    return page;
  };
  return {
    visitor,
    open,
    places: await furnish(visitor, open),
    async close() {
      await browser.close();
      await visitor.close();
    },
  };
}

type Opening = ControlPlaces['open'];

/** Orders of every fate, a question to finance, a draft of a mapping. */
async function furnish(visitor: Visitor, open: Opening): Promise<Place[]> {
  const rows = async (path: string) =>
    (await visitor.ask<{ value: Record<string, string>[] }>('GET', `/api/data/v9.2/${path}`, undefined, { 'x-preview-persona': 'alex' }))
      .body.value;
  const place = (shape: string, count: number) => visitor.control('POST', '/channels/shopify/orders', { shape, count });
  await place('plain', 5);
  await place('unknown-sku', 5);
  await place('total-off', 1);
  await visitor.idle();
  const [order] = await rows("cmc_exceptions?$filter=cmc_code eq 'UNKNOWN_ITEM'&$select=_cmc_statusid_value");
  const [store] = await rows("cmc_stores?$filter=cmc_key eq 'shopify-main'&$select=cmc_storeid");
  const queue: Place = {
    control: 'ExceptionQueue',
    persona: 'kim',
    at: '#/table/cmc_exception',
    content: '[role=option]',
    text: '',
    ask: press('Resubmit'),
  };
  const kim = await open(queue);
  const control = kim.locator('.control-place');
  await control.getByRole('option', { name: /The shop charged/ }).click();
  await control.getByRole('button', { name: 'Ask finance' }).click();
  await control.getByLabel('What should finance know?').fill('The buyer paid it, the shop will mend its tax.');
  await control.getByRole('button', { name: 'Ask finance' }).last().click();
  await control.getByText('Finance has been asked.').first().waitFor();
  await kim.context().close();

  const mapping: Place = {
    control: 'MappingEditor',
    persona: 'alex',
    at: '#/record/cmc_mappingset/',
    content: '[data-field]',
    text: 'USD',
    asksItself: true,
    ask: press('Test on recent documents'),
  };
  const alex = await open(mapping);
  await alex.getByRole('combobox', { name: 'Document' }).selectOption('sales-order-header');
  await alex.getByRole('button', { name: 'Begin a draft' }).click();
  await probeOf(alex, async (seen) => void (await seen.painted));
  mapping.at = new URL(alex.url()).hash;
  await alex.context().close();
  return [
    {
      control: 'SyncStatus',
      persona: 'kim',
      at: `#/record/cmc_syncstatus/${order?._cmc_statusid_value}`,
      content: '',
      text: 'Shop ',
      ask: press('Try again'),
    },
    queue,
    { control: 'ApprovalInbox', persona: 'frank', at: '#/table/cmc_approval', content: '', text: 'Kim Clerk asks', ask: approve },
    mapping,
    { control: 'Monitor', persona: 'alex', at: '#/table/cmc_snapshot', content: 'svg', text: '' },
    {
      control: 'StoreSetup',
      persona: 'alex',
      at: `#/record/cmc_store/${store?.cmc_storeid}`,
      content: '',
      text: 'Save and check',
      ask: press('Save and check'),
    },
  ];
}

const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.locator('.control-place').getByRole('button', { name }).first().click();

async function approve(page: Page): Promise<void> {
  await page.locator('.control-place').getByLabel('Your reason').fill('Small, and paid.');
  await page
    .locator('.control-place')
    .getByRole('button', { name: /^Approve/ })
    .click();
}

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, scrollsSideways, violations } from '../sandbox/preview-visitor.ts';
import { type PersonaPages, startPersonaPages } from './persona-pages.ts';

/** What each of the four people came for, in the app as it ships: the built controls on the solution's pages, over the running product. */

const followsWithinMs = 40_000;
const unknownSku = 41;

describe.skipIf(!chromiumPath)('the people of the app (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let pages: PersonaPages;
  let opened: Page[] = [];
  beforeAll(async () => {
    pages = await startPersonaPages();
  }, 180_000);
  afterAll(() => pages?.close());
  afterEach(async () => {
    await Promise.all(opened.map((page) => page.context().close()));
    opened = [];
    expect(pages.complaints.splice(0)).toEqual([]);
  });

  const as: PersonaPages['as'] = async (...who) => {
    const page = await pages.as(...who);
    page.setDefaultTimeout(followsWithinMs);
    opened.push(page);
    return page;
  };
  const control = (page: Page) => page.locator('.control-place');
  const stateOf = async (ref: string | undefined): Promise<unknown> => {
    const [row] = await pages.rows(`cmc_syncstatuses?$filter=cmc_externalid eq '${ref}' and cmc_documenttype eq 'order'&$select=cmc_state`);
    return row?.['cmc_state@OData.Community.Display.V1.FormattedValue'];
  };

  it('the clerk finds an order among those of today and sees that it arrived whole', async () => {
    const [order] = await pages.orders('shopify', 'plain');
    const page = await as('vera', { at: '#/' });

    await page.getByRole('link', { name: order?.number ?? '' }).click();

    await control(page).getByText('Synced').first().waitFor();
    const shown = (await control(page).textContent()) ?? '';
    expect(shown).toContain(`Shop ${order?.total} USD`);
    expect(shown).toContain(`Dynamics ${order?.total} USD`);
    expect(page.url()).toMatch(/#\/record\/cmc_syncstatus\/[0-9a-f-]{36}$/);
    await page.getByText('Read only: your role may not change this.').waitFor();
  });

  it('the operator says which item a SKU is, and all that waited for it goes through', async () => {
    const first = await pages.orders('woocommerce', 'unknown-sku', { seed: unknownSku });
    const second = await pages.orders('woocommerce', 'unknown-sku', { seed: unknownSku });
    const page = await as('kim', { at: '#/table/cmc_exception' });

    await control(page)
      .getByRole('option', { name: /is not known in DEMF/ })
      .click();
    await control(page).getByRole('radio', { name: 'Another item' }).check();
    await control(page).getByLabel('Item number in Dynamics').fill('D0001');
    await control(page).getByRole('button', { name: 'Map and release 2' }).click();

    await control(page).getByText('is item D0001 from now on').first().waitFor();
    const refs = [...first, ...second].map(({ ref }) => ref);
    await expect.poll(() => Promise.all(refs.map(stateOf)), { timeout: followsWithinMs }).toEqual(['Synced', 'Synced']);
    await control(page)
      .getByRole('option', { name: /is not known in DEMF/ })
      .waitFor({ state: 'detached' });
  });

  it('the operator asks, somebody else approves, and the order with the odd total goes through', async () => {
    const [order] = await pages.orders('shopify', 'total-off');
    const kim = await as('kim', { at: '#/table/cmc_exception' });
    await control(kim)
      .getByRole('option', { name: /The shop charged/ })
      .click();
    await control(kim).getByRole('button', { name: 'Ask finance' }).click();
    await control(kim).getByLabel('What should finance know?').fill('The buyer paid it, the shop will mend its tax.');
    await control(kim).getByRole('button', { name: 'Ask finance' }).last().click();
    await control(kim).getByText('Finance has been asked.').first().waitFor();

    await kim.goto(`${pages.environment.endpoints.preview}/?persona=kim#/table/cmc_approval`);
    await control(kim).getByText('You have no approval limit').waitFor();

    const frank = await as('frank', { at: '#/table/cmc_approval' });
    await control(frank).getByText('Kim Clerk asks').waitFor();
    await control(frank).getByLabel('Your reason').fill('Small, and paid.');
    await control(frank)
      .getByRole('button', { name: `Approve 1 order, ${Number(order?.total).toLocaleString('en-US', { minimumFractionDigits: 2 })} USD` })
      .click();

    await expect.poll(() => stateOf(order?.ref), { timeout: followsWithinMs }).toBe('Synced');
    const audit = await pages.rows(`cmc_auditentries?$filter=cmc_action eq 'approve'&$select=cmc_reason,_cmc_userid_value`);
    expect(audit.map((row) => row['_cmc_userid_value@OData.Community.Display.V1.FormattedValue'])).toEqual(['Frank Finance']);
  });

  it('who works in German is asked, answered and shown the evidence in German', async () => {
    const [order] = await pages.orders('shopify', 'total-off', { seed: 1 });
    const [inUnits = '', cents = ''] = (order?.total ?? '').split('.');
    const kim = await as('kim', { at: '#/table/cmc_exception', language: 1031 });
    await control(kim)
      .getByRole('option', { name: new RegExp(`Der Shop hat ${inUnits},${cents}`) })
      .click();
    await control(kim).getByRole('button', { name: 'Finanzen fragen' }).click();
    await control(kim).getByLabel('Was sollen die Finanzen wissen?').fill('Der Shop berichtigt seine Steuer.');
    await control(kim).getByRole('button', { name: 'Finanzen fragen' }).last().click();
    await control(kim).getByText('Die Finanzabteilung ist gefragt.').first().waitFor();

    const frank = await as('frank', { at: '#/table/cmc_approval', language: 1031 });
    await control(frank)
      .getByText(/Soll die Bestellung importiert und die Differenz als eigene Position gebucht werden\?$/)
      .first()
      .waitFor();
    await control(frank).getByText('Der Shop hat berechnet').waitFor();
    await control(frank).getByText(`${inUnits},${cents} USD`, { exact: true }).first().waitFor();
    await control(frank)
      .getByRole('button', { name: /^1 Auftrag freigeben/ })
      .waitFor();
  });

  it('the admin has a store looked at, and sees what is missing', async () => {
    const page = await as('alex', { at: '#/table/cmc_store' });
    await page.getByRole('link', { name: 'Main store' }).click();

    await control(page).getByRole('button', { name: 'Save and check' }).click();

    await control(page)
      .getByText(/Last looked at|complete|missing/i)
      .first()
      .waitFor();
    await expect
      .poll(async () => (await pages.rows("cmc_stores?$filter=cmc_name eq 'Main store'&$select=cmc_checks"))[0]?.cmc_checks ?? '', {
        timeout: followsWithinMs,
      })
      .not.toBe('');
  });

  it('who works in German reads in German what is wrong with rules, and why an earlier version is refused', async () => {
    const rules = [{ id: 'own.odd', target: 'NoSuchField', kind: 'constant', value: 'x' }];
    const row = { cmc_name: 'Wrong', cmc_store: 'shopify-main', cmc_document: 'customer', cmc_rules: JSON.stringify(rules) };
    const headers = { 'x-preview-persona': 'alex', 'content-type': 'application/json' };
    const add = (more: object) => pages.ask('POST', '/api/data/v9.2/cmc_mappingsets', { ...row, ...more }, headers);
    await add({ cmc_key: 'wrong.1', cmc_version: 1, cmc_state: 727_000_002 });
    await add({ cmc_key: 'wrong.2', cmc_version: 2, cmc_state: 727_000_000 });
    const [draft] = await pages.rows("cmc_mappingsets?$filter=cmc_key eq 'wrong.2'&$select=cmc_mappingsetid");
    const says = /^Dynamics hat in diesem Dokument kein Feld „NoSuchField“, das eine Regel füllen könnte\.$/;

    const page = await as('alex', { at: `#/record/cmc_mappingset/${draft?.cmc_mappingsetid}`, language: 1031 });
    await control(page).getByRole('note').getByText('kein Feld „NoSuchField“').waitFor();
    await control(page).getByRole('button', { name: 'An den letzten Dokumenten testen' }).click();
    await control(page).getByText('Die Prüfung findet noch Fehler.').first().waitFor();
    await control(page).getByText(says).first().waitFor();

    await control(page).getByRole('tab', { name: 'Versionen' }).click();
    await control(page)
      .getByRole('button', { name: /^Version 1 wieder in Kraft setzen/ })
      .click();
    await control(page)
      .getByText(/Die Prüfung findet Fehler, und es wurde nichts geändert\. Dynamics hat in diesem Dokument kein Feld „NoSuchField“/)
      .first()
      .waitFor();
  });

  it('who works in German reads in German what is wrong with the settings of a store', async () => {
    const [store] = await pages.rows("cmc_stores?$filter=cmc_key eq 'woocommerce-main'&$select=cmc_storeid,cmc_policies");
    const good = String(store?.cmc_policies);
    const headers = { 'x-preview-persona': 'alex', 'content-type': 'application/json' };
    const write = (cmc_policies: string) =>
      pages.ask('PATCH', `/api/data/v9.2/cmc_stores(${store?.cmc_storeid})`, { cmc_policies }, headers);
    await write(good.replace('{', '{ "importWen": "paid", '));

    const page = await as('alex', { at: `#/record/cmc_store/${store?.cmc_storeid}`, language: 1031 });
    await control(page).getByRole('button', { name: 'Speichern und prüfen' }).click();
    await control(page).getByText('Regeln: insgesamt: Der Schlüssel „importWen“ ist nicht bekannt.').first().waitFor();

    await write(good);
  });

  it('a viewer is told why there is nothing to press', async () => {
    await pages.orders('shopify', 'unknown-sku');
    const page = await as('vera', { at: '#/table/cmc_exception' });
    await control(page)
      .getByRole('option', { name: /is not known/ })
      .first()
      .click();
    await control(page).getByText('You do not have it.').first().waitFor();
    for (const button of await control(page).getByRole('toolbar').getByRole('button').all()) expect(await button.isDisabled()).toBe(true);
  });

  it('goes through the exceptions by keyboard alone', async () => {
    await pages.orders('shopify', 'unknown-sku');
    const page = await as('kim', { at: '#/table/cmc_exception' });
    const causes = control(page).getByRole('listbox', { name: 'Causes' });
    await causes.getByRole('option').first().waitFor();

    await tabTo(page, (focused) => focused.role === 'listbox' && focused.name === 'Causes');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await control(page)
      .getByRole('button', { name: /Map and release/ })
      .waitFor();
    await tabTo(page, (focused) => focused.name.includes('Comment'));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Asked the catalogue team.');
    await tabTo(page, (focused) => focused.role === 'button' && focused.name.includes('Comment'));
    await page.keyboard.press('Enter');

    await expect
      .poll(async () => (await pages.rows('cmc_exceptions?$filter=cmc_comments ne null&$select=cmc_comments')).length, {
        timeout: followsWithinMs,
      })
      .toBe(1);
  });

  const places = ['#/table/cmc_exception', '#/table/cmc_approval', '#/table/cmc_snapshot', '#/table/cmc_syncstatus'] as const;
  it.each([
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 768, language: 1031 },
    { theme: 'contrast', width: 1280 },
    { theme: 'light', width: 360, direction: 'rtl' },
  ] as const)('has no accessibility violation and fits: %o', async (look) => {
    const page = await as('fiona', { at: places[0], ...look });
    for (const at of places) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, at);
      if (at === '#/table/cmc_syncstatus') await page.locator('.grid tbody a').first().click();
      await expect.poll(async () => (await control(page).innerText()).length, { timeout: followsWithinMs }).toBeGreaterThan(30);
      await page.waitForTimeout(300);
      expect(await violations(page), at).toEqual([]);
      expect(await scrollsSideways(page), at).toBe(0);
    }
  });
});

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(page: Page, wanted: (focused: { role: string; name: string }) => boolean): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      const role = at?.getAttribute('role') ?? at?.tagName.toLowerCase() ?? '';
      return { role, name: at?.getAttribute('aria-label') ?? at?.textContent ?? '' };
    });
    if (wanted(focused)) return;
  }
  throw new Error('The focus never came there.');
}

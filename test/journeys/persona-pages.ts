import type { Page } from 'playwright-core';
import { buildControls } from '../sandbox/build-controls.ts';
import { type Look, openPage, startBrowser, startVisitor, type Visitor } from '../sandbox/preview-visitor.ts';
import { nobodyLooks } from './shop-floor.ts';

/** The people of the environment in front of the app, with the controls as they are shipped. */
export interface PersonaPages extends Visitor {
  /** The page as one of them sees it. What its scripts throw, or write to the console as an error, is in `complaints`. */
  as(persona: string, look: Omit<Look, 'persona'>): Promise<Page>;
  complaints: string[];
  /** Orders of one kind that are in a shop and have come to rest. */
  orders(
    channel: string,
    shape: string,
    options?: { count?: number; seed?: number },
  ): Promise<{ ref: string; number: string; total: string }[]>;
  /** Rows of Dataverse, as the administrator sees them. */
  rows(path: string): Promise<Record<string, unknown>[]>;
}

/** An answer that refuses something is no complaint: the page says it in words. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/;

export async function startPersonaPages(): Promise<PersonaPages> {
  await buildControls();
  const [visitor, browser] = await Promise.all([startVisitor(nobodyLooks), startBrowser()]);
  const complaints: string[] = [];
  return {
    ...visitor,
    complaints,
    async as(persona, look) {
      const page = await openPage(browser, visitor, { ...look, persona });
      listen(page, complaints);
      return page;
    },
    async orders(channel, shape, { count = 1, seed } = {}) {
      const { orders } = await visitor.control<{ orders: { ref: string; number: string; total: string }[] }>(
        'POST',
        `/channels/${channel}/orders`,
        { count, shape, ...(seed === undefined ? {} : { seed }) },
      );
      await visitor.idle();
      return orders;
    },
    async rows(path) {
      const { body } = await visitor.ask<{ value: Record<string, unknown>[] }>('GET', `/api/data/v9.2/${path}`, undefined, {
        'x-preview-persona': 'alex',
        prefer: 'odata.include-annotations="*"',
      });
      return body.value;
    },
    async close() {
      await browser.close();
      await visitor.close();
    },
  };
}

function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => {
    if (said.type() === 'error' && !refusal.test(said.text())) complaints.push(said.text());
  });
}

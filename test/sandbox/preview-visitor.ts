import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Environment, startEnvironment } from './environment.ts';
import type { Overview } from './preview/model.ts';

/** An environment of its own, and somebody who looks at its preview page. */
export interface Visitor {
  environment: Environment;
  ask<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: T }>;
  /** A fresh look, not one that is shared with an earlier one. */
  overview(): Promise<Overview>;
  idle(): Promise<unknown>;
  control<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

const looksAreSharedForMs = 550;

export async function startVisitor(settings: Record<string, string> = {}): Promise<Visitor> {
  const folder = mkdtempSync(join(tmpdir(), 'preview-'));
  const environment = await startEnvironment({ portBase: 0, quiet: true, endpointsFile: join(folder, 'endpoints.json'), settings });
  const ask: Visitor['ask'] = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(environment.endpoints.preview + path, { method, headers, body: bodyOf(body) });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
  };
  const control: Visitor['control'] = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(environment.endpoints.control + path, { method, body: bodyOf(body) });
    return (await answer.json()) as T;
  };
  return {
    environment,
    ask,
    control,
    async overview() {
      await new Promise((done) => setTimeout(done, looksAreSharedForMs));
      return (await ask<Overview>('GET', '/api/overview')).body;
    },
    idle: () => control('GET', '/idle?timeoutMs=30000'),
    async close() {
      await environment.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const bodyOf = (body: unknown): string | undefined => (body === undefined ? undefined : JSON.stringify(body));

/** Where Chromium is; undefined where there is none. */
export const chromiumPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--no-zygote'] });

export interface Look {
  /** Where in the app: `#/world`. */
  at: string;
  /** First name in small letters. */
  persona?: string;
  theme?: 'light' | 'dark' | 'contrast';
  direction?: 'ltr' | 'rtl';
  language?: 1033 | 1031;
  width?: number;
}

/** The page as somebody sees it who follows a link. Whatever the page's scripts throw fails the test that looks. */
export async function openPage(browser: Browser, { environment }: Visitor, look: Look): Promise<Page> {
  const { at, persona = 'kim', theme = 'light', direction = 'ltr', language = 1033, width = 1280 } = look;
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const query = new URLSearchParams({ persona, theme, dir: direction, language: String(language) });
  await page.goto(`${environment.endpoints.preview}/?${query}${at}`);
  await page.waitForSelector('main h1');
  return page;
}

/** Ids of the rules of axe that the page breaks, with the first place of each. Fluent's own stops for the Tab key have no name, and need none. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run({ exclude: ['[data-tabster-dummy]'] })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`,
    );
  });
}

export const scrollsSideways = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(0, ...[document.documentElement, document.querySelector('main')].map((one) => (one ? one.scrollWidth - one.clientWidth : 0))),
  );

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../sandbox/build.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

/** Every order document that the vendors publish is put into a shop: it imports, or ends as an exception that says why not. */

const contracts = join(root, '../shared/contracts');
const present = existsSync(contracts);
type Json = Record<string, unknown>;

let floor: ShopFloor;

beforeAll(async () => {
  if (present) floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

const isOrder: Record<string, (value: Json) => boolean> = {
  shopify: (value) => Array.isArray(value.line_items) && 'total_price' in value && 'name' in value && 'financial_status' in value,
  woocommerce: (value) => Array.isArray(value.line_items) && 'total' in value && 'billing' in value && 'status' in value && 'id' in value,
};

/** Captured deliveries hold their body as text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All order documents anywhere inside a file; identical ones once. */
function ordersIn(channel: string): { file: string; order: Json }[] {
  const found = new Map<string, { file: string; order: Json }>();
  const look = (file: string, value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) look(file, one);
    if (typeof value === 'string' && value.startsWith('{')) look(file, parsed(value));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (isOrder[channel]?.(value as Json)) found.set(JSON.stringify(value), { file, order: value as Json });
    else for (const one of Object.values(value)) look(file, one);
  };
  const folder = join(contracts, channel);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((one) => one.endsWith('.json') && !one.includes('schema'))
    .sort())
    look(name, JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return [...found.values()];
}

/** What a person would do next: say which item each unknown product is. Then the order's money is put to the test too. */
async function linkUnknownItems(channel: string, ref: string): Promise<void> {
  const unknown = (await floor.exceptions(channel, ref)).filter((one) => one.state === 'Open' && one.cmc_code === 'UNKNOWN_ITEM');
  for (const [index, { cmc_detail }] of unknown.entries()) {
    const { sku, variantId, productId } = JSON.parse(String(cmc_detail)) as { sku: string; variantId?: string; productId?: string };
    const id = variantId ?? productId;
    if (!sku && !id) continue;
    await floor.write('POST', 'cmc_productlinks', {
      cmc_name: 'From the corpus',
      cmc_key: `corpus-${channel}-${ref}-${index}`,
      cmc_store: `${channel}-main`,
      cmc_sku: sku || null,
      cmc_externalid: id ?? null,
      cmc_itemnumber: 'D0001',
      cmc_unit: 'ea',
    });
  }
  const before = (await floor.status(channel, ref))?.cmc_lasteventon;
  if (unknown.length === 0) return;
  // The row's new moment says that the order was run again.
  for (let look = 0; look < 20 && (await floor.status(channel, ref))?.cmc_lasteventon === before; look += 1)
    await new Promise((done) => setTimeout(done, 250));
  await floor.idle();
}

describe.skipIf(!present)('orders that the vendors publish', () => {
  it.each(['shopify', 'woocommerce'])(
    '%s: each imports or ends as an exception that says the truth',
    async (channel) => {
      const documents = ordersIn(channel);
      expect(documents.length).toBeGreaterThan(5);
      const count: Record<string, number> = {};
      const wrong: string[] = [];
      for (const { file, order } of documents) {
        const { ref } = await floor.control<{ ref: string }>('PUT', `/channels/${channel}/orders`, order).catch((error: Error) => {
          wrong.push(`${file}: ${error.message.slice(0, 300)}`);
          return { ref: '' };
        });
        if (!ref) continue;
        await floor.idle();
        await linkUnknownItems(channel, ref);
        const status = await floor.status(channel, ref);
        const open = (await floor.exceptions(channel, ref)).filter((one) => one.state === 'Open');
        const what =
          status?.state === 'Held'
            ? `Held: ${[...new Set(open.map((one) => String(one.cmc_code)))].join(', ')}`
            : (status?.state ?? 'nowhere');
        count[what] = (count[what] ?? 0) + 1;
        if (!status) wrong.push(`${file} is nowhere`);
        if (status?.state === 'Held' && !open.every((one) => one.cmc_title && one.cmc_meaning && one.cmc_advice && one.cmc_team))
          wrong.push(`${file} is held without saying why`);
        if (status?.state === 'Held' && open.length === 0) wrong.push(`${file} is held without an open exception`);
        if (status?.state === 'Synced' && Number(status.cmc_channeltotal) !== Number(status.cmc_erptotal))
          wrong.push(`${file}: ${String(status.cmc_channeltotal)} became ${String(status.cmc_erptotal)}`);
        if (open.some((one) => ['GAVE_UP', 'DEAD_LETTER'].includes(String(one.cmc_code))))
          wrong.push(`${file}: ${open.map((one) => String(one.cmc_title)).join('; ')}`);
      }
      console.log(
        `${channel}: ${documents.length} documents: ${Object.entries(count)
          .map(([what, n]) => `${n} ${what}`)
          .join('; ')}`,
      );
      expect(wrong).toEqual([]);
    },
    240_000,
  );
});

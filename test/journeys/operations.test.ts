import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  // Without looking: what arrives was told at the door.
  floor = await openShopFloor({ settings: { ...nobodyLooks, POLL_SCHEDULE: never } });
});
afterAll(() => floor?.close());

describe('operating it', () => {
  it('a secret of a shop is exchanged without losing a delivery', async () => {
    const sent = async (seed: number, secret?: string) => {
      const [order] = await floor.place('woocommerce', { shape: 'plain', seed });
      const body = JSON.stringify({ id: Number(order?.ref) });
      return { order, status: await floor.deliver('woocommerce', 'order.updated', body, secret) };
    };
    const old = floor.environment.endpoints.stores.find(({ id }) => id === 'woocommerce-main')?.webhookSecret ?? '';
    expect((await sent(11, old)).status).toBeLessThan(300);
    expect((await sent(12, 'exchanged')).status).toBe(401);

    await floor.control('PUT', '/secrets/woocommerce-main-webhook-secret', { value: 'exchanged' });
    const answer = await floor.ask('alex', { cmc_kind: 'rotate-secret', cmc_store: 'woocommerce-main' });
    expect(answer.state).toBe('Done');
    expect(answer.says).toMatch(/^The secrets of Musikladen are read anew\. [1-9]\d* of \d+ webhooks were signed anew\./);

    // What the shop had under way still carries the old signature.
    expect((await sent(13, old)).status).toBeLessThan(300);
    expect((await sent(14, 'exchanged')).status).toBeLessThan(300);
    expect((await sent(15, 'neither')).status).toBe(401);
    const [order] = await floor.place('woocommerce', { shape: 'plain', seed: 16 });
    await floor.idle();
    expect((await floor.status('woocommerce', order?.ref ?? ''))?.state).toBe('Synced');
  });

  it('only an admin exchanges secrets, stops stores or runs a time again', async () => {
    for (const kind of ['rotate-secret', 'pause-stores', 'resume-stores', 'replay'])
      expect((await floor.ask('kim', { cmc_kind: kind, cmc_store: 'woocommerce-main' })).says).toBe(
        'You may not ask for this. It takes the role Commerce Admin.',
      );
  });
});

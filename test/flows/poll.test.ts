import { describe, expect, it } from 'vitest';
import type { DocumentKind, Envelope } from '../../shared/canonical/envelope.ts';
import type { Store } from '../../shared/canonical/store.ts';
import type { Cursor, NoticePage } from '../../shared/connectors/connector.ts';
import type { ExternalId, StoreId } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import { instant } from '../../shared/core/time.ts';
import { pollStores } from '../../shared/flows/poll.ts';
import { aStore } from '../builders.ts';
import { memoryNotebook, movableClock } from '../memory.ts';
import { useDataverse } from '../sandbox/dataverse-caller.ts';
import { desk } from './commands/desk.ts';

const log = createLog(() => undefined);
const { product } = useDataverse();
const shop = (id: string): Store => ({ ...aStore(), id: id as StoreId });
const order = (id: string, at: string): NoticePage => ({
  notices: [{ kind: 'order', externalId: id as ExternalId, key: `${id}@${at}`, topic: 'orders/polled' }],
  next: { at: instant(at), id },
});

type Pages = (store: Store, since: Cursor) => AsyncIterable<NoticePage>;

function polling(stores: Store[], pages: Pages, notebook = memoryNotebook()) {
  const clock = movableClock();
  const queued: Envelope[] = [];
  const poll = (store: Store, kind: DocumentKind) => (kind === 'order' ? (since: Cursor) => pages(store, since) : undefined);
  const inbound = { send: async (all: readonly Envelope[]) => void queued.push(...all), schedule: async () => undefined };
  const ids = () => queued.map(({ store, externalId }) => `${store} ${externalId}`);
  return { clock, ids, run: () => pollStores({ stores: async () => stores, poll, inbound, notebook, clock }, log) };
}

describe('looking at the shops', () => {
  it('a shop that does not answer keeps no other one waiting', async () => {
    let wake = () => {};
    const others = new Promise<void>((done) => (wake = done));
    const { run, ids } = polling([shop('silent'), shop('lively')], async function* ({ id }) {
      if (id === 'silent') await others;
      yield order('1', '2026-11-20T10:00:00Z');
      wake();
    });

    await run();

    expect(ids()).toEqual(['lively 1', 'silent 1']);
  });

  it('ends in time with what a shop has of years, and goes on there the next time', async () => {
    const asked: string[] = [];
    const { run, ids, clock } = polling([shop('old')], async function* (_store, since) {
      asked.push(since.at);
      for (let day = 1; day < 9; day += 1) {
        clock.move(60_000);
        yield order(String(day), `2024-01-0${day}T00:00:00Z`);
      }
    });

    await run();
    const first = ids().length;
    await run();

    expect(first).toBeLessThan(5);
    expect(asked[1]).toBe(`2024-01-0${first}T00:00:00.000Z`);
  });
});

describe('looking again, which a person has asked for', () => {
  const replay = (at: ReturnType<typeof desk>, from: string, kind = 'order') =>
    at.ask('replay', { store: 'shopify-main' }, { from, to: '2026-11-20T12:00:00Z', kind, lookAgain: true });
  const office = () => {
    const at = desk(product());
    at.attached.poll = (kind) => (kind === 'order' ? async function* () {} : undefined);
    return at;
  };

  it('is not forgotten when a look is under way', async () => {
    const at = office();
    const asked: string[] = [];
    const { run } = polling(
      [shop('shopify-main')],
      async function* (_store, since) {
        asked.push(since.at);
        yield order('1', '2026-11-20T10:00:00Z');
        if (asked.length > 1) return;
        await replay(at, '2026-11-19T00:00:00Z');
        yield order('2', '2026-11-20T11:00:00Z');
      },
      at.notebook,
    );

    for (let look = 0; look < 3; look += 1) await run();

    expect(asked.slice(1)).toEqual(['2026-11-19T00:00:00.000Z', '2026-11-20T10:00:00.000Z']);
  });

  it('never skips what the shop has not been asked for yet', async () => {
    const at = office();
    await at.notebook.write('cursor', 'shopify-main|order', JSON.stringify({ at: '2026-11-01T00:00:00.000Z' }));
    await replay(at, '2026-11-19T00:00:00Z');
    const asked: string[] = [];
    const { run } = polling(
      [shop('shopify-main')],
      async function* (_store, since) {
        asked.push(since.at);
        yield* [];
      },
      at.notebook,
    );

    await run();

    expect(asked).toEqual(['2026-11-01T00:00:00.000Z']);
  });

  it('is not promised of what the shop cannot be asked for', async () => {
    const at = office();
    expect((await replay(at, '2026-11-19T00:00:00Z')).says).toContain('The shop is asked again');
    expect((await replay(at, '2026-11-19T00:00:00Z', 'shipment')).says).not.toContain('The shop is asked again');
  });
});

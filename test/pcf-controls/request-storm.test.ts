import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsOf } from '../bench/control-calls.ts';
import { type ControlPlaces, openControlPlaces } from '../bench/control-places.ts';
import { chromiumPath } from '../sandbox/preview-visitor.ts';

/** How often an open form or grid calls Dataverse, over ten minutes of a clock that is turned by hand. */

const names = ['SyncStatus', 'ExceptionQueue', 'ApprovalInbox', 'MappingEditor', 'Monitor', 'StoreSetup'];

describe.skipIf(!chromiumPath)('an open control (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let places: ControlPlaces;
  beforeAll(async () => {
    places = await openControlPlaces();
  }, 240_000);
  afterAll(() => places?.close());

  it.each(names)('asks seldom when nothing happens, and never while nobody looks: %s', { timeout: 120_000 }, async (name) => {
    const place = places.places.find(({ control }) => control === name);
    if (!place) throw new Error(`Nobody has put ${name} anywhere.`);

    const { quiet, asked = 0, hidden } = await callsOf(places, place);

    expect(quiet).toBeLessThanOrEqual(12);
    expect(asked).toBeLessThanOrEqual(24);
    expect(hidden).toBe(0);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IntegrationError } from '../../shared/core/errors.ts';
import { systemClock } from '../../shared/core/time.ts';
import { receiveFromDynamics } from '../../shared/flows/hear-dynamics.ts';
import { createSecondLook } from '../../shared/flows/second-look.ts';
import { createStrangerLimit } from '../../shared/flows/stranger-limit.ts';
import { createCredential } from '../../shared/platform/credentials.ts';
import { createSecretStore } from '../../shared/platform/secrets.ts';
import { movableClock } from '../memory.ts';
import { type SmallAzure, startSmallAzure } from '../sandbox/azure.ts';
import { clients } from '../sandbox/world.ts';

let azure: SmallAzure;
beforeAll(async () => {
  azure = await startSmallAzure();
});
afterAll(() => azure.close());

describe('the key of the door for Dynamics', () => {
  let deliver: (key: string, environment?: string) => Promise<number>;
  beforeEach(async () => {
    const secrets = createSecretStore(azure.keyVault.url, createCredential({ AZURE_CLIENT_ID: clients.product.id }));
    const secondLook = createSecondLook(systemClock);
    const strangers = createStrangerLimit(systemClock);
    const notices = { send: async () => undefined, schedule: async () => undefined, sendRaw: async () => undefined };
    deliver = async (key, environment = 'prod') =>
      (
        await receiveFromDynamics(
          { environment, key, body: new Uint8Array() },
          { secrets, notices, secondLook, strangers, maxBodyBytes: 100 },
        )
      ).status;
    azure.keyVault.put('dynamics-prod-event-key', 'old');
    expect(await deliver('old')).toBe(200);
  });

  it('opens it at once when it was exchanged a moment ago, and the one before still does', async () => {
    azure.keyVault.put('dynamics-prod-event-key', 'new');
    expect(await deliver('new')).toBe(200);
    expect(await deliver('old')).toBe(200);
  });

  it('is not read again for everybody who tries one key after the other', async () => {
    azure.keyVault.resetCalls();
    for (let attempt = 0; attempt < 30; attempt += 1) expect(await deliver(`guess ${attempt}`)).toBe(401);
    expect(azure.keyVault.calls().total).toBeLessThan(8);
    expect(await deliver('old', 'nobody')).toBe(401);
  });

  it('leaves the vault in peace when somebody tries one environment after the other', async () => {
    azure.keyVault.resetCalls();
    for (let attempt = 0; attempt < 100; attempt += 1) expect([401, 503]).toContain(await deliver('guess', `env-${attempt}`));
    expect(azure.keyVault.calls().total).toBeLessThan(30);
    expect(await deliver('old')).toBe(200);
  });
});

describe('a second look', () => {
  const refused = () => Promise.reject(new IntegrationError('BAD_SIGNATURE'));

  it('is taken of each name at most every ten seconds', async () => {
    const clock = movableClock();
    const secondLook = createSecondLook(clock);
    let attempts = 0;
    const attempt = (name: string) =>
      secondLook(name, () => {
        attempts += 1;
        return refused();
      }).catch(() => attempts);

    expect([await attempt('a'), await attempt('a'), await attempt('b')]).toEqual([2, 3, 5]);
    clock.move(10_001);
    expect(await attempt('a')).toBe(7);
  });

  it('is none where something else is the matter', async () => {
    let attempts = 0;
    const away = createSecondLook(systemClock)('a', () => {
      attempts += 1;
      return Promise.reject(new IntegrationError('REMOTE_DOWN'));
    });
    await expect(away).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
    expect(attempts).toBe(1);
  });
});

import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { IntegrationError } from '../core/errors.ts';
import { isObject } from '../core/json.ts';
import { epochMs, type Instant, instant, isAfter } from '../core/time.ts';
import { wording } from '../core/wording.ts';
import type { SecretExpiry, SecretStore } from '../ports.ts';

const freshForMs = 5 * 60_000;
/** While Key Vault is away, what was read lately still serves. */
const usableForMs = 60 * 60_000;
/** A channel may go on signing with the old secret for an hour after a rotation; looking for it is bounded. */
const previousFreshForMs = 30 * 60_000;

interface Remembered {
  value: string | undefined;
  /** When the vault was asked: what was exchanged since may not be in it. */
  askedAt: number;
}

/** Secrets from Key Vault, read once per five minutes and process; parallel readers share one call. */
export function createSecretStore(
  vaultUrl: string,
  credential: TokenCredential,
  now: () => number = Date.now,
): SecretStore &
  SecretExpiry & {
    /** Asks the vault for a secret that need not be there. @throws IntegrationError REMOTE_DOWN */ reach(): Promise<void>;
  } {
  const client = new SecretClient(vaultUrl, credential, { retryOptions: { maxRetries: 2, retryDelayInMs: 200 } });
  const known = new Map<string, Remembered>();
  const reading = new Map<string, { askedAt: number; answer: Promise<string | undefined> }>();

  const remembered = async (
    key: string,
    freshMs: number,
    notBefore: Instant | undefined,
    read: () => Promise<string | undefined>,
  ): Promise<string | undefined> => {
    const earliest = notBefore ? epochMs(notBefore) : 0;
    const ask = () => {
      const askedAt = now();
      const answer = read()
        .then((value) => {
          known.set(key, { value, askedAt });
          return value;
        })
        .finally(() => reading.delete(key));
      reading.set(key, { askedAt, answer });
      return answer;
    };
    const last = known.get(key);
    const entry = last && last.askedAt >= earliest ? last : undefined;
    if (entry && now() - entry.askedAt < freshMs) return entry.value;
    const under = reading.get(key);
    if (under && under.askedAt < earliest) {
      await under.answer.catch(() => undefined);
      return remembered(key, freshMs, notBefore, read);
    }
    const answer = under?.answer ?? ask();
    return entry && now() - entry.askedAt < usableForMs ? answer.catch(() => entry.value) : answer;
  };

  return {
    async get(name, notBefore) {
      const before = known.get(name)?.value;
      const value = await remembered(name, freshForMs, notBefore, () => readCurrent(client, name));
      // It was exchanged: the one before is another one too.
      if (value !== before) known.delete(beforeOf(name));
      if (value !== undefined) return value;
      known.delete(name);
      throw new IntegrationError('SECRET_MISSING', { facts: { secretName: name }, cause: `SECRET_MISSING|${name}` });
    },
    async expiring(before) {
      const found: { name: string; expiresOn: Instant }[] = [];
      for await (const { name, expiresOn, enabled } of client.listPropertiesOfSecrets())
        if (expiresOn && enabled !== false && isAfter(before, instant(expiresOn))) found.push({ name, expiresOn: instant(expiresOn) });
      return found;
    },
    reach: async () => void (await readCurrent(client, 'health')),
    previous: (name, notBefore) => remembered(beforeOf(name), previousFreshForMs, notBefore, () => readPrevious(client, name)),
  };
}

/** Under which name the version before a secret is remembered: no secret has a blank in its name. */
const beforeOf = (name: string): string => `${name} before`;

async function readCurrent(client: SecretClient, name: string): Promise<string | undefined> {
  try {
    return (await client.getSecret(name)).value;
  } catch (error) {
    if (statusOf(error) === 404 || isDisabled(error)) return undefined;
    throw vaultDown(error);
  }
}

async function readPrevious(client: SecretClient, name: string): Promise<string | undefined> {
  try {
    const versions: { version: string; createdOn: number }[] = [];
    for await (const { version, createdOn, enabled } of client.listPropertiesOfSecretVersions(name)) {
      if (version && enabled !== false) versions.push({ version, createdOn: createdOn?.getTime() ?? 0 });
    }
    const [, before] = versions.sort((a, b) => b.createdOn - a.createdOn);
    return before ? (await client.getSecret(name, { version: before.version })).value : undefined;
  } catch (error) {
    if ([403, 404].includes(statusOf(error) ?? 0)) return undefined;
    throw vaultDown(error);
  }
}

/** A secret that is switched off is missing; a 403 of any other kind is a role that has not arrived yet, and passes. */
const isDisabled = (error: unknown): boolean =>
  statusOf(error) === 403 && JSON.stringify(isObject(error) ? (error.details ?? error.message) : '').includes('SecretDisabled');

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : undefined;

const vaultDown = (from: unknown): IntegrationError =>
  new IntegrationError('REMOTE_DOWN', { facts: { remote: 'Key Vault', problem: problemOf(from) }, from });

const problemOf = (error: unknown) =>
  statusOf(error) === 403
    ? wording(
        'it refuses the identity of the app, which needs the role Key Vault Secrets User there; a new assignment takes some minutes',
        'er weist die Identität der App ab, die dort die Rolle Key Vault Secrets User braucht; eine neue Zuweisung gilt nach einigen Minuten',
      )
    : error instanceof Error
      ? error.name
      : String(error);

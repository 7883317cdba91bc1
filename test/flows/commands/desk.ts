import type { CommandKind } from '../../../shared/canonical/command.ts';
import type { OrderDraft } from '../../../shared/canonical/order.ts';
import type { AttachedStore } from '../../../shared/connectors/channel.ts';
import { gone } from '../../../shared/connectors/connector.ts';
import { channels } from '../../../shared/connectors/registry.ts';
import { IntegrationError } from '../../../shared/core/errors.ts';
import { createLog } from '../../../shared/core/log.ts';
import { systemClock } from '../../../shared/core/time.ts';
import { wording } from '../../../shared/core/wording.ts';
import { createConfigurationReader } from '../../../shared/d365/dataverse/configuration-rows.ts';
import type { Dataverse } from '../../../shared/d365/dataverse/rows.ts';
import { commands } from '../../../shared/flows/commands/all.ts';
import type { Command, CommandPorts, CommandResult } from '../../../shared/flows/commands/command.ts';
import { createConfigurationParser } from '../../../shared/flows/configuration.ts';
import { memoryErp, memoryNotebook, memoryRecords } from '../../memory.ts';
import { memoryArticles } from '../../memory-articles.ts';

/** The id of a person who is there in every Dataverse of the tests. */
export const alex = '50000000-0000-4000-8000-000000000001';

/** As its row says it. */
type Answer = Omit<CommandResult, 'says'> & { says: string; german: string };

/** Commands carried out over a real Dataverse client, with shop and ERP in memory. */
export function desk(
  dataverse: Dataverse,
  options: Parameters<typeof memoryErp>[0] = {},
  real: Partial<Pick<CommandPorts, 'attach' | 'erp'>> = {},
) {
  const erp = memoryErp(options);
  const shop = new Map<string, OrderDraft>();
  const secrets = new Map<string, string>();
  const bodies = new Map<string, Uint8Array>();
  const attached: Partial<AttachedStore> = {};
  const read = createConfigurationReader(dataverse);
  const parse = createConfigurationParser({
    connectionProblem: (channel, connection) => channels.find(({ id }) => id === channel)?.connectionProblem(connection),
    schema: (_store, document) => erp.target.schema(document),
  });
  let reading = Promise.resolve();
  const notebook = memoryNotebook();
  const records = memoryRecords(systemClock);
  const ports: CommandPorts = {
    // One refresh at a time, as in the app.
    configuration: () => {
      const next = reading.then(async () => parse(await read()));
      reading = next.then(
        () => undefined,
        () => undefined,
      );
      return next;
    },
    dataverse,
    records,
    bodies: { put: async (name, body) => void bodies.set(name, body), get: async (name) => bodies.get(name) },
    attach: () => ({
      loadOrder: async (id) => shop.get(id) ?? gone('It is not there.'),
      poll: () => undefined,
      access: async () => ({ shop: 'A shop', missing: [], grant: wording('Grant it.', 'Erteilen Sie es.') }),
      publishes: {},
      ...attached,
    }),
    erp: () => erp.target,
    articles: memoryArticles(),
    channel: (id) => channels.find((one) => one.id === id),
    secrets: ({ id }) => ({
      get: async (purpose) => {
        const value = secrets.get(`${id}-${purpose}`);
        if (value === undefined) throw new IntegrationError('SECRET_MISSING', { facts: { secretName: `${id}-${purpose}` } });
        return value;
      },
      previous: async () => undefined,
    }),
    publicUrl: 'https://companion.example.com',
    notebook,
    queue: { send: async () => undefined, schedule: async () => undefined },
    clock: systemClock,
    log: createLog(() => undefined),
    ...real,
  };
  const ask = async (kind: CommandKind, about: Partial<Command> = {}, body: object = {}): Promise<Answer> => {
    const definition = commands.find((one) => one.kind === kind);
    if (!definition) throw new Error(`no command ${kind}`);
    const command = { id: 'c-1', kind, store: '', documentType: '', externalId: '', cause: '', madeAt: systemClock.now(), ...about };
    const { says, ...result } = await definition.carryOut({ command, body, caller: { id: alex, roles: new Set(['admin']) } }, ports);
    return { ...result, says: says.en, german: says.de };
  };
  return { ask, ports, shop, erp, secrets, attached, records, bodies, notebook };
}

import type * as z from 'zod';
import type { CommandKind } from '../../canonical/command.ts';
import { type DocumentKind, documentKinds } from '../../canonical/envelope.ts';
import type { CompanionRole } from '../../canonical/roles.ts';
import type { Store } from '../../canonical/store.ts';
import type { AttachedStore, Channel } from '../../connectors/channel.ts';
import type { Secrets } from '../../connectors/connector.ts';
import { ExternalId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { Log } from '../../core/log.ts';
import { inAList, parseInWords } from '../../core/schema-problems.ts';
import type { Instant } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import type { Dataverse } from '../../d365/dataverse/rows.ts';
import type { ErpTarget } from '../../d365/erp-target.ts';
import type { ArticleBook, BodyStore, DocumentRecords } from '../../ports.ts';
import type { Configuration } from '../configuration.ts';
import { type ResubmitPorts, resubmission } from '../resubmit.ts';
import { refusals } from './refusals.ts';

/** Who asked, as Dataverse vouches for it. */
export interface Caller {
  /** Id of the system user. */
  id: string;
  roles: ReadonlySet<CompanionRole>;
}

/** One request: the row without what only the life cycle needs. */
export interface Command {
  /** Id of the row; names what it causes, so that the same command causes it once. */
  id: string;
  kind: CommandKind;
  store: string;
  documentType: string;
  externalId: string;
  cause: string;
  madeAt: Instant;
}

export interface CommandResult {
  state: 'Done' | 'Refused';
  /** A sentence for the person who asked. */
  says: Wording;
  /** What was asked for; becomes JSON. */
  answer?: unknown;
  /** What to keep in the audit besides, one entry for each thing that was decided; none: one for the command. */
  audit?: readonly AuditFacts[];
}

/** What an audit entry says beyond who, when and what was asked. */
export interface AuditFacts {
  store?: string;
  documentType?: string;
  externalId?: string;
  /** Decimal text. */
  amount?: string;
  currency?: string;
  reason?: string;
  before?: Json;
  after?: Json;
}

export const done = (says: Wording, more: Omit<CommandResult, 'state' | 'says'> = {}): CommandResult => ({ state: 'Done', says, ...more });
export const refused = (says: Wording, more: Omit<CommandResult, 'state' | 'says'> = {}): CommandResult => ({
  state: 'Refused',
  says,
  ...more,
});

/** What commands are carried out with. */
export interface CommandPorts extends ResubmitPorts {
  /** Not older than the moment given, if any. */
  configuration(notOlderThan?: Instant): Promise<Configuration>;
  dataverse: Pick<Dataverse, 'read' | 'update' | 'upsert'>;
  records: DocumentRecords;
  bodies: BodyStore;
  attach(store: Store): AttachedStore;
  erp(store: Store): ErpTarget;
  articles: Pick<ArticleBook, 'ofVariant'>;
  /** The connector of a channel, if there is one. */
  channel(id: string): Channel | undefined;
  secrets(store: Pick<Store, 'id'>): Secrets;
  /** Where channels reach this app. */
  publicUrl: string;
  log: Log;
}

export interface CommandDefinition {
  kind: CommandKind;
  /** Only looks: carried out, it leaves nothing to audit. */
  asks?: boolean;
  /** Its body holds personal data: it is taken out of the row when the command has ended. */
  privateBody?: boolean;
  carryOut(asked: { command: Command; body: unknown; caller: Caller }, ports: CommandPorts): Promise<CommandResult>;
}

/** One thing that people may ask for. Carrying it out twice must be harmless: a crash in between repeats it. */
export const defineCommand = <Body extends z.ZodType>({
  body: schema,
  run,
  ...rest
}: Pick<CommandDefinition, 'kind' | 'asks' | 'privateBody'> & {
  body: Body;
  run(asked: { command: Command; body: z.output<Body>; caller: Caller }, ports: CommandPorts): Promise<CommandResult>;
}): CommandDefinition => ({
  ...rest,
  async carryOut({ command, body, caller }, ports) {
    const parsed = parseInWords(schema, body);
    if ('wrong' in parsed) return refused(refusals.bodyDoesNotFit(inAList(parsed.wrong)));
    return run({ command, body: parsed.data, caller }, ports);
  },
});

/** The document that a command names. */
export interface NamedDocument {
  store: Store;
  kind: DocumentKind;
  externalId: ExternalId;
}

/** Undefined when store, document type or id do not name one. */
export async function documentOf(command: Command, { configuration }: CommandPorts): Promise<NamedDocument | undefined> {
  const store = (await configuration()).store(command.store);
  const kind = documentKinds.find((one) => one === command.documentType);
  const externalId = ExternalId.safeParse(command.externalId);
  return store && kind && externalId.success ? { store, kind, externalId: externalId.data } : undefined;
}

export const namesNoDocument = refused(refusals.noDocument);

/** Runs the document again because of this command. */
export async function runAgain(
  { store, kind, externalId }: NamedDocument,
  { id }: Command,
  { queue, clock }: Pick<CommandPorts, 'queue' | 'clock'>,
  released = false,
): Promise<void> {
  await queue.send([resubmission({ store: store.id, channel: store.channel, kind, externalId }, `command ${id}`, clock, released)]);
}

import type { CommandKind } from '../../shared/canonical/command.ts';
import type { CompanionRole } from '../../shared/canonical/roles.ts';
import { plainId } from '../rows/cells.ts';
import { createAsk } from './ask.ts';
import type { PlatformContext } from './context.ts';
import { type Failure, failureOf } from './failure.ts';
import { languageOf } from './languages.ts';
import { browserPage, type Page } from './page.ts';
import { createMe, type Me, type Permission, permissionOf } from './people.ts';
import { createPoller, type Poller } from './poller.ts';
import { type Calls, createRows, type Rows } from './rows.ts';
import { createShow, type Show } from './show.ts';
import { type ControlName, raiseTelemetry } from './telemetry.ts';
import { createText, type Text } from './text.ts';
import type { Command, Ticket } from './ticket.ts';

/** Everything that a control knows of where it stands. One for each control on a form; the same object as long as the control lives. */
export interface Host {
  readonly control: ControlName;
  readonly rows: Rows;
  readonly me: Me;
  readonly show: Show;
  readonly text: Text;
  /** Asks the Function app for something, and follows it to its end. */
  ask(command: Command): Ticket;
  /** Whether this person may ask for it now, and if not, why. Changes when their roles are known and with the connection: see `subscribe`. */
  may(kind: CommandKind): Permission;
  /** What a call of `rows` threw, in its kind. */
  failure(error: unknown): Failure;
  /** For everything that is looked at again and again. */
  readonly poller: Poller;
  readonly calls: Readonly<Calls>;
  readonly online: boolean;
  readonly rtl: boolean;
  /** BCP 47. */
  readonly language: string;
  /** The Fluent tokens of Dynamics; undefined when it gives none. */
  readonly theme: unknown;
  /** Opens the form of a row. */
  open(table: string, id: string): void;
  /** Lets the person choose a row in the dialog of Dynamics; undefined when they leave it. */
  choose(table: string): Promise<{ id: string; name: string } | undefined>;
  /** To be called when the first content stands there; only the first time counts. */
  shown(): void;
  /** Told when what `may` or `online` says has changed. Gives back how to stop. */
  subscribe(listener: () => void): () => void;
}

/** A host as its control holds it. */
export interface OwnedHost extends Host {
  /** Takes the context of an update. */
  renew(context: PlatformContext): void;
  /** Ends everything that is followed. */
  dispose(): void;
}

export function createHost(control: ControlName, first: PlatformContext, page: Page = browserPage()): OwnedHost {
  let context = first;
  let begun: number | undefined = Date.now();
  let roles: ReadonlySet<CompanionRole> | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const calls: Calls = { reads: 0, writes: 0 };
  const online = () => page.online() && !context.client.isOffline() && context.client.isNetworkAvailable();
  const language = languageOf(first.userSettings.languageId);
  const text = createText((key) => context.resources.getString(key), language);
  const rows = createRows(() => context.webAPI, calls);
  const poller = createPoller(page);
  const stopListening = page.onChange(tell);

  return {
    control,
    rows,
    poller,
    calls,
    text,
    language,
    show: createShow({ language, text, minutesFromUtc: (at) => context.userSettings.getTimeZoneOffsetMinutes(at) }),
    me: createMe(first.userSettings, rows, (known) => {
      roles = known;
      tell();
    }),
    ask: createAsk({ control, rows, poller, text, language, online }),
    may: (kind) => permissionOf(kind, { roles, online: online(), text }),
    failure: (error) => failureOf(error, online()),
    get online() {
      return online();
    },
    get rtl() {
      return context.userSettings.isRTL;
    },
    get theme() {
      return context.fluentDesignLanguage?.tokenTheme;
    },
    open(table, id) {
      void context.navigation.openForm({ entityName: table, entityId: id });
    },
    async choose(table) {
      const [row] = await context.utils.lookupObjects({ entityTypes: [table], allowMultiSelect: false });
      return row && { id: plainId(row.id), name: row.name ?? '' };
    },
    shown() {
      if (begun !== undefined) raiseTelemetry({ event: 'shown', control, durationMs: Date.now() - begun });
      begun = undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    renew(next) {
      context = next;
    },
    dispose() {
      stopListening();
      listeners.clear();
      poller.dispose();
    },
  };
}

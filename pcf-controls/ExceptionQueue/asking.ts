import type { CommandKind } from '../../shared/canonical/command.ts';

/** What a command is about: a document, or all that waits for a cause. */
export interface Target {
  store?: string;
  kind?: string;
  externalId?: string;
  cause?: string;
}

/** How the queue asks the server for something. */
export interface Asking {
  /** A question: its answer. @throws Error with a sentence for the person */
  question(kind: CommandKind, target: Target, body: object): Promise<unknown>;
  /** An action; `about` names in a few words what it is about. It is told to the person how far it is, and can be taken back until it starts. */
  act(kind: CommandKind, target: Target, body: object, about: string): void;
  /** Why this person cannot ask for it now; undefined when they can. */
  denied(kind: CommandKind): string | undefined;
  /** Lets the person choose a colleague; undefined when none was chosen. */
  choosePerson(): Promise<string | undefined>;
}

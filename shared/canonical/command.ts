import type { Texts } from '../core/wording.ts';
import type { CompanionRole } from './roles.ts';

/**
 * What people can ask for with a row of `cmc_command`. Controls read this table to offer or to explain, the Function app to allow or to
 * refuse: a row is worth what its creator may do, never what a control thought.
 */
export const commandTable = {
  /** Runs a document, or all that waits for a cause, again. Body `{ release?: boolean }`. */
  resubmit: allowed('operator', 'finance', 'admin'),
  /** Keeps a document from being worked on until it is released. Body `{ reason }`. */
  hold: allowed('operator', 'admin'),
  /** Lets a document go on that a person or a rule holds. */
  release: allowed('operator', 'admin'),
  /** Body `{ customer }`, the cause key of a "several customers" exception. */
  'choose-customer': allowed('operator', 'admin'),
  /** Links SKUs to items, and so frees all that waits for them. Body `{ items: ChosenItem[] }`. */
  'choose-item': allowed('operator', 'admin'),
  /** Body `{ address: { name?, company?, lines?, city?, state?, postalCode?, country?, phone? } }`: counts for this document instead of the shop's. */
  'correct-address': allowed('operator', 'admin'),
  /** Exceptions by `exceptions: string[]` (keys) in the body, or by cause key. Body `{ user: systemuserid | null }`. */
  assign: allowed('operator', 'finance', 'admin'),
  /** Body `{ text }`. */
  comment: allowed('operator', 'finance', 'admin'),
  /** Body `{ until: instant }`. */
  snooze: allowed('operator', 'finance', 'admin'),
  /** Body `{ reason }`. */
  dismiss: allowed('operator', 'admin'),
  /** Asks finance to accept what an exception says. Body `{ exception: key, comment }`. */
  'ask-approval': allowed('operator', 'admin'),
  /** Body `{ approvals: SeenApproval[], comment }`. */
  approve: allowed('finance'),
  /** Body `{ approvals: SeenApproval[], comment }`. */
  reject: allowed('finance'),
  /** Lets one held price through. Body `{ price }`. */
  'approve-price': allowed('finance', 'admin'),
  /** The document with personal data masked, and which rule gave which field. Answer `Explanation`. */
  explain: allowed('viewer', 'operator', 'finance', 'admin'),
  /** Items of Dynamics that an unknown SKU may be. Body `{ sku, name?, barcode? }`. Answer `ItemCandidate[]`. */
  'suggest-items': allowed('operator', 'admin'),
  /** Customer accounts that a buyer may be. Needs a cause key of "several customers". Answer `CustomerCandidate[]`. */
  'suggest-customers': allowed('operator', 'admin'),
  /** What the mapping editor needs of a store. Body `{ store, document }`. Answer `MappingContext`. */
  'mapping-context': allowed('admin'),
  /** Runs a draft over recent documents. Body `{ mappingSet: key }`. Answer `MappingTrial`. */
  'test-mapping': allowed('admin'),
  /** Body `{ mappingSet: key, comment? }`. Refused when the set does not check. */
  'publish-mapping': allowed('admin'),
  /** Puts an earlier version in force again. Body `{ mappingSet: key }` of that version. */
  'roll-back-mapping': allowed('admin'),
  /** Looks at everything a store needs to run. Body `{ store }`. Answer `StoreCheck[]`. */
  'check-store': allowed('admin'),
  /** Registers what is missing of a store's webhooks. Body `{ store }`. */
  'repair-subscriptions': allowed('admin'),
  /** Has the app read the store's secrets from Key Vault anew, in all its instances, and signs the webhooks with the new one. */
  'rotate-secret': allowed('admin'),
  /** Stops work on stores, for example while Dynamics is maintained: what arrives waits. Body `{ stores?, target?, reason }`. */
  'pause-stores': allowed('admin'),
  /** Goes on where it was stopped, with all that waited. Body `{ stores?, target? }`. */
  'resume-stores': allowed('admin'),
  /** Runs documents again that arrived in a time. Body `{ from, to, states?, kind?, lookAgain? }`. */
  replay: allowed('admin'),
} satisfies Record<string, readonly CompanionRole[]>;

export type CommandKind = keyof typeof commandTable;

export const isCommandKind = (kind: string): kind is CommandKind => Object.hasOwn(commandTable, kind);

/** Whether one of these roles may ask for it. */
export const mayCommand = (kind: CommandKind, roles: ReadonlySet<CompanionRole>): boolean =>
  (commandTable[kind] as readonly CompanionRole[]).some((role) => roles.has(role));

/** Choice labels of a command's state, in the order of their values. */
export const commandStates = ['Requested', 'Working', 'Done', 'Refused', 'Withdrawn', 'Expired'] as const;
export type CommandState = (typeof commandStates)[number];

/** So long after it was made a command is carried out at most, when the row does not say less. */
export const commandLifeMinutes = 60;

export interface ChosenItem {
  sku?: string;
  /** The channel's variant id, where there is no SKU. */
  externalId?: string;
  itemNumber: string;
  dimensions?: Partial<Record<'color' | 'size' | 'style' | 'configuration' | 'version', string>>;
  unit?: string;
}

/** An approval as its approver saw it: when it says something else by then, nothing is approved. Amounts are decimal text. */
export interface SeenApproval {
  key: string;
  amount: string;
  currency: string;
}

export interface ItemCandidate {
  itemNumber: string;
  name: string;
  dimensions: Record<string, string>;
  /** 0 to 100. */
  likeness: number;
  because: string;
  texts?: Texts;
}

export interface CustomerCandidate {
  account: string;
  /** Masked: `J… D…`. */
  name: string;
  blocked: boolean;
  because: string;
  /** What it says in other languages; so with `texts` elsewhere. */
  texts?: Texts;
}

/** One field that a mapping filled, or could not fill. */
export interface ExplainedField {
  /** Which part of the document: `header`, `line 1`, `customer`. */
  part: string;
  target: string;
  label: string;
  rule: string;
  /** The rule in words. */
  words: string;
  value?: string;
  problem?: string;
  texts?: Texts;
}

export interface Explanation {
  /** The canonical document, personal data masked. */
  document: unknown;
  /** Which version of the mapping is in force. */
  rulesVersion: number;
  fields: ExplainedField[];
}

/** One thing a store needs. */
export interface StoreCheck {
  id: string;
  title: string;
  state: 'right' | 'wrong' | 'missing' | 'not-checked';
  /** What was found. */
  says: string;
  /** What to do; empty when it is right. */
  advice: string;
  texts?: Texts;
  /** A command that puts it right. */
  repair?: CommandKind;
}

export interface MappingContext {
  store: string;
  document: string;
  /** Fields of Dynamics. */
  fields: { name: string; label: string; type: string; mandatory: boolean; maxLength?: number; choices?: string[] }[];
  /** Recent documents, personal data masked, newest first; what the rules read. */
  samples: { label: string; given: unknown }[];
  /** The rules that ship, below those of the store. */
  defaults: unknown;
  valueMaps: Record<string, { ignoreCase: boolean; entries: Record<string, string> }>;
  /** Shown as problems: fields that a mapping has to fill. */
  version: number;
}

export interface MappingTrial {
  problems: { problem: string; texts?: Texts }[];
  documents: {
    label: string;
    changed: { part: string; target: string; before?: string; after?: string; problem?: string; texts?: Texts }[];
  }[];
}

function allowed<const Roles extends readonly CompanionRole[]>(...roles: Roles): Roles {
  return roles;
}

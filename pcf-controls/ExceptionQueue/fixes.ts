import type { ChosenItem, CommandKind, ItemCandidate } from '../../shared/canonical/command.ts';
import type { CompanionRole } from '../../shared/canonical/roles.ts';
import { documentOf, type ExceptionRow } from './rows.ts';

/** How a cause is mended without leaving the queue. */
export type Fix = 'item' | 'customer' | 'address';

const fixes: Partial<Record<string, Fix>> = {
  UNKNOWN_ITEM: 'item',
  ITEM_AMBIGUOUS: 'item',
  SEVERAL_CUSTOMERS: 'customer',
};

/** An address is only asked for where an order was refused for what it holds. */
const addressCodes = new Set(['ERP_REFUSED', 'MAPPING_FAILED', 'VALUE_NOT_MAPPED', 'ORDER_NOT_UNDERSTOOD']);

export const fixOf = ({ code, kind }: Pick<ExceptionRow, 'code' | 'kind'>): Fix | undefined =>
  fixes[code] ?? (addressCodes.has(code) && kind === 'order' ? 'address' : undefined);

const approvable = new Set(['ERP_TOTAL_DIFFERS', 'TOTALS_DIFFER', 'PRICE_CHANGE_HELD']);

/** Whether finance can accept what the exception says. */
export const isApprovable = ({ code }: Pick<ExceptionRow, 'code'>): boolean => approvable.has(code);

/** Running it again cannot help where the document is through already and only a person can act. */
const notRunAgain = new Set(['ERP_TOTAL_DIFFERS', 'ORDER_CHANGED_AFTER_IMPORT', 'CANCELLED_AFTER_IMPORT', 'REFUND_DUE']);
export const runsAgain = ({ code }: Pick<ExceptionRow, 'code'>): boolean => !notRunAgain.has(code);

/** The article that nobody knows, as its document names it. */
export interface UnknownArticle {
  sku: string;
  externalId: string;
  name: string;
}

/** From what the exception keeps beside it; undefined when that names no article. */
export function articleOf({ detail }: Pick<ExceptionRow, 'detail'>): UnknownArticle | undefined {
  const text = (name: string) => (typeof detail[name] === 'string' ? (detail[name] as string).trim() : '');
  const article = { sku: text('sku'), externalId: text('variantId') || text('productId'), name: text('title') };
  return article.sku || article.externalId ? article : undefined;
}

const dimensionNames = ['color', 'size', 'style', 'configuration', 'version'] as const;

/** The choice for one article; by SKU where there is one. */
export function choiceOf({ sku, externalId }: UnknownArticle, { itemNumber, dimensions }: ItemCandidate): ChosenItem {
  const kept = dimensionNames.filter((name) => dimensions[name]).map((name) => [name, dimensions[name]] as const);
  return { ...(sku ? { sku } : { externalId }), itemNumber, dimensions: Object.fromEntries(kept) };
}

/** The documents of these rows, each once, as `resubmit` takes them. */
export const documentsOf = (rows: readonly ExceptionRow[]): { store: string; kind: string; externalId: string }[] => [
  ...new Map(rows.map((row) => [documentOf(row), { store: row.store, kind: row.kind, externalId: row.externalId }])).values(),
];

const teams: Partial<Record<CompanionRole, readonly string[]>> = {
  operator: ['sales', 'shop', 'catalogue'],
  finance: ['finance'],
  admin: ['admin', 'it', 'catalogue'],
};

/** The teams that somebody with these roles works in. */
export const teamsOf = (roles: Iterable<CompanionRole>): Set<string> => new Set([...roles].flatMap((role) => teams[role] ?? []));

/** What a person can do with rows of the queue, with its letter. */
export const actionLetters = {
  resubmit: 'r',
  'ask-approval': 'q',
  assign: 'a',
  comment: 'c',
  snooze: 's',
  dismiss: 'd',
} as const satisfies Partial<Record<CommandKind, string>>;

export type QueueAction = keyof typeof actionLetters;

/** Which actions fit all of these rows. */
export const actionsFor = (rows: readonly ExceptionRow[]): QueueAction[] =>
  (Object.keys(actionLetters) as QueueAction[]).filter((action) => {
    if (action === 'resubmit') return rows.some(runsAgain);
    return action !== 'ask-approval' || (rows.length === 1 && rows.every(isApprovable));
  });

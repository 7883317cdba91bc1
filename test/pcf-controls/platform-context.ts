import type { PlatformContext } from '../../pcf-controls/host/context.ts';
import { createHost, type OwnedHost } from '../../pcf-controls/host/host.ts';
import type { Page } from '../../pcf-controls/host/page.ts';
import { companionRoles } from '../../shared/canonical/roles.ts';

/** What Dynamics would give a control: rows in memory, one person, one page. */
export interface FakePlatform {
  host: OwnedHost;
  rows: Map<string, Map<string, Record<string, unknown>>>;
  /** Every call of the Web API: `retrieveRecord cmc_command`. */
  calls: string[];
  page: { hide(hidden: boolean): void; connect(online: boolean): void };
  /** What the next call throws. */
  failNext(error: unknown): void;
  row(table: string, id: string, row: Record<string, unknown>): void;
  only(table: string): Record<string, unknown>;
}

interface Person {
  roleIds?: string[];
  language?: number;
  minutesFromUtc?: number | ((at: Date) => number);
  strings?: Record<string, string>;
}

export const operatorIds = [companionRoles.operator.id];

export function fakePlatform({ roleIds = operatorIds, language = 1033, minutesFromUtc = 0, strings = {} }: Person = {}): FakePlatform {
  const rows: FakePlatform['rows'] = new Map();
  const calls: string[] = [];
  const failures: unknown[] = [];
  const listeners = new Set<() => void>();
  const state = { hidden: false, online: true };
  const tableOf = (name: string) => {
    const table = rows.get(name) ?? new Map<string, Record<string, unknown>>();
    rows.set(name, table);
    return table;
  };
  const called = (name: string, table: string) => {
    calls.push(`${name} ${table}`);
    const failure = failures.shift();
    if (failure) throw failure;
  };
  let next = 0;
  const webAPI: PlatformContext['webAPI'] = {
    async createRecord(table, row) {
      next += 1;
      const id = `00000000-0000-4000-8000-${String(next).padStart(12, '0')}`;
      tableOf(table).set(id, { ...row, [`${table}id`]: id, createdon: new Date().toISOString() });
      called('createRecord', table);
      return { id };
    },
    async updateRecord(table, id, row) {
      called('updateRecord', table);
      tableOf(table).set(id, { ...tableOf(table).get(id), ...row });
    },
    async deleteRecord(table, id) {
      called('deleteRecord', table);
      tableOf(table).delete(id);
    },
    async retrieveRecord(table, id) {
      called('retrieveRecord', table);
      const row = tableOf(table).get(id);
      if (!row) throw Object.assign(new Error('does not exist'), { errorCode: 0x80040217 });
      return row;
    },
    async retrieveMultipleRecords(table, options = '', size = 5000) {
      called('retrieveMultipleRecords', table);
      const all = [...tableOf(table).values()].filter(matching(options));
      const from = Number(/skip=(\d+)/.exec(options)?.[1] ?? 0);
      const nextLink =
        from + size < all.length ? `https://org/api/data/v9.2/${table}s?${options.replace(/^\?|&?skip=\d+/g, '')}&skip=${from + size}` : '';
      return { entities: all.slice(from, from + size), nextLink };
    },
  };
  const page: Page = {
    hidden: () => state.hidden,
    online: () => state.online,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const set = (change: Partial<typeof state>) => {
    Object.assign(state, change);
    for (const listener of listeners) listener();
  };
  const context: PlatformContext & Record<string, unknown> = {
    client: { isOffline: () => false, isNetworkAvailable: () => true },
    resources: { getString: (key: string) => strings[key] ?? key },
    userSettings: {
      isRTL: false,
      languageId: language,
      securityRoles: roleIds,
      userId: '{5D1F4E3A-0000-4000-8000-000000000001}',
      userName: 'Kim Clerk',
      getTimeZoneOffsetMinutes: (at = new Date()) => (typeof minutesFromUtc === 'number' ? minutesFromUtc : minutesFromUtc(at)),
    },
    webAPI,
    navigation: { openForm: async () => undefined },
    utils: { lookupObjects: async () => [] },
  };
  return {
    host: createHost('SyncStatus', context, page),
    rows,
    calls,
    page: { hide: (hidden) => set({ hidden }), connect: (online) => set({ online }) },
    failNext: (error) => failures.push(error),
    row: (table, id, row) => tableOf(table).set(id, row),
    only(table) {
      const [first, ...others] = tableOf(table).values();
      if (!first || others.length > 0) throw new Error(`${table} has ${others.length + (first ? 1 : 0)} rows`);
      return first;
    },
  };
}

/** Understands `a eq 'b'` joined by `and`, and `a eq b or a eq c`: what the tests need. */
function matching(options: string): (row: Record<string, unknown>) => boolean {
  const filter = decodeURIComponent(/\$filter=([^&]*)/.exec(options)?.[1] ?? '');
  const terms = [...filter.matchAll(/(\w+) eq (?:'((?:[^']|'')*)'|([\w-]+))/g)].map(([, column = '', text, plain]) => ({
    column,
    value: text?.replaceAll("''", "'") ?? plain,
  }));
  const fits = (row: Record<string, unknown>) => (term: { column: string; value?: string }) =>
    String(row[term.column] ?? '') === term.value;
  if (filter.includes('(')) return (row) => terms.filter(fits(row)).length > 1;
  return filter.includes(' or ') ? (row) => terms.some(fits(row)) : (row) => terms.every(fits(row));
}

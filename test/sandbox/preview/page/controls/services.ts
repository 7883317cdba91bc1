import type { TableModel } from '../../app/model.ts';
import { askDialog, chooseDialog } from '../app/dialog.ts';
import { type Doing, mayDo } from '../app/privileges.ts';
import { goTo } from '../app/route.ts';
import type { Session } from '../app/session.ts';

/** The parts of a control's context that are the same for all controls of a page. */
export function servicesOf(session: Session) {
  const { api, persona, settings } = session;
  return {
    client: {
      disableScroll: false,
      getClient: () => 'Web',
      getFormFactor: () => (innerWidth < 600 ? 3 : 1),
      isOffline: () => false,
      isNetworkAvailable: () => navigator.onLine,
    },
    device: {},
    formatting: formatting(session),
    navigation: navigation(session),
    userSettings: {
      userId: `{${persona.id.toUpperCase()}}`,
      userName: persona.name,
      languageId: settings.language,
      isRTL: settings.direction === 'rtl',
      securityRoles: persona.roleIds,
      getTimeZoneOffsetMinutes: (date = new Date()) => -date.getTimezoneOffset(),
      dateFormattingInfo: {},
      numberFormattingInfo: {},
    },
    utils: utility(session),
    webAPI: {
      createRecord: api.createRecord,
      updateRecord: (table: string, id: string, data: Record<string, unknown>) => api.updateRecord(table, id, data),
      deleteRecord: api.deleteRecord,
      retrieveRecord: api.retrieveRecord,
      retrieveMultipleRecords: api.retrieveMultipleRecords,
    },
    events: {},
  };
}

function formatting({ format }: Session) {
  const withOptions = (options: Intl.DateTimeFormatOptions) => (value: Date) =>
    new Intl.DateTimeFormat(format.locale, options).format(value);
  return {
    formatCurrency: (value: number, precision = 2, symbol = '') => `${symbol}${format.number(value, precision)}`,
    formatDecimal: (value: number, precision = 2) => format.number(value, precision),
    formatInteger: (value: number) => format.number(value, 0),
    formatDateAsFilterStringInUTC: (value: Date, includeTime = false) => value.toISOString().slice(0, includeTime ? 19 : 10),
    formatDateLong: withOptions({ dateStyle: 'full' }),
    formatDateLongAbbreviated: withOptions({ dateStyle: 'medium' }),
    formatDateShort: (value: Date, includeTime = false) => (includeTime ? format.moment(value) : format.date(value)),
    formatDateYearMonth: withOptions({ year: 'numeric', month: 'long' }),
    formatLanguage: (value: number) => String(value),
    formatTime: withOptions({ timeStyle: 'short' }),
    getWeekOfYear: (value: Date) => Math.ceil(((value.getTime() - Date.UTC(value.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7),
  };
}

interface Confirm {
  title?: string;
  subtitle?: string;
  text: string;
  confirmButtonLabel?: string;
  cancelButtonLabel?: string;
}

function navigation({ text }: Session) {
  return {
    openAlertDialog: async ({ title, text: said, confirmButtonLabel }: Confirm) => {
      await askDialog({ title, text: said, confirm: confirmButtonLabel ?? text('ok') });
    },
    openConfirmDialog: async ({ title, text: said, confirmButtonLabel, cancelButtonLabel }: Confirm) => ({
      confirmed: await askDialog({
        title,
        text: said,
        confirm: confirmButtonLabel ?? text('ok'),
        cancel: cancelButtonLabel ?? text('cancel'),
      }),
    }),
    openErrorDialog: async ({ message = '', details = '' }: { message?: string; details?: string }) => {
      await askDialog({ text: [message, details].filter(Boolean).join(' '), confirm: text('ok') });
    },
    openForm: async ({ entityName = '', entityId }: { entityName?: string; entityId?: string }) => {
      goTo({ at: 'record', table: entityName, id: entityId?.replace(/[{}]/g, '') });
      return { savedEntityReference: [] };
    },
    openUrl: (url: string) => {
      if (/^https?:\/\//.test(url)) open(url, '_blank', 'noopener,noreferrer');
    },
    openFile: async ({ fileContent, fileName, mimeType }: { fileContent: string; fileName: string; mimeType: string }) => {
      const link = document.createElement('a');
      link.href = `data:${mimeType};base64,${fileContent}`;
      link.download = fileName;
      link.click();
    },
    openWebResource: () => undefined,
  };
}

const doings: readonly (Doing | undefined)[] = [undefined, 'create', 'read', 'write', 'delete', 'assign', 'share', 'append', 'appendto'];

function utility(session: Session) {
  const { app, persona, words, api, text } = session;
  return {
    /** Numbers as the platform has them: privileges from 1 create to 8 append to, depths from 0 own rows to 3 all. */
    hasEntityPrivilege: (table: string, privilege: number, depth: number) => {
      const doing = doings[privilege];
      return doing !== undefined && mayDo(persona, doing, table, depth + 1);
    },
    getEntityMetadata: async (name: string) => {
      const table = app.tables[name];
      if (!table) throw new Error(`The entity with a name = '${name}' was not found in the MetadataCache.`);
      return metadataOf(table, words);
    },
    lookupObjects: async ({ entityTypes = [], defaultEntityType }: { entityTypes?: string[]; defaultEntityType?: string }) => {
      const table = app.tables[defaultEntityType ?? entityTypes[0] ?? ''];
      if (!table) return [];
      const labels = { search: text('search'), cancel: text('cancel') };
      const chosen = await chooseDialog(text('lookUp', words(table.label)), labels, async (part) => {
        const filter = part ? `&$filter=contains(${table.primaryName},'${encodeURIComponent(part.replaceAll("'", "''"))}')` : '';
        const found = await api.retrieveMultipleRecords(table.name, `?$select=${table.primaryName}${filter}`, 50);
        return found.entities.map((row) => {
          const name = String(row[table.primaryName]);
          return { label: name, value: { id: String(row[table.id]), name, entityType: table.name } };
        });
      });
      return chosen ? [chosen] : [];
    },
  };
}

function metadataOf(table: TableModel, words: Session['words']) {
  const attributes = Object.values(table.columns).map((column) => ({
    LogicalName: column.name,
    DisplayName: words(column.label),
    AttributeType: column.kind,
    OptionSet: Object.fromEntries(column.options.map(({ value, label }) => [value, { value, text: words(label) }])),
    attributeDescriptor: { OptionSet: column.options.map(({ value, label }) => ({ Value: value, Label: words(label) })) },
  }));
  return {
    LogicalName: table.name,
    EntitySetName: table.set,
    PrimaryIdAttribute: table.id,
    PrimaryNameAttribute: table.primaryName,
    DisplayName: words(table.label),
    DisplayCollectionName: words(table.plural),
    Attributes: {
      get: (name: string) => attributes.find((one) => one.LogicalName === name),
      getAll: () => attributes,
      getLength: () => attributes.length,
    },
  };
}

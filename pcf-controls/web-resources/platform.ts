import { isObject, textOf } from '../../shared/core/json.ts';

/** What the library uses of the platform's client API. */
export interface FormPlatform {
  WebApi: { retrieveMultipleRecords(table: string, options: string): Promise<{ entities: unknown[] }> };
}

/** What the platform hands to a form's event handler. */
export interface ExecutionContext {
  getFormContext?(): { data?: { entity?: { getEntityName?(): string } } };
}

const variable = 'cmc_TelemetryConnectionString';
const values = 'environmentvariabledefinition_environmentvariablevalue';

/** The connection string of the environment variable: its current value, else its default; undefined when there is none or it is no such string. */
export async function connectionStringOf({ WebApi }: FormPlatform): Promise<string | undefined> {
  const { entities } = await WebApi.retrieveMultipleRecords(
    'environmentvariabledefinition',
    `?$select=defaultvalue&$filter=schemaname eq '${variable}'&$expand=${values}($select=value)`,
  );
  const [definition] = entities.filter(isObject);
  const overriding = definition?.[values];
  const current = Array.isArray(overriding) ? overriding.filter(isObject).map(({ value }) => textOf(value)) : [];
  const text = (current.find(Boolean) ?? textOf(definition?.defaultvalue)).trim();
  return isConnectionString(text) ? text : undefined;
}

const isConnectionString = (text: string): boolean => /(^|;)\s*InstrumentationKey=[0-9a-f-]{36}(;|$)/i.test(text);

export const tableOf = (context: ExecutionContext | undefined): string | undefined =>
  context?.getFormContext?.().data?.entity?.getEntityName?.();

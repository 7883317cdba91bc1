import * as z from 'zod';

/** The settings of the Function app, named as in Azure. Secrets are never settings: they are read from Key Vault at run time. */

const url = z.url().transform((text) => text.replace(/\/+$/, ''));
const whole = (fallback: number, least = 1) => z.coerce.number().int().min(least).default(fallback);
const cron = z
  .string()
  .regex(/^(?:[\da-z*,/-]+ +){4,5}[\da-z*,/-]+$/i, 'is no schedule of six fields: second, minute, hour, day, month and weekday, in UTC');
const schedule = (fallback: string) => cron.default(fallback);

/** Also when another setting is wrong: all are said at once. */
const saidToo = { when: () => true };

const Settings = z
  .object({
    AZURE_CLIENT_ID: z.string().optional().describe('Client id of the user-assigned managed identity.'),
    ServiceBusConnection: z.string().optional().describe('Connection string: only where no identity can be used.'),
    ServiceBusConnection__fullyQualifiedNamespace: z.string().optional(),
    KEY_VAULT_URL: url,
    TABLES_URL: url,
    BLOBS_URL: url,
    DATAVERSE_URL: url,
    FINANCE_SCM_URL: url.optional(),
    PUBLIC_URL: url.describe('Where the channels reach this app: webhooks are registered with it.'),
    MAX_BODY_BYTES: whole(5 * 1024 * 1024),
    FINANCE_SCM_TIMEOUT_MS: whole(30_000),
    DATAVERSE_TIMEOUT_MS: whole(60_000),
    CONFIGURATION_MAX_AGE_MS: whole(15_000, 0),
    STATUS_DELAY_MS: whole(500, 0),
    POLL_SCHEDULE: schedule('0 */5 * * * *'),
    DYNAMICS_POLL_SCHEDULE: schedule('30 * * * * *'),
    STOCK_SWEEP_SCHEDULE: schedule('15 * * * * *'),
    PRICE_SWEEP_SCHEDULE: schedule('45 */15 * * * *'),
    TRUE_UP_SCHEDULE: schedule('0 0 3 * * *'),
    PRICE_TRUE_UP_SCHEDULE: schedule('0 30 3 * * *'),
    LINK_SCHEDULE: schedule('0 20 * * * *'),
    INVENTORY_VISIBILITY_URL: url
      .optional()
      .describe('The Inventory Visibility service of the region, where stores read their stock from it.'),
    INVENTORY_VISIBILITY_ENVIRONMENT: z.string().optional().describe('Id of the Finance & SCM environment there.'),
    INVENTORY_VISIBILITY_SECURITY_URL: url.default('https://securityservice.operations365.dynamics.com/token'),
    CONFIGURATION_SCHEDULE: schedule('*/10 * * * * *'),
    COMMAND_SCHEDULE: schedule('*/5 * * * * *'),
    SECRET_SCHEDULE: schedule('0 0 6 * * *'),
    SNAPSHOT_SCHEDULE: schedule('20 */5 * * * *'),
    APPLICATIONINSIGHTS_CONNECTION_STRING: z
      .string()
      .regex(
        /(?:^|;)\s*InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\s*(?:;|$)/i,
        'is no connection string of Application Insights',
      )
      .optional()
      .describe('Where telemetry goes; without it there is none but the log of the host.'),
    TRACE_SHARE: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('Which share of the traces without any failure is kept; those with one always are.'),
    TELEMETRY_INTERVAL_MS: whole(60_000),
    SUBSCRIPTION_SCHEDULE: schedule('0 0 * * * *'),
  })
  .superRefine((settings, context) => {
    const isSet = (name: string) => (settings as Record<string, unknown>)[name] !== undefined;
    const need = (name: string, message: string) => isSet(name) || context.addIssue({ code: 'custom', path: [name], message });
    if (!isSet('ServiceBusConnection'))
      need(
        'ServiceBusConnection__fullyQualifiedNamespace',
        'either ServiceBusConnection__fullyQualifiedNamespace or ServiceBusConnection is needed',
      );
    if (isSet('INVENTORY_VISIBILITY_URL') || isSet('INVENTORY_VISIBILITY_ENVIRONMENT'))
      for (const name of ['INVENTORY_VISIBILITY_URL', 'INVENTORY_VISIBILITY_ENVIRONMENT', 'FINANCE_SCM_URL'])
        need(name, 'stock cannot be read from Inventory Visibility without it');
  }, saidToo);

export type Config = z.output<typeof Settings>;

/** Every setting that is missing or wrong, each with what to do. */
export interface ConfigProblem {
  setting: string;
  problem: string;
}

/** Reads all settings at once: the app starts with wrong ones far enough to say which. */
export function readConfig(
  environment: Record<string, string | undefined> = process.env,
): { config: Config } | { problems: ConfigProblem[] } {
  // Azure keeps a setting whose value was taken out: it is one that is not there.
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Settings.safeParse(filled);
  if (parsed.success) return { config: parsed.data };
  return { problems: parsed.error.issues.map((issue) => ({ setting: issue.path.join('.'), problem: issue.message })) };
}

/** The names of all settings, for the check that deployment sets exactly these. */
export const settingNames: readonly string[] = Object.keys(Settings.shape);

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metrics } from '../../shared/core/metrics.ts';
import { settingNames } from '../../shared/platform/config.ts';
import type { Facts, Templates } from './look.ts';
import { parseBicep } from './parse.ts';
import type { TypeBook } from './types.ts';

const root = join(import.meta.dirname, '..', '..');
const patterns = ['bicep/**/*', 'shared/queues.json', 'shared/**/*.ts', 'functions/*.ts'];

/** Every file that the checks look at, by its path from the root. */
export const readFiles = (): Map<string, string> =>
  new Map(
    patterns
      .flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );

/** The same files parsed. */
export async function toTemplates(files: ReadonlyMap<string, string>): Promise<Templates> {
  const bicep = [];
  for (const [path, text] of files) if (path.endsWith('.bicep')) bicep.push(await parseBicep(path, text));
  return { bicep, parameters: [...files].filter(([path]) => path.endsWith('.bicepparam')).map(([path, text]) => ({ path, text })), files };
}

const fixture = <T>(name: string): T => JSON.parse(readFileSync(join(root, 'test/fixtures/azure', name), 'utf8')) as T;

export const facts: Facts = {
  types: fixture<TypeBook>('resource-types.json'),
  roles: fixture<Record<string, string>>('builtin-roles.json'),
  settings: settingNames,
  metrics: Object.keys(metrics),
  neededSettings: ['KEY_VAULT_URL', 'TABLES_URL', 'BLOBS_URL', 'DATAVERSE_URL', 'PUBLIC_URL', 'AZURE_CLIENT_ID'],
};

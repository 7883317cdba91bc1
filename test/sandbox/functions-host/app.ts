import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoreApi, RegisteredFunction } from './core-api.ts';

const triggersRun = new Set(['httptrigger', 'servicebustrigger', 'timertrigger']);

/** Loads what `main` of the app's package.json names, as the Node worker does, and returns the functions that are not disabled. */
export async function loadApp(appDir: string, core: CoreApi): Promise<RegisteredFunction[]> {
  const { main } = JSON.parse(readFileSync(join(appDir, 'package.json'), 'utf8')) as { main?: string };
  if (!main) throw new Error(`package.json in ${appDir} has no "main".`);
  const files = globSync(main, { cwd: appDir }).sort();
  if (!files.length) throw new Error(`"main" of package.json, ${main}, finds no file in ${appDir}.`);
  for (const file of files) await import(pathToFileURL(resolve(appDir, file)).href);
  await core.lock();
  if (!core.functions.length) throw new Error(`${files.join(', ')} registers no function.`);
  core.functions.forEach(refuseUnknownBindings);
  await core.runHooks('appStart', { hookData: core.appHookData, appHookData: core.appHookData, functionAppDirectory: appDir });
  return core.functions.filter((fn) => !isDisabled(fn.name));
}

/** A setting's text with every `%NAME%` replaced by that app setting. @throws Error when a setting is missing. */
export function resolveSettings(text: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value.`);
    return value;
  });
}

function refuseUnknownBindings(fn: RegisteredFunction): void {
  for (const [name, binding] of Object.entries(fn.metadata.bindings)) {
    const type = String(binding.type).toLowerCase();
    if (binding.direction === 'in' ? !triggersRun.has(type) : type !== 'http')
      throw new Error(`Function "${fn.name}": this host does not run the binding "${name}" of type ${binding.type}.`);
  }
}

const isDisabled = (name: string) => /^(1|true)$/i.test(process.env[`AzureWebJobs.${name}.Disabled`] ?? '');

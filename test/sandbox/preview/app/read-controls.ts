import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppModel, BuiltControl, PropertyModel } from './model.ts';
import { all, at, readXml, text, type Xml } from './read-xml.ts';

/** The built controls: what their manifests declare and their texts. None where nothing is built yet. */
export function readControls(folder: string): AppModel['controls'] {
  if (!existsSync(folder)) return {};
  const found = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'ControlManifest.xml')) && existsSync(join(folder, name, 'bundle.js')))
    .map((name) => readControl(join(folder, name)));
  return Object.fromEntries(found);
}

function readControl(folder: string): [name: string, control: BuiltControl] {
  const control = at(readXml(join(folder, 'ControlManifest.xml')), 'manifest', 'control');
  const constructorName = text(control, '@constructor');
  const built: BuiltControl = {
    constructorName,
    texts: readTexts(join(folder, 'strings')),
    properties: all(control, 'property').map(readProperty),
    dataSets: all(control, 'data-set').map((one) => text(one, '@name')),
  };
  return [`cmc_${text(control, '@namespace')}.${constructorName}`, built];
}

const readProperty = (property: Xml): PropertyModel => ({
  name: text(property, '@name'),
  type: text(property, '@of-type'),
  usage: (text(property, '@usage') || 'bound') as PropertyModel['usage'],
  required: text(property, '@required') === 'true',
  fallback: text(property, '@default-value') || undefined,
});

function readTexts(folder: string): BuiltControl['texts'] {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((name) => /\.\d+\.resx$/.test(name));
  return Object.fromEntries(
    files.map((name) => {
      const language = basename(name, '.resx').split('.').at(-1) ?? '';
      const entries = all(at(readResx(join(folder, name)), 'root'), 'data');
      return [language, Object.fromEntries(entries.map((entry) => [text(entry, '@name'), text(entry, 'value')]))];
    }),
  );
}

/** Resx files keep the spaces of their values, which the reader of XML trims; nothing depends on them. */
const readResx = (path: string): Xml => (readFileSync(path, 'utf8').trim() ? readXml(path) : {});

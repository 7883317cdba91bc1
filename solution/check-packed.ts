import type { PackedSolution } from './pack.ts';
import { descendants, parseXml } from './xml.ts';

const rootFiles = ['solution.xml', 'customizations.xml', '[Content_Types].xml'];

/** Environments refuse larger web resources and controls; 5 MB is what they are set to unless somebody changed it. */
const maxBytes = 5_000_000;

/** What would make an import refuse the archive: its names, its sizes, files that are described and not there. */
export function checkPacked(packed: PackedSolution | Record<string, string>): string[] {
  const names = Object.keys(packed);
  const missing = rootFiles.filter((name) => !names.includes(name)).map((name) => `${name} is not at the root of the archive.`);
  if (missing.length > 0) return missing;
  const types = descendants(parseXml(packed['[Content_Types].xml'] ?? ''), 'Default').map(({ attributes }) => attributes.Extension);
  const described = descendants(parseXml(packed['customizations.xml'] ?? ''), 'FileName').map((file) => file.text.slice(1));
  return [
    ...names
      .filter((name) => !types.includes(name.slice(name.lastIndexOf('.') + 1)))
      .map((name) => `[Content_Types].xml does not know the extension of ${name}.`),
    ...described.filter((name) => !names.includes(name)).map((name) => `${name} is described and not in the archive.`),
    ...names
      .filter((name) => /^(WebResources|Controls)\//.test(name) && Buffer.byteLength(packed[name] ?? '') > maxBytes)
      .map((name) => `${name} is larger than ${maxBytes} bytes.`),
    ...names
      .filter((name) => /environmentvariablevalues/i.test(name))
      .map((name) => `${name} would carry values of one environment into another.`),
    ...[...(packed['solution.xml'] ?? '').matchAll(/<Version>([^<]*)<|solution="[^"]*\(([^)"]*)\)"/g)]
      .map(([, own, needed]) => own ?? needed ?? '')
      .filter((version) => !/^(?!0\.0\.0\.0$)\d+(\.\d+){3}$/.test(version))
      .map((version) => `solution.xml: "${version}" is no version of four numbers.`),
  ];
}

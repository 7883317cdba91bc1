import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A TypeScript file by its path from the root of the repository, with `/` everywhere. */
export interface SourceFile {
  path: string;
  text: string;
}

/** One import or re-export, type imports included. `to` is a path of the repository, or the name of a package. */
export interface Import {
  from: string;
  line: number;
  to: string;
  isPackage: boolean;
}

/** Every .ts file under the folders; folders that do not exist are empty. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    filesUnder(root, folder)
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') })),
  );
}

function filesUnder(root: string, folder: string): string[] {
  try {
    return readdirSync(`${root}/${folder}`, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.relative(root.replaceAll('\\', '/'), `${entry.parentPath.replaceAll('\\', '/')}/${entry.name}`))
      .filter((path) => !path.includes('node_modules/'))
      .sort();
  } catch {
    return [];
  }
}

const statements = [
  /^[ \t]*(?:import|export)\b[^'"`]*?\bfrom\s*(['"])(.+?)\1/gm,
  /^[ \t]*import\s*(['"])(.+?)\1/gm,
  /\bimport\s*\(\s*(['"])(.+?)\1/g,
];

export function importsOf({ path, text }: SourceFile): Import[] {
  return statements
    .flatMap((statement) => [...text.matchAll(statement)])
    .map((found) => {
      const to = found[2] ?? '';
      const isPackage = !to.startsWith('.');
      const line = text.slice(0, found.index + found[0].length).split('\n').length;
      return { from: path, line, to: isPackage ? to : posix.join(posix.dirname(path), to), isPackage };
    })
    .sort((a, b) => a.line - b.line);
}

/** `core` for `shared/core/…`, `app.ts` for `shared/app.ts`, `functions` for `functions/…`. */
export function areaOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'shared' ? second : top;
}

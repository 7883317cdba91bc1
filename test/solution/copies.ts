import { join } from 'node:path';
import { expect } from 'vitest';
import { readControls } from '../../solution/built.ts';
import { checkFiles } from '../../solution/check.ts';
import { readSource, type SourceFile } from '../../solution/source.ts';

export const root = join(import.meta.dirname, '..', '..');
export const core = readSource(join(root, 'solution', 'core'));
export const sales = readSource(join(root, 'solution', 'sales'));
export const controls = readControls(join(root, 'pcf-controls'));

/** What the check says of both solutions as they are, or of a copy of one. */
export const checkCore = (files: readonly SourceFile[] = core): string[] => checkFiles(files, { controls });
export const checkSales = (files: readonly SourceFile[] = sales): string[] => checkFiles(files, { controls, needs: core });

/** A copy in which one file has one text replaced by another. */
export function copy(files: readonly SourceFile[], path: RegExp, from: string | RegExp, to: string): SourceFile[] {
  const changed = files.map((file) => (path.test(file.path) ? { ...file, text: file.text.replace(from, to) } : file));
  expect(changed.filter((file, index) => file.text !== files[index]?.text)).toHaveLength(1);
  return changed;
}

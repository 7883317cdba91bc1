import { execFileSync, spawnSync } from 'node:child_process';

/** Whether there is a python that reads archives: another implementation than ours. */
export const python = spawnSync('python3', ['--version']).status === 0;

/** What python's reader finds in an archive, after it has checked every checksum; our own words on the format stay out of it. */
export function contentsOf(archive: Buffer): Record<string, string> {
  const program =
    'import sys, io, json, zipfile\nz = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\nassert z.testzip() is None\nprint(json.dumps({n: z.read(n).decode() for n in z.namelist()}))';
  return JSON.parse(execFileSync('python3', ['-c', program], { input: archive, encoding: 'utf8', maxBuffer: 1e8 })) as Record<
    string,
    string
  >;
}

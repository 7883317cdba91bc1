import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'bicep', 'import-solution.sh');

/** Stands in for the Power Platform's command line, and refuses what Dataverse refuses of an upgrade. */
const pac = `#!/usr/bin/env bash
here=$(dirname "$0")
case "$*" in
  'solution list') [ -f "$here/away" ] && exit 1; cat "$here/list" ;;
  *--stage-and-upgrade*)
    IFS=_ read -r name version _ <<<"$(basename "$4")"
    there=$(grep "^$name " "$here/list" | grep -o '[0-9.]*[0-9]\\.[0-9]*')
    [ -n "$there" ] || { echo "Cannot create a holding solution for missing base $name." >&2; exit 1; }
    [ "$there" != "$version" ] || { echo 'The import solution must have a higher version.' >&2; exit 1; }
    echo "$@" >>"$here/asked" ;;
  *) echo "$@" >>"$here/asked" ;;
esac
`;

/** What was asked of pac to bring an archive into an environment that lists these solutions; undefined: it cannot be reached. */
function imported(archive: string, there: readonly string[] | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'pac-'));
  const head = ['Connected as pipeline@contoso.example', '', 'Unique Name            Friendly Name            Version  Managed'];
  writeFileSync(join(folder, 'pac'), pac);
  chmodSync(join(folder, 'pac'), 0o755);
  writeFileSync(join(folder, 'list'), `${[...head, ...(there ?? [])].join('\n')}\n`);
  writeFileSync(join(folder, 'asked'), '');
  if (!there) writeFileSync(join(folder, 'away'), '');
  execFileSync('bash', [script, archive], { env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` }, stdio: 'pipe' });
  return readFileSync(join(folder, 'asked'), 'utf8').trim();
}

const archive = 'dist/solution/CommerceCompanion_0.2.0.0_managed.zip';
const sales = 'CommerceCompanionSales Commerce Companion Sales 0.1.0.0 True';
const plain = `solution import --path ${archive} --async --publish-changes`;

describe('a pipeline brings the solution into an environment', () => {
  it('that has none: Dataverse refuses to upgrade what is not there', () => expect(imported(archive, [sales])).toBe(plain));

  it('that has an older one, by an upgrade', () =>
    expect(imported(archive, ['CommerceCompanion      Commerce Companion       0.1.0.0  True', sales])).toBe(
      `solution import --path ${archive} --async --stage-and-upgrade --publish-changes`,
    ));

  it('that has the same, as after a failed run: Dataverse refuses to upgrade to the version that is there', () =>
    expect(imported(archive, ['CommerceCompanion Commerce Companion 0.2.0.0 True'])).toBe(plain));

  it('that has a newer one, when an app is rolled back: the tables stay', () =>
    expect(imported(archive, ['CommerceCompanion Commerce Companion 0.10.0.0 True'])).toBe(''));

  it('never when it cannot say what is there', () => expect(() => imported(archive, undefined)).toThrow());
});

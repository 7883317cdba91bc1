#!/usr/bin/env bash
# Imports a managed solution as pac, signed in, has to be asked: an environment without it refuses an upgrade, and an upgrade refuses the
# version that is there. Usage: import-solution.sh <archive, named <unique name>_<version>_managed.zip>
set -euo pipefail

archive=$1
IFS=_ read -r name version _ <<<"$(basename "$archive")"
# Not in a pipe: a list that could not be read must not look like an environment without the solution.
list=$(pac solution list)
there=$(awk -v name="$name" '$1 == name { for (i = 2; i <= NF; i++) if ($i ~ /^[0-9]+(\.[0-9]+)+$/) print $i }' <<<"$list" | tail -n 1)
newest=$(printf '%s\n%s\n' "$version" "$there" | sort -V | tail -n 1)

if [ -z "$there" ] || [ "$there" = "$version" ]; then
  echo "$name $version: ${there:+there already, }imported"
  pac solution import --path "$archive" --async --publish-changes
elif [ "$newest" = "$version" ]; then
  echo "$name: upgraded from $there to $version"
  pac solution import --path "$archive" --async --stage-and-upgrade --publish-changes
else
  echo "$name: $there stays, because $version is older: the app of an older version runs with newer tables"
fi

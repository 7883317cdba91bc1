import * as React from 'react';
import { textOf } from '../../shared/core/json.ts';
import type { Host } from '../host/host.ts';
import { plainId } from '../rows/cells.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const most = 50;

/** Names of system users by their ids, each read once; empty while a name is not known. */
export function useNames(host: Host, ids: readonly string[]): (id: string) => string {
  const [names, setNames] = React.useState<ReadonlyMap<string, string>>(new Map());
  const asked = React.useRef(new Set<string>());
  const unknown = [...new Set(ids)].filter((id) => guid.test(id) && !asked.current.has(id)).slice(0, most);
  const wanted = unknown.join();
  React.useEffect(() => {
    if (wanted === '') return;
    const list = wanted.split(',');
    for (const id of list) asked.current.add(id);
    const filter = list.map((id) => `systemuserid eq ${id}`).join(' or ');
    host.rows
      .read('systemuser', { select: ['systemuserid', 'fullname'], filter })
      .then((rows) =>
        setNames(
          (before) => new Map([...before, ...rows.map((row) => [plainId(textOf(row.systemuserid)), textOf(row.fullname)] as const)]),
        ),
      )
      .catch(() => undefined);
  }, [host, wanted]);
  return React.useCallback((id) => names.get(id) ?? '', [names]);
}

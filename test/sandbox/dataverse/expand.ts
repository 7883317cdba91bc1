import { navigationOf } from './navigation.ts';
import { refusals } from './refusal.ts';
import type { Store } from './store.ts';
import type { Table } from './tables.ts';

/** One related row or collection that is answered along with a row. */
export interface Expansion {
  name: string;
  select?: string[];
  expand: Expansion[];
}

const mostExpansions = 15;

/** Reads an `$expand`. @throws Refusal for a navigation property that does not exist, and for what Dataverse does not nest */
export function readExpand(store: Store, table: Table, text: string): Expansion[] {
  const parts = splitOutside(text, ',');
  if (parts.length > mostExpansions)
    throw refusals.badRequest(`The number of $expand options exceeds the maximum of ${mostExpansions} allowed.`);
  return parts.map((part) => readOne(store, table, part.trim()));
}

function readOne(store: Store, table: Table, part: string): Expansion {
  const [, name = '', options] = /^(\w+)(?:\((.*)\))?$/s.exec(part) ?? [];
  const navigation = navigationOf(store, table, name);
  if (!navigation) throw refusals.unknownProperty(name || part, table.name);
  const target = navigation.rows.table;
  const expansion: Expansion = { name, expand: [] };
  for (const option of options ? splitOutside(options, ';') : []) {
    const [, key = '', value = ''] = /^\s*(\$\w+)\s*=\s*(.*)$/s.exec(option) ?? [];
    if (key === '$select') {
      expansion.select = value.split(',').map((column) => {
        if (!target.columns.has(column.trim())) throw refusals.unknownProperty(column.trim(), target.name);
        return column.trim();
      });
    } else if (key === '$expand') {
      if (navigation.throughTable) throw refusals.badRequest('Nested $expand is not supported on many-to-many relationships.');
      expansion.expand = readExpand(store, target, value);
    } else throw refusals.badRequest(`The query option '${key || option}' is not supported in $expand.`);
  }
  return expansion;
}

/** Splits where no parenthesis is open. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

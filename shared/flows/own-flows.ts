import * as z from 'zod';
import type { DocumentKind } from '../canonical/envelope.ts';
import { type Json, parseJson, textOf } from '../core/json.ts';
import { mappingState } from '../d365/dataverse/choices.ts';
import { type CheckedFlow, checkFlow, FlowDefinition } from './definition.ts';

type RawRow = Record<string, Json>;

/** Flows that people have changed, by store and document; where there is none, the shipped one counts. */
export interface OwnFlows {
  find(store: string, on: DocumentKind): CheckedFlow | undefined;
}

/** Parses published flow rows strictly. A row that does not check is refused, and what was last right of it stays in force. */
export function createFlowParser() {
  const good = new Map<string, { store: string; flow: CheckedFlow }>();
  return (rows: readonly RawRow[]): { flows: OwnFlows; problems: { key: string; problem: string }[] } => {
    const published = rows.filter((row) => Number(row.cmc_state) === mappingState.Published);
    const problems: { key: string; problem: string }[] = [];
    for (const row of published) {
      const parsed = parseFlow(row);
      if ('flow' in parsed) good.set(textOf(row.cmc_key), { store: textOf(row.cmc_store), flow: parsed.flow });
      else problems.push({ key: textOf(row.cmc_key), problem: parsed.problem });
    }
    const keys = new Set(published.map((row) => textOf(row.cmc_key)));
    for (const key of good.keys()) if (!keys.has(key)) good.delete(key);
    const inForce = new Map([...good.values()].map(({ store, flow }) => [`${store}|${flow.on}`, flow]));
    return { flows: { find: (store, on) => inForce.get(`${store}|${on}`) ?? inForce.get(`|${on}`) }, problems };
  };
}

function parseFlow(row: RawRow): { flow: CheckedFlow } | { problem: string } {
  let definition: Json;
  try {
    definition = parseJson(textOf(row.cmc_definition));
  } catch {
    return { problem: 'Definition is not JSON.' };
  }
  const parsed = FlowDefinition.safeParse(definition);
  if (!parsed.success) return { problem: `Definition: ${z.prettifyError(parsed.error)}` };
  if (parsed.data.on !== textOf(row.cmc_document))
    return { problem: `Definition is for "${parsed.data.on}", the row for "${textOf(row.cmc_document)}".` };
  const checked = checkFlow(parsed.data);
  return 'flow' in checked ? checked : { problem: checked.problems.join(' ') };
}

import { element } from '../dom.ts';
import { type DataSet, openDataSet } from './data-set.ts';
import { grid } from './grid.ts';
import type { RecordState } from './record.ts';
import type { Session } from './session.ts';

interface Parts {
  table: string;
  view?: string;
  relationship?: string;
  record: RecordState;
  label: string;
}

/** The rows of another table that point at this row. */
export function subgrid(session: Session, { table: name, view: viewId, record, label }: Parts) {
  const table = session.app.tables[name];
  const view = table?.views.find(({ id }) => id === viewId) ?? table?.views.find(({ isDefault }) => isDefault) ?? table?.views[0];
  const link = Object.values(table?.columns ?? {}).find(({ targets }) => targets.includes(record.table.name));
  const root = element('div', { class: 'subgrid' });
  if (label) root.append(element('h3', {}, label));
  if (!table || !view || !link || !record.id) return { root, update: () => undefined, close: () => undefined };
  const data: DataSet = openDataSet(session, { table, view, pageSize: 10, changed: () => rows.update() });
  data.filtering.setFilter({ filterOperator: 0, conditions: [{ attributeName: link.name, conditionOperator: 0, value: record.id }] });
  const rows = grid({ session, data });
  root.append(rows.root);
  rows.update();
  data.start();
  return { root, update: () => undefined, close: () => data.close() };
}

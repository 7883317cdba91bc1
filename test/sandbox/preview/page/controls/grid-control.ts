import type { ControlUse } from '../../app/model.ts';
import type { DataSet } from '../app/data-set.ts';
import { mayDo } from '../app/privileges.ts';
import type { Session } from '../app/session.ts';
import { element } from '../dom.ts';
import { type Hosted, hostControl } from './host.ts';

interface Parts {
  use: ControlUse;
  data: DataSet;
  root: HTMLElement;
}

/** A control in place of a table's grid. */
export function mountGridControl(session: Session, { use, data, root }: Parts): { update(): void; close(): void } {
  const control = session.app.controls[use.name];
  if (!control) {
    root.append(element('p', { class: 'quiet' }, session.text('notBuilt', use.name)));
    return { update: () => undefined, close: () => undefined };
  }
  const name = control.dataSets[0] ?? 'dataset';
  const fixed = Object.fromEntries(
    control.properties.map((property) => [property.name, { raw: use.parameters[property.name]?.value ?? property.fallback ?? null }]),
  );
  const hosted: Hosted = hostControl({
    session,
    control,
    use,
    root,
    label: session.words(data.table.plural),
    parameters: () => ({ ...fixed, [name]: Object.create(data) as DataSet }),
    isDisabled: () => !mayDo(session.persona, 'read', data.table.name),
    height: () => Math.max(400, innerHeight - root.getBoundingClientRect().top - 16),
  });
  return { update: () => hosted.update(['dataset', 'records']), close: () => hosted.close() };
}

import type { ControlUse } from '../../app/model.ts';
import type { RecordState } from '../app/record.ts';
import type { Session } from '../app/session.ts';
import { element } from '../dom.ts';
import { hostControl } from './host.ts';
import { parametersOf, takeOutputs } from './parameters.ts';

interface Parts {
  use: ControlUse;
  record: RecordState;
  label: string;
  canWrite: boolean;
}

/** A control in place of a field; undefined while it is not built. */
export function mountFieldControl(session: Session, { use, record, label, canWrite }: Parts) {
  const control = session.app.controls[use.name];
  if (!control) return undefined;
  const root = element('div', { class: 'field-control', 'data-control': use.name });
  let last = '';
  const hosted = hostControl({
    session,
    control,
    use,
    root,
    label,
    parameters: () => parametersOf(session, { control, use, record, canWrite }),
    isDisabled: () => !canWrite,
    height: () => -1,
    outputs: (values) => takeOutputs(values, { control, use, record }),
  });
  return {
    root,
    update() {
      const now = JSON.stringify(record.row);
      if (now === last) return;
      last = now;
      hosted.update(['parameters', ...Object.keys(use.parameters)]);
    },
    close: () => hosted.close(),
  };
}

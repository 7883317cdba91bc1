import * as React from 'react';
import type { MappingTrial } from '../../shared/canonical/command.ts';
import { isObject } from '../../shared/core/json.ts';
import type { Say } from './desk.ts';
import { useStyles } from './styles.ts';
import { Heads } from './version-list.tsx';

export const isTrial = (answer: unknown): answer is MappingTrial =>
  isObject(answer) && Array.isArray(answer.problems) && Array.isArray(answer.documents);

/** What a draft would have made of recent documents: only what would be different. */
export function Trial({
  say,
  trial,
  labelOf,
}: {
  say: Say;
  trial: MappingTrial;
  labelOf(target: string): string;
}): React.ReactElement | null {
  const styles = useStyles();
  const changed = trial.documents.filter((one) => one.changed.length > 0);
  if (changed.length === 0 && trial.problems.length === 0) return null;
  return (
    <section className={styles.panel} aria-label={say('trial')}>
      {trial.problems.map(({ problem }) => (
        <span key={problem} className={styles.bad}>
          {problem}
        </span>
      ))}
      {changed.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <Heads say={say} about="change" names={['document', 'field', 'before', 'after']} />
            <tbody>
              {changed.map(({ label, changed: fields }) =>
                fields.map(({ part, target, before, after, problem }, index) => (
                  <tr key={`${label} ${part} ${target}`}>
                    <th scope="row">{index === 0 ? label : ''}</th>
                    <td>{`${labelOf(target)} · ${part}`}</td>
                    <td>{before}</td>
                    <td className={problem ? styles.bad : styles.strong}>{problem ?? after}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

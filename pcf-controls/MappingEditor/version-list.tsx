import { Badge, Field, Select } from '@fluentui/react-components';
import * as React from 'react';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import type { Rule } from '../../shared/mapping/rule.ts';
import { ruleInWords } from '../../shared/mapping/words.ts';
import { Act } from './act.tsx';
import type { Desk, Say } from './desk.ts';
import { changesBetween, type FieldChange } from './diff.ts';
import { type Preview, previewOf } from './preview.ts';
import { useStyles } from './styles.ts';
import type { Version } from './versions.ts';

interface VersionsProps {
  desk: Desk;
  versions: readonly Version[];
  current: string;
  moment(at: string | undefined): string;
  onOpen(version: Version): void;
  onDraft(version: Version): void;
  onRollBack(version: Version): void;
  /** Why neither can be done. */
  whyNoDraft?: string;
  whyNoRollBack?: string;
}

const colours = { draft: 'informative', published: 'success', retired: 'subtle' } as const;

/** All versions of one store's rules for one document, and what is different between two of them. */
export function VersionList({
  desk,
  versions,
  current,
  moment,
  onOpen,
  onDraft,
  onRollBack,
  whyNoDraft,
  whyNoRollBack,
}: VersionsProps): React.ReactElement {
  const styles = useStyles();
  const { say, set, bench } = desk;
  const counting = versions.find(({ state }) => state === 'published');
  const countingSet = counting && 'set' in counting.rules ? counting.rules.set : shippedOnly(set);
  return (
    <div className={styles.stack}>
      <table className={styles.table}>
        <thead>
          <tr>
            {['version', 'state', 'published', 'comment', 'actions'].map((name) => (
              <th key={name} scope="col">
                {say(`version_${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={version.id} aria-current={version.key === current ? 'true' : undefined}>
              <th scope="row">{version.key === current ? say('version_here', { version: version.version }) : version.version}</th>
              <td>
                <Badge appearance="tint" color={colours[version.state]}>
                  {say(`set_${version.state}`)}
                </Badge>
              </td>
              <td>{[moment(version.publishedOn), version.publishedBy].filter(Boolean).join(' · ')}</td>
              <td>{version.comment}</td>
              <td className={styles.row}>
                {version.key !== current && <Act size="small" label={say('open')} onClick={() => onOpen(version)} />}
                <Act
                  size="small"
                  label={say('make_draft')}
                  why={whyNoDraft ?? ('set' in version.rules ? undefined : say('raw_wrong'))}
                  onClick={() => onDraft(version)}
                />
                {version.state === 'retired' && 'set' in version.rules && (
                  <Act
                    size="small"
                    label={say('roll_back', {
                      version: version.version,
                      count: changesBetween(bench.defaults, countingSet, version.rules.set).length,
                    })}
                    why={whyNoRollBack}
                    onClick={() => onRollBack(version)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Comparison desk={desk} versions={versions} first={counting?.key ?? ''} />
    </div>
  );
}

/** A set that changes nothing of the shipped rules. */
export const shippedOnly = ({ document }: MappingSet): MappingSet => ({ document, version: 1, base: 'default', rules: [] });

function Comparison({ desk, versions, first }: { desk: Desk; versions: readonly Version[]; first: string }): React.ReactElement {
  const styles = useStyles();
  const { say, set, bench, given } = desk;
  const [[from, to], setPair] = React.useState<[string, string]>([first, here]);
  const setOf = (key: string): MappingSet => {
    if (key === here) return set;
    const rules = versions.find((version) => version.key === key)?.rules;
    return rules && 'set' in rules ? rules.set : shippedOnly(set);
  };
  const changes = changesBetween(bench.defaults, setOf(from), setOf(to));
  const [before, after] = [previewOf(setOf(from), bench, given), previewOf(setOf(to), bench, given)];
  return (
    <section className={styles.stack} aria-label={say('differences')}>
      <div className={styles.row}>
        <VersionSelect say={say} label={say('compare')} value={from} versions={versions} onChange={(key) => setPair([key, to])} />
        <VersionSelect say={say} label={say('compare_with')} value={to} versions={versions} onChange={(key) => setPair([from, key])} />
      </div>
      <span role="status">{say('changes', { count: changes.length })}</span>
      {changes.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {['field', 'before', 'after'].map((name) => (
                <th key={name} scope="col">
                  {say(`change_${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <ChangeLine key={change.target} say={say} change={change} before={before} after={after} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const here = '*';

interface SelectProps {
  say: Say;
  label: string;
  value: string;
  versions: readonly Version[];
  onChange(key: string): void;
}

function VersionSelect({ say, label, value, versions, onChange }: SelectProps): React.ReactElement {
  return (
    <Field label={label}>
      <Select value={value} onChange={(_event, data) => onChange(data.value)}>
        <option value={here}>{say('what_is_here')}</option>
        <option value="">{say('only_shipped')}</option>
        {versions.map(({ key, version, state }) => (
          <option key={key} value={key}>{`${version} · ${say(`set_${state}`)}`}</option>
        ))}
      </Select>
    </Field>
  );
}

function ChangeLine({
  say,
  change,
  before,
  after,
}: {
  say: Say;
  change: FieldChange;
  before: Preview;
  after: Preview;
}): React.ReactElement {
  const styles = useStyles();
  const rowIn = (preview: Preview) => preview.rows.find(({ field }) => field.name === change.target);
  const side = (preview: Preview, rule: Rule | undefined) => (
    <td>
      <div>{rule ? ruleInWords(rule, (phrase, facts) => say(`rule_${phrase}`, facts)) : say('no_rule')}</div>
      <div className={styles.strong}>{rowIn(preview)?.outcome?.text}</div>
    </td>
  );
  return (
    <tr>
      <th scope="row">{rowIn(after)?.field.label ?? change.target}</th>
      {side(before, change.before)}
      {side(after, change.after)}
    </tr>
  );
}

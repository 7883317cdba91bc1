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
import type { Release } from './use-release.ts';
import type { Work } from './use-work.ts';
import { shippedOnly, type Version } from './versions.ts';

const colours = { draft: 'informative', published: 'success', retired: 'subtle' } as const;

/** All versions of one store's rules for one document, and what is different between two of them. */
export function VersionList({ work, release }: { work: Work; release: Release }): React.ReactElement {
  const styles = useStyles();
  const { desk, beside, countingVersion } = work;
  const versions = beside?.versions ?? [];
  return (
    <div className={styles.stack}>
      <div className={styles.across}>
        <table className={styles.table}>
          <Heads say={desk.say} about="version" names={['version', 'state', 'published', 'comment', 'actions']} />
          <tbody>
            {versions.map((version) => (
              <VersionLine key={version.id} work={work} release={release} version={version} />
            ))}
          </tbody>
        </table>
      </div>
      <Comparison desk={desk} versions={versions} first={countingVersion?.key ?? ''} />
    </div>
  );
}

export function Heads({ say, about, names }: { say: Say; about: string; names: readonly string[] }): React.ReactElement {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {say(`${about}_${name}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function VersionLine({ work, release, version }: { work: Work; release: Release; version: Version }): React.ReactElement {
  const styles = useStyles();
  const { desk, host, head, counting } = work;
  const { say, bench } = desk;
  const here = version.key === head.key;
  const rules = 'set' in version.rules ? version.rules.set : undefined;
  const whyNoDraft = host.may('publish-mapping').because || (rules ? undefined : say('raw_wrong'));
  return (
    <tr aria-current={here ? 'true' : undefined}>
      <th scope="row">{here ? say('version_here', { version: version.version }) : version.version}</th>
      <td>
        <Badge appearance="tint" color={colours[version.state]}>
          {say(`set_${version.state}`)}
        </Badge>
      </td>
      <td>{[host.show.moment(version.publishedOn), version.publishedBy].filter(Boolean).join(' · ')}</td>
      <td>{version.comment}</td>
      <td>
        <div className={styles.row}>
          {!here && <Act size="small" label={say('open')} onClick={() => host.open('cmc_mappingset', version.id)} />}
          <Act size="small" label={say('make_draft')} why={whyNoDraft} onClick={() => release.draft(version)} />
          {version.state === 'retired' && rules && (
            <Act
              size="small"
              label={say('roll_back', { version: version.version, count: changesBetween(bench.defaults, counting, rules).length })}
              why={release.why('roll-back-mapping')}
              onClick={() => release.rollBack(version)}
            />
          )}
        </div>
      </td>
    </tr>
  );
}

function Comparison({ desk, versions, first }: { desk: Desk; versions: readonly Version[]; first: string }): React.ReactElement {
  const styles = useStyles();
  const { say, set, bench, given } = desk;
  const [[from, to], setPair] = React.useState<[string, string]>([first, here]);
  const setOf = (key: string): MappingSet => {
    if (key === here) return set;
    const rules = versions.find((version) => version.key === key)?.rules;
    return rules && 'set' in rules ? rules.set : shippedOnly(set.document);
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
          <Heads say={say} about="change" names={['field', 'before', 'after']} />
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

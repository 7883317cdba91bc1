import { Tab, TabList } from '@fluentui/react-components';
import * as React from 'react';
import { Loading } from '../host/states.tsx';
import { BrokenRules } from './broken-rules.tsx';
import { entryRow } from './entries.ts';
import { RuleList } from './rule-list.tsx';
import { SourcePane } from './source-pane.tsx';
import { useStyles } from './styles.ts';
import type { Release } from './use-release.ts';
import type { Work } from './use-work.ts';
import { ValueMapPane } from './value-map-pane.tsx';
import { VersionList } from './version-list.tsx';

interface ViewProps {
  work: Work;
  release: Release;
  narrow: boolean;
}

type ViewName = 'rules' | 'maps' | 'versions' | 'raw';

const views: Record<ViewName, (props: ViewProps) => React.ReactElement> = {
  rules: RulesView,
  maps: MapsView,
  versions: VersionsView,
  raw: RawView,
};
const names = Object.keys(views) as ViewName[];

/** Rules, value maps, versions, and the column as text. A column that holds no rules has only its text. */
export function Views(props: ViewProps): React.ReactElement {
  const styles = useStyles();
  const { desk, set } = props.work;
  const [chosen, setChosen] = React.useState<ViewName>('rules');
  if (!set) return <RawView {...props} />;
  const View = views[chosen];
  return (
    <>
      <TabList
        className={styles.across}
        size="small"
        selectedValue={chosen}
        onTabSelect={(_event, { value }) => setChosen(value as ViewName)}
      >
        {names.map((name) => (
          <Tab key={name} value={name}>
            {desk.say(`view_${name}`)}
          </Tab>
        ))}
      </TabList>
      <View {...props} />
    </>
  );
}

function RulesView({ work, narrow }: ViewProps): React.ReactElement {
  const styles = useStyles();
  const { desk, fetched, sample, chooseSample, tree } = work;
  if (desk.given === undefined) {
    return (
      <div className={styles.stack}>
        {fetched.context && <span className={styles.faint}>{desk.say('no_sample')}</span>}
        <RuleList desk={desk} />
      </div>
    );
  }
  return (
    <div className={styles.columns}>
      <SourcePane
        desk={desk}
        samples={fetched.context?.samples ?? []}
        chosen={sample}
        onChoose={chooseSample}
        tree={tree}
        narrow={narrow}
      />
      <RuleList desk={desk} />
    </div>
  );
}

const entryTable = 'cmc_valuemapentry';

function MapsView({ work, release }: ViewProps): React.ReactElement {
  const { desk, host, head, beside, readAgain } = work;
  if (!beside) return <Loading onAgain={readAgain} />;
  return (
    <ValueMapPane
      say={desk.say}
      store={head.store}
      names={Object.keys(desk.bench.valueMaps)}
      rows={beside.entries}
      why={host.may('publish-mapping').because || undefined}
      writer={{
        async save(entry, id) {
          if (id) await host.rows.update(entryTable, id, entryRow(entry));
          else await host.rows.create(entryTable, entryRow(entry));
        },
        remove: (id) => host.rows.remove(entryTable, id),
      }}
      onWritten={(sentence) => {
        desk.announce(sentence);
        readAgain();
      }}
      onFailed={(error) => {
        release.setWrong(error);
        readAgain();
      }}
    />
  );
}

function VersionsView({ work, release }: ViewProps): React.ReactElement {
  return work.beside ? <VersionList work={work} release={release} /> : <Loading onAgain={work.readAgain} />;
}

function RawView({ work: { desk, column, head, counting, countingVersion } }: ViewProps): React.ReactElement {
  const { document, version } = head;
  return (
    <BrokenRules
      say={desk.say}
      raw={column.text}
      head={{ document, version }}
      readOnly={desk.readOnly}
      inForce={countingVersion && { ...counting, version }}
      onText={column.replace}
      onSet={column.edit}
    />
  );
}

import { Badge, Input, MessageBar, MessageBarActions, MessageBarBody, Tab, TabList } from '@fluentui/react-components';
import * as React from 'react';
import { type TargetDocument, targetDocuments } from '../../shared/canonical/target-schema.ts';
import { rootsOf } from '../../shared/mapping/source.ts';
import { AskedLine } from '../host/asked-line.tsx';
import type { ControlProps } from '../host/control.tsx';
import type { Host } from '../host/host.ts';
import { Empty, Failed, Loading, Notice, OfflineNotice } from '../host/states.tsx';
import { useAnnounce } from '../host/surface.tsx';
import { useAsk } from '../host/use-ask.ts';
import { Act } from './act.tsx';
import { BrokenRules } from './broken-rules.tsx';
import { type Desk, offers } from './desk.ts';
import { changesBetween } from './diff.ts';
import { entryRow, mapsOf } from './entries.ts';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { linked } from './link.ts';
import { newId, withRule } from './model.ts';
import { benchOf, previewOf } from './preview.ts';
import { RuleList } from './rule-list.tsx';
import { SourcePane } from './source-pane.tsx';
import { useStyles } from './styles.ts';
import { leafPaths, sourceTree } from './tree.ts';
import { isTrial, Trial } from './trial.tsx';
import { useColumn } from './use-column.ts';
import { useBeside, useMappingContext } from './use-rows.ts';
import { ValueMapPane } from './value-map-pane.tsx';
import { shippedOnly, VersionList } from './version-list.tsx';
import { draftRow, inForce, stateOf, type Version } from './versions.ts';

type Props = ControlProps<IInputs, IOutputs>;

/** The rules of one store for one document. */
export function Editor(props: Props): React.ReactElement {
  const { host, inputs } = props;
  const document = targetDocuments.find((name) => name === inputs.document?.raw);
  const store = inputs.store?.raw?.trim() ?? '';
  if (!document || !store)
    return <Empty title={host.text('first_step')} sentence={host.text('first_step_how', { documents: targetDocuments.join(', ') })} />;
  return <Rules key={inputs.mappingSetKey?.raw ?? ''} {...props} store={store} document={document} />;
}

type View = 'rules' | 'maps' | 'versions' | 'raw';
const views: readonly View[] = ['rules', 'maps', 'versions', 'raw'];
const mappingSet = 'cmc_mappingset';

function Rules({
  host,
  inputs,
  disabled,
  output,
  fullScreen,
  store,
  document,
}: Props & { store: string; document: TargetDocument }): React.ReactElement {
  const styles = useStyles();
  const announce = useAnnounce();
  const say = host.text;
  const key = inputs.mappingSetKey?.raw ?? '';
  const head = { document, version: inputs.version?.raw ?? 1 };
  const [view, setView] = React.useState<View>('rules');
  const [turn, setTurn] = React.useState({ rows: 0, context: 0 });
  const [sample, setSample] = React.useState(0);
  const [picked, setPicked] = React.useState<string>();
  const [full, setFull] = React.useState(false);
  const [comment, setComment] = React.useState('');
  const [wrong, setWrong] = React.useState<string>();
  const column = useColumn(inputs.rules.raw ?? '', head, (rules) => output({ rules }));
  const { beside, failure } = useBeside(host, store, document, turn.rows);
  const { context, state: fetching } = useMappingContext(host, store, document, turn.context);
  const readAgain = () => setTurn(({ rows, context: asked }) => ({ rows: rows + 1, context: asked }));
  const asked = useAsk(host, readAgain);

  const row = beside?.versions.find((version) => version.key === key);
  const counting = beside && inForce(beside.versions);
  const state = row?.state ?? stateOf(inputs.state?.raw);
  const set = 'set' in column.read ? column.read.set : undefined;
  const bench = React.useMemo(() => {
    const known = benchOf(document, context, set);
    return beside ? { ...known, valueMaps: mapsOf(beside.entries, store, Object.keys(known.valueMaps)) } : known;
    // Without an answer of the service the rules themselves say which fields there are.
  }, [document, context, beside, store, context ? undefined : set]);
  const given = context?.samples[sample]?.given;
  const shownSet = set ?? shippedOnly({ ...head, rules: [] });
  const preview = React.useMemo(() => previewOf(shownSet, bench, given), [shownSet, bench, given]);
  const tree = React.useMemo(() => sourceTree(given, rootsOf[document]), [given, document]);
  const paths = React.useMemo(() => leafPaths(tree), [tree]);

  const readOnly = whyReadOnly(host, disabled, state, head.version);
  const desk: Desk = {
    say,
    set: shownSet,
    bench,
    preview,
    given,
    readOnly,
    edit: column.edit,
    picked,
    pick(path) {
      setPicked(path);
      announce(say(path === undefined ? 'put_back' : 'picked_up', { path: path ?? '' }));
    },
    link(path, target) {
      const field = bench.schema.fields.find(({ name }) => name === target);
      if (!field) return;
      const old = preview.rows.find((one) => one.field.name === target)?.resolved?.rule;
      column.edit(withRule(shownSet, linked(old, path, field, newId(target, [...bench.defaults.rules, ...shownSet.rules]))));
      setPicked(undefined);
      announce(say('linked', { path, field: field.label ?? target }));
    },
    announce,
  };

  const failed = (error: unknown) => setWrong(host.failure(error).detail || say('Host_Failed'));
  const tried = async (work: () => Promise<void>) => {
    setWrong(undefined);
    await work().catch(failed);
  };
  const saved = async () => {
    if (row && row.raw !== column.text && state === 'draft') await host.rows.update(mappingSet, row.id, { cmc_rules: column.text });
  };
  const test = () =>
    tried(async () => {
      await saved();
      asked.ask({ kind: 'test-mapping', store, body: { mappingSet: key }, lifeMinutes: 2 });
    });
  const publish = () =>
    tried(async () => {
      await saved();
      asked.ask({ kind: 'publish-mapping', store, body: { mappingSet: key, ...(comment.trim() ? { comment: comment.trim() } : {}) } });
    });
  const draft = (from: Version) =>
    tried(async () => {
      const rules = from.key === key ? shownSet : 'set' in from.rules ? from.rules.set : shownSet;
      host.open(mappingSet, await host.rows.create(mappingSet, draftRow({ store, document }, rules, beside?.versions ?? [])));
    });

  const countingSet = counting && 'set' in counting.rules ? counting.rules.set : shippedOnly(shownSet);
  const changes = changesBetween(bench.defaults, countingSet, shownSet).length;
  const may = (kind: 'test-mapping' | 'publish-mapping' | 'roll-back-mapping') => {
    const { allowed, because } = host.may(kind);
    return allowed ? (asked.busy ? say('busy') : row ? undefined : say('save_first')) : because;
  };
  const whyNotPublish =
    may('publish-mapping') ?? (state === 'draft' ? undefined : say('not_a_draft')) ?? (set ? undefined : say('raw_wrong'));
  const problems = preview.problems.length;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape' && picked !== undefined) desk.pick(undefined);
    if (!(event.ctrlKey || event.metaKey) || (event.target as Element).matches('input, textarea')) return;
    if (event.key === 'z') column.undo();
    else if (event.key === 'y') column.redo();
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.root} onKeyDown={onKeyDown} role="presentation">
      <OfflineNotice />
      <div className={styles.row}>
        <span className={styles.strong}>{say('title', { document: say(`document_${document}`), store })}</span>
        <Badge
          appearance="tint"
          color={state === 'published' ? 'success' : 'informative'}
        >{`${say(`set_${state}`)} · ${head.version}`}</Badge>
        <span className={problems > 0 ? styles.bad : styles.good}>
          {say(problems > 0 ? 'problems' : 'no_problems', { count: problems })}
        </span>
        <span className={styles.grow} />
        <Act
          size="small"
          look="subtle"
          label={say('undo')}
          hint="Ctrl+Z"
          why={readOnly ?? (column.history?.past.length ? undefined : say('nothing_to_undo'))}
          onClick={column.undo}
        />
        <Act
          size="small"
          look="subtle"
          label={say('redo')}
          hint="Ctrl+Y"
          why={readOnly ?? (column.history?.future.length ? undefined : say('nothing_to_redo'))}
          onClick={column.redo}
        />
        <Act
          size="small"
          look="subtle"
          label={say(full ? 'small_screen' : 'full_screen')}
          onClick={() => {
            fullScreen(!full);
            setFull(!full);
          }}
        />
      </div>
      {readOnly && (
        <MessageBar layout="multiline">
          <MessageBarBody>{readOnly}</MessageBarBody>
          {state !== 'draft' && row && host.may('publish-mapping').allowed && (
            <MessageBarActions>
              <Act size="small" label={say('make_draft')} onClick={() => draft(row)} />
            </MessageBarActions>
          )}
        </MessageBar>
      )}
      {state === 'draft' && (
        <div className={styles.row}>
          <Act label={say(row && row.raw !== column.text ? 'test_saving' : 'test')} why={may('test-mapping')} onClick={test} />
          <Input
            className={styles.grow}
            aria-label={say('publish_comment')}
            placeholder={say('publish_comment')}
            maxLength={2000}
            value={comment}
            onChange={(_event, { value }) => setComment(value)}
          />
          <Act
            look="primary"
            label={say('publish', { version: head.version, count: changes })}
            why={whyNotPublish ?? (problems > 0 ? say('problems', { count: problems }) : undefined)}
            onClick={publish}
          />
        </div>
      )}
      {asked.state && <AskedLine state={asked.state} onUndo={asked.undo} />}
      {asked.command?.kind === 'test-mapping' && isTrial(asked.state?.answer) && (
        <Trial
          say={say}
          trial={asked.state.answer}
          labelOf={(target) => bench.schema.fields.find(({ name }) => name === target)?.label ?? target}
        />
      )}
      {wrong && <Notice intent="error" sentence={say('went_wrong')} detail={wrong} />}
      {failure && <Failed failure={failure} onAgain={readAgain} />}
      {!context && fetching && (
        <ContextState
          host={host}
          says={fetching.says}
          ended={fetching.phase !== 'sending' && fetching.phase !== 'sent' && fetching.phase !== 'working'}
          onAgain={() => setTurn(({ rows, context: asks }) => ({ rows, context: asks + 1 }))}
        />
      )}
      {set === undefined ? (
        <BrokenRules
          say={say}
          raw={column.text}
          head={head}
          readOnly={readOnly}
          inForce={counting && 'set' in counting.rules ? { ...counting.rules.set, version: head.version } : undefined}
          onText={column.replace}
          onSet={column.edit}
        />
      ) : (
        <>
          <TabList selectedValue={view} onTabSelect={(_event, { value }) => setView(value as View)} size="small">
            {views.map((one) => (
              <Tab key={one} value={one}>
                {say(`view_${one}`)}
              </Tab>
            ))}
          </TabList>
          {view === 'rules' && (
            <div className={given === undefined ? styles.stack : styles.columns}>
              {given !== undefined && (
                <SourcePane desk={desk} samples={context?.samples ?? []} chosen={sample} onChoose={setSample} tree={tree} />
              )}
              {context && given === undefined && <span className={styles.faint}>{say('no_sample')}</span>}
              <RuleList desk={desk} />
            </div>
          )}
          {view === 'maps' && (
            <ValueMapPane
              say={say}
              store={store}
              names={Object.keys(bench.valueMaps)}
              rows={beside?.entries ?? []}
              why={host.may('publish-mapping').allowed ? (beside ? undefined : say('Host_Loading')) : host.may('publish-mapping').because}
              writer={{
                save: async (entry, id) => {
                  const written = entryRow(entry);
                  await (id ? host.rows.update('cmc_valuemapentry', id, written) : host.rows.create('cmc_valuemapentry', written));
                },
                remove: (id) => host.rows.remove('cmc_valuemapentry', id),
              }}
              onWritten={(sentence) => {
                announce(sentence);
                readAgain();
              }}
              onFailed={(error) => {
                failed(error);
                readAgain();
              }}
            />
          )}
          {view === 'versions' &&
            (beside ? (
              <VersionList
                desk={desk}
                versions={beside.versions}
                current={key}
                moment={host.show.moment}
                onOpen={({ id }) => host.open(mappingSet, id)}
                onDraft={draft}
                onRollBack={(version) => asked.ask({ kind: 'roll-back-mapping', store, body: { mappingSet: version.key } })}
                whyNoDraft={host.may('publish-mapping').allowed ? undefined : host.may('publish-mapping').because}
                whyNoRollBack={may('roll-back-mapping')}
              />
            ) : (
              <Loading onAgain={readAgain} />
            ))}
          {view === 'raw' && (
            <BrokenRules say={say} raw={column.text} head={head} readOnly={readOnly} onText={column.replace} onSet={column.edit} />
          )}
        </>
      )}
      <datalist id={offers.paths}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <datalist id={offers.maps}>
        {Object.keys(bench.valueMaps).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={offers.zones}>
        <option value="store.timeZone" />
      </datalist>
    </div>
  );
}

function ContextState({ host, says, ended, onAgain }: { host: Host; says: string; ended: boolean; onAgain(): void }): React.ReactElement {
  const { text } = host;
  if (!ended) return <Loading what={text('context_loading')} onAgain={onAgain} />;
  return <Notice intent="warning" sentence={text('context_missing', { says })} way={{ label: text('Host_TryAgain'), go: onAgain }} />;
}

/** Only a draft may be changed, and only by who may publish it. */
function whyReadOnly(host: Host, disabled: boolean, state: Version['state'], version: number): string | undefined {
  if (state !== 'draft') return host.text(`read_only_${state}`, { version });
  const { allowed, because } = host.may('publish-mapping');
  if (!allowed) return because;
  return disabled ? host.text('read_only_locked') : undefined;
}

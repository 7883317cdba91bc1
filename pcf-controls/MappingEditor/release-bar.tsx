import { Input, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import * as React from 'react';
import { AskedLine } from '../host/asked-line.tsx';
import { Notice } from '../host/states.tsx';
import { Act } from './act.tsx';
import { useStyles } from './styles.ts';
import { isTrial, Trial } from './trial.tsx';
import type { Release } from './use-release.ts';
import type { Work } from './use-work.ts';

/** Test, publish, and what came of it; of what is no draft, how to go on from it. */
export function ReleaseBar({ work, release }: { work: Work; release: Release }): React.ReactElement {
  const { desk, state, row, host } = work;
  const { asked, wrong } = release;
  const { say, readOnly, bench } = desk;
  return (
    <>
      {readOnly && (
        <MessageBar layout="multiline">
          <MessageBarBody>{readOnly}</MessageBarBody>
          {state !== 'draft' && row && host.may('publish-mapping').allowed && (
            <MessageBarActions>
              <Act size="small" label={say('make_draft')} onClick={() => release.draft(row)} />
            </MessageBarActions>
          )}
        </MessageBar>
      )}
      {state === 'draft' && <DraftBar work={work} release={release} />}
      {asked.state && <AskedLine state={asked.state} onUndo={asked.undo} />}
      {asked.command?.kind === 'test-mapping' && isTrial(asked.state?.answer) && (
        <Trial
          say={say}
          trial={asked.state?.answer}
          labelOf={(target) => bench.schema.fields.find(({ name }) => name === target)?.label ?? target}
        />
      )}
      {wrong && <Notice intent="error" sentence={say('went_wrong')} detail={wrong} />}
    </>
  );
}

function DraftBar({ work, release }: { work: Work; release: Release }): React.ReactElement {
  const styles = useStyles();
  const { say, preview } = work.desk;
  const [comment, setComment] = React.useState('');
  const broken = work.set ? undefined : say('raw_wrong');
  const unfit = preview.problems.length > 0 ? say('problems', { count: preview.problems.length }) : undefined;
  return (
    <div className={styles.row}>
      <Act label={say(release.unsaved ? 'test_saving' : 'test')} why={release.why('test-mapping') ?? broken} onClick={release.test} />
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
        label={say('publish', { version: work.head.version, count: release.changes })}
        why={release.why('publish-mapping') ?? broken ?? unfit}
        onClick={() => release.publish(comment.trim())}
      />
    </div>
  );
}

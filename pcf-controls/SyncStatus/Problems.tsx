import { makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Host } from '../host/host.ts';
import type { AskedApproval, OpenProblem } from './rows.ts';

/** What is in the way: what happened, what it means, what to do, and who must act. */
export function Problems({ host: { text, show }, problems }: { host: Host; problems: readonly OpenProblem[] }): React.ReactElement | null {
  const styles = useStyles();
  if (problems.length === 0) return null;
  return (
    <section aria-label={text('Problems', { count: problems.length })} className={styles.list}>
      {problems.map(({ key, code, title, meaning, advice, team, openedAt, assignedTo }) => (
        <div key={key} className={styles.card}>
          <Text weight="semibold">{title || text('Problem_Untitled')}</Text>
          <Text>{meaning}</Text>
          <Text>{advice}</Text>
          <Text className={styles.quiet}>
            {[assignedTo || teamName(text, team), openedAt && text('Since', { time: show.ago(openedAt) }), code]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
      ))}
    </section>
  );
}

function teamName(text: Host['text'], team: string): string {
  const name = text(`Team_${team}`);
  return name.startsWith('Team_') ? team : text('MustAct', { team: name });
}

/** What finance was asked, and said. */
export function Approvals({
  host: { text, show },
  approvals,
}: {
  host: Host;
  approvals: readonly AskedApproval[];
}): React.ReactElement | null {
  const styles = useStyles();
  if (approvals.length === 0) return null;
  return (
    <section aria-label={text('Approvals')} className={styles.list}>
      {approvals.map(({ exceptionKey, state, question, askedBy, askedAt, decidedBy, comment }) => (
        <div key={`${exceptionKey}|${askedAt}`} className={styles.asked}>
          <Text>
            <Text weight="semibold">{text(`Approval_${state ?? 'Unknown'}`)}</Text> {question}
          </Text>
          <Text className={styles.quiet}>
            {[
              askedBy && text('AskedBy', { name: askedBy, time: show.ago(askedAt) }),
              decidedBy && text('DecidedBy', { name: decidedBy }),
              comment && text('Quote', { comment }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
      ))}
    </section>
  );
}

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingVerticalM,
    borderRadius: tokens.borderRadiusMedium,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorPaletteDarkOrangeBorderActive}`,
    backgroundColor: tokens.colorNeutralBackground2,
    overflowWrap: 'anywhere',
  },
  asked: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

import { Button, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Host } from '../host/host.ts';
import { type DocumentStatus, type HappenedEvent, stillToCome } from './rows.ts';
import { type Mark, StateMark } from './state-mark.tsx';
import { Why } from './Why.tsx';

const marks: Record<string, Mark> = { held: 'held', waiting: 'waiting', skipped: 'ended', cancelled: 'ended' };
/** The last ones are seldom more than these; what came before is one click away. */
const shownAtFirst = 12;

/** What happened when and why, and what is still to come. */
export function Timeline({
  host,
  status,
  events,
}: {
  host: Host;
  status: DocumentStatus;
  events: readonly HappenedEvent[];
}): React.ReactElement {
  const { text, show } = host;
  const styles = useStyles();
  const [all, setAll] = React.useState(false);
  const [why, setWhy] = React.useState(false);
  const shown = all ? events : events.slice(-shownAtFirst);
  const lastMapped = events.reduce((found, { kind }, index) => (kind === 'mapped' ? index : found), -1) - (events.length - shown.length);
  return (
    <section aria-label={text('Timeline')}>
      {shown.length < events.length && (
        <Button size="small" appearance="transparent" onClick={() => setAll(true)}>
          {text('Timeline_All', { count: events.length })}
        </Button>
      )}
      <ol className={styles.list}>
        {shown.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events are only ever added, and two may say the same
          <li key={index} className={styles.item}>
            <StateMark mark={marks[event.kind] ?? 'done'} />
            <Text weight="semibold" className={styles.title}>
              {titleOf(text, event)}
            </Text>
            <Text className={styles.time} title={show.moment(event.at)}>
              {timeOf(host, event.at)}
            </Text>
            <Text className={styles.says}>
              {event.text}
              {index === lastMapped && (
                <>
                  {' '}
                  <Link as="button" aria-expanded={why} onClick={() => setWhy(!why)}>
                    {text('Why')}
                  </Link>
                </>
              )}
            </Text>
          </li>
        ))}
        {stillToCome(status, events).map((kind) => (
          <li key={kind} className={styles.item}>
            <StateMark mark="open" />
            <Text className={styles.title}>{text(`ToCome_${kind}`)}</Text>
            <Text className={styles.says}>{text(`ToCome_${kind}_Says`)}</Text>
          </li>
        ))}
      </ol>
      {events.length === 0 && <Text>{text('Timeline_Empty')}</Text>}
      {why && <Why host={host} status={status} />}
    </section>
  );
}

/** In the reader's language where the title names nothing of its own. */
function titleOf(text: Host['text'], { kind, title }: HappenedEvent): string {
  const key = `Event_${kind}`;
  const known = text(key);
  return known === key ? title : known;
}

const dayMs = 86_400_000;

/** The time of today, the day of what is older. */
const timeOf = ({ show }: Host, at: number | undefined): string =>
  at !== undefined && Date.now() - at < dayMs ? show.time(at) : show.moment(at);

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  item: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    overflowWrap: 'anywhere',
  },
  title: { minWidth: '96px' },
  time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  says: { flexBasis: '240px', flexGrow: 1 },
});

import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { SyncState } from '../../shared/canonical/status.ts';
import type { Host } from '../host/host.ts';
import type { OrderPicture } from './load.ts';
import { agreementOf, type DocumentStatus } from './rows.ts';
import { type Mark, StateMark } from './state-mark.tsx';

const marks: Record<SyncState, Mark> = {
  Received: 'running',
  Working: 'running',
  Synced: 'done',
  Waiting: 'waiting',
  Held: 'held',
  Skipped: 'ended',
  Cancelled: 'ended',
};

export const markOf = (state: SyncState | undefined): Mark => (state ? marks[state] : 'open');

/** Whether it arrived whole, whether the money agrees, and what is being waited for. */
export function Glance({ host, picture: { status, storeName } }: { host: Host; picture: OrderPicture }): React.ReactElement {
  const { text, show } = host;
  const styles = useStyles();
  const number = status.number && <bdi>{status.number}</bdi>;
  return (
    <div className={styles.block}>
      <div className={styles.line}>
        <StateMark mark={markOf(status.state)} />
        <Text weight="semibold" size={400}>
          {text(`State_${status.state ?? 'Unknown'}`)}
        </Text>
        <Text>{storeName ?? status.store}</Text>
        {status.shopUrl ? (
          <Link href={status.shopUrl} target="_blank" rel="noopener noreferrer">
            {number}
          </Link>
        ) : (
          <Text>{number}</Text>
        )}
        <Text className={styles.quiet} title={show.moment(status.at)}>
          {show.ago(status.at)}
        </Text>
      </div>
      <Totals host={host} status={status} />
      <Text>{saysWhy(host, status)}</Text>
    </div>
  );
}

function Totals({ host: { text, show }, status }: { host: Host; status: DocumentStatus }): React.ReactElement | null {
  const styles = useStyles();
  const agreement = agreementOf(status);
  if (status.shopTotal === undefined && status.erpTotal === undefined) return null;
  const money = (amount: typeof status.shopTotal) => (amount === undefined ? text('Total_NotYet') : show.money(amount, status.currency));
  return (
    <div className={styles.line}>
      <Text className={styles.figures}>{text('Total_Shop', { amount: money(status.shopTotal) })}</Text>
      {agreement.kind !== 'missing' && <Text aria-label={text(`Total_${agreement.kind}`)}>{agreement.kind === 'agree' ? '=' : '≠'}</Text>}
      <Text className={styles.figures}>{text('Total_Dynamics', { amount: money(status.erpTotal) })}</Text>
      {status.document && (
        <Text>
          {status.erpUrl ? (
            <Link href={status.erpUrl} target="_blank" rel="noopener noreferrer">
              <bdi>{status.document}</bdi>
            </Link>
          ) : (
            <bdi>{status.document}</bdi>
          )}
          {status.company && ` ${text('In_Company', { company: status.company })}`}
        </Text>
      )}
      {agreement.kind === 'differ' && (
        <Text weight="semibold" className={styles.differs}>
          {text(`Total_${agreement.dynamics}`, { amount: show.money(agreement.by, status.currency) })}
        </Text>
      )}
    </div>
  );
}

/** Why it is in this state, and for what waits by itself that nobody needs to act. */
function saysWhy({ text, show }: Host, { state, reason, nextTryAt }: DocumentStatus): string {
  if (state === undefined) return text('State_Unknown_Says');
  const next = state === 'Waiting' && nextTryAt ? text('NextTry', { time: show.moment(nextTryAt) }) : '';
  return [reason, next].filter((part) => part !== '').join(' ');
}

const useStyles = makeStyles({
  block: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2, marginInlineStart: 'auto' },
  figures: { fontVariantNumeric: 'tabular-nums' },
  differs: { color: tokens.colorPaletteDarkOrangeForeground1 },
});

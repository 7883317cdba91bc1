import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { Host } from '../host/host.ts';
import { markOf } from './Glance.tsx';
import type { DocumentStatus } from './rows.ts';
import { StateMark } from './state-mark.tsx';

/** What belongs to the order: shipments with their tracking, cancellations, refunds. */
export function Documents({ host, documents }: { host: Host; documents: readonly DocumentStatus[] }): React.ReactElement | null {
  const { text, show } = host;
  const styles = useStyles();
  if (documents.length === 0) return null;
  return (
    <section aria-label={text('Documents')}>
      <Text weight="semibold">{text('Documents')}</Text>
      <ul className={styles.list}>
        {documents.map(({ key, kind, number, document, state, reason, shopUrl, erpUrl, at }) => (
          <li key={key} className={styles.item}>
            <StateMark mark={markOf(state)} />
            <Text weight="semibold">{kindName(text, kind)}</Text>
            <Outward href={erpUrl} label={document || number} />
            {shopUrl && <Outward href={shopUrl} label={text('InShop')} />}
            <Text className={styles.says}>{[text(`State_${state ?? 'Unknown'}`), reason].filter(Boolean).join(' · ')}</Text>
            <Text className={styles.quiet} title={show.moment(at)}>
              {show.ago(at)}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function kindName(text: Host['text'], kind: string): string {
  const key = `Kind_${kind}`;
  const known = text(key);
  return known === key ? kind : known;
}

function Outward({ href, label }: { href: string | undefined; label: string }): React.ReactElement {
  if (!href) return <Text>{label}</Text>;
  return (
    <Link href={href} target="_blank" rel="noopener noreferrer">
      <bdi>{label}</bdi>
    </Link>
  );
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, overflowWrap: 'anywhere' },
  says: { flexBasis: '200px', flexGrow: 1 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

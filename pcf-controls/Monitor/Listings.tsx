import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';
import type { Board, ChannelHealth } from './board.ts';
import { teamName } from './NeedsList.tsx';

/** Open problems by cause, with the money that waits. */
export function Causes({ causes, now }: { causes: Board['causes']; now: number }): React.ReactElement {
  const { text, show } = useHost();
  const styles = useStyles();
  return (
    <section className={styles.part}>
      <Text as="h3" weight="semibold" className={styles.title}>
        {text('Causes')}
      </Text>
      {causes.length === 0 ? (
        <Text className={styles.quiet}>{text('Causes_None')}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={`${text('Causes')}: ${text('Column_Count')}`}>
          <table className={styles.table}>
            <thead>
              <tr>
                {['Cause', 'Team', 'Count', 'Money', 'Oldest'].map((column, index) => (
                  <th key={column} scope="col" className={index < 2 ? styles.cell : styles.figure}>
                    {text(`Column_${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {causes.map((cause) => (
                <tr key={cause.cause}>
                  <th scope="row" className={mergeClasses(styles.cell, styles.cause)}>
                    {cause.title}
                    <div className={styles.small}>{cause.stores.join(', ')}</div>
                  </th>
                  <td className={styles.cell}>{teamName(cause.team, text)}</td>
                  <td className={styles.figure}>{show.count(cause.count)}</td>
                  <td className={styles.figure}>
                    {cause.money.map(({ amount, currency }) => (
                      <div key={currency}>{show.money(amount, currency)}</div>
                    ))}
                  </td>
                  <td className={styles.figure}>{cause.oldest === undefined ? '' : show.duration(Math.max(0, now - cause.oldest))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

const marks: Record<ChannelHealth['state'], string> = { right: '✓', slow: '◐', down: '✕', silent: '○', unknown: '?' };

/** How each store's channel does. */
export function Channels({ channels, now }: { channels: readonly ChannelHealth[]; now: number }): React.ReactElement {
  const { text, show } = useHost();
  const styles = useStyles();
  const says = ({ state, says: sentence, at }: ChannelHealth) =>
    state === 'silent' || state === 'unknown' ? text(`Channel_${state}_Says`, { age: show.duration(Math.max(0, now - at)) }) : sentence;
  return (
    <section aria-label={text('Channels')} className={styles.part}>
      <Text as="h3" weight="semibold" className={styles.title}>
        {text('Channels')}
      </Text>
      <ul className={styles.list}>
        {channels.map((channel) => (
          <li key={channel.store} className={styles.channel}>
            <span aria-hidden="true" className={channel.state === 'right' ? styles.right : styles.wrong}>
              {marks[channel.state]}
            </span>
            <span className={styles.says}>
              <Text weight="semibold">{`${channel.store}: ${text(`Channel_${channel.state}`)}`}</Text>
              <Text className={styles.quiet}>{says(channel)}</Text>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, minWidth: 0 },
  title: { margin: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
  scroll: { overflowX: 'auto' },
  table: { borderCollapse: 'collapse', width: '100%', fontVariantNumeric: 'tabular-nums' },
  cell: {
    textAlign: 'start',
    verticalAlign: 'top',
    fontWeight: tokens.fontWeightRegular,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXS} 0`,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  figure: {
    textAlign: 'end',
    verticalAlign: 'top',
    whiteSpace: 'nowrap',
    fontWeight: tokens.fontWeightRegular,
    padding: `${tokens.spacingVerticalXS} 0 ${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  cause: { minWidth: '160px', overflowWrap: 'anywhere' },
  small: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  channel: { display: 'flex', gap: tokens.spacingHorizontalS },
  says: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  right: { color: tokens.colorStatusSuccessForeground1 },
  wrong: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
});

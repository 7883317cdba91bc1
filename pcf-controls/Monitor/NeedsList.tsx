import { Button, makeStyles, shorthands, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';
import type { Need } from './board.ts';

/** Teams by the names that errors give them; another name is shown as it is. */
const teams = ['sales', 'catalogue', 'finance', 'admin', 'it', 'shop'];

export const teamName = (team: string, text: (key: string) => string): string => (teams.includes(team) ? text(`Team_${team}`) : team);

const shownAtFirst = 8;

/** What needs a person now: what, how much money, who, since when, where. */
export function NeedsList({ needs, now }: { needs: readonly Need[]; now: number }): React.ReactElement {
  const { text, show } = useHost();
  const styles = useStyles();
  const [all, setAll] = React.useState(false);
  const shown = all ? needs : needs.slice(0, shownAtFirst);
  return (
    <>
      <ul className={styles.list}>
        {shown.map((need) => (
          <li key={`${need.store}|${need.what}|${need.since}`} className={styles.need}>
            <Text weight="semibold" className={styles.what}>
              {need.what}
            </Text>
            <span className={styles.facts}>
              <span className={styles.team}>{teamName(need.team, text)}</span>
              {need.count !== undefined && <span>{text('Documents', { count: need.count })}</span>}
              {need.money.map(({ amount, currency }) => (
                <span key={currency}>{show.money(amount, currency)}</span>
              ))}
              {need.since !== undefined && (
                <span title={show.moment(need.since)}>{text('Since', { age: show.duration(Math.max(0, now - need.since)) })}</span>
              )}
              <span>{need.store}</span>
            </span>
          </li>
        ))}
      </ul>
      {needs.length > shownAtFirst && (
        <Button size="small" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? text('Fewer') : text('More', { count: needs.length - shownAtFirst })}
        </Button>
      )}
    </>
  );
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  need: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    ...shorthands.border(tokens.strokeWidthThin, 'solid', tokens.colorNeutralStroke1),
    borderInlineStartWidth: tokens.strokeWidthThickest,
    borderRadius: tokens.borderRadiusMedium,
  },
  what: { overflowWrap: 'anywhere' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `0 ${tokens.spacingHorizontalL}`,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
  },
  team: { color: tokens.colorNeutralForeground1 },
  more: { alignSelf: 'start', marginTop: tokens.spacingVerticalS },
});

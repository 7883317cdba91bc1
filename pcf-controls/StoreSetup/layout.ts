import { makeStyles, shorthands, tokens } from '@fluentui/react-components';

/** How the parts of the set-up stand to each other: the same few ways in all of them. */
export const useLayout = makeStyles({
  /** Parts below each other, with much room, some, and little. */
  wide: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, minWidth: 0 },
  close: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, minWidth: 0 },
  closest: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 260px), 1fr))',
    gap: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    alignItems: 'start',
  },
  hint: { color: tokens.colorNeutralForeground2 },
  bare: { listStyleType: 'none', margin: 0, padding: 0, ...shorthands.borderStyle('none') },
  ground: { padding: tokens.spacingHorizontalM },
  panel: { paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalL },
});

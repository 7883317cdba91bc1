import { makeStyles, tokens } from '@fluentui/react-components';

/** How the parts of lists stand to each other: the same few ways everywhere. */
export const useLayout = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  close: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS, minWidth: 0 },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    fontVariantNumeric: 'tabular-nums',
  },
  /** Fills what is left, and lets what is inside scroll. */
  fills: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, minWidth: 0 },
  scrolls: { overflowY: 'auto', flexGrow: 1, minHeight: 0, minWidth: 0 },
  beside: {
    display: 'grid',
    gridTemplateColumns: 'minmax(320px, 2fr) 3fr',
    columnGap: tokens.spacingHorizontalXL,
    flexGrow: 1,
    minHeight: 0,
  },
  ends: { display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM, minWidth: 0 },
  figures: { fontVariantNumeric: 'tabular-nums', textAlign: 'end', whiteSpace: 'nowrap' },
  cut: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
  small: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  heading: { margin: 0 },
  /** What people and shops have written: in its own direction, as broad as there is room. */
  outside: { unicodeBidi: 'plaintext', textAlign: 'match-parent', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  start: { justifyContent: 'start' },
  nothing: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    rowGap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalXXXL,
  },
  ground: {
    display: 'flex',
    flexDirection: 'column',
    boxSizing: 'border-box',
    rowGap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    minWidth: 0,
  },
  box: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
  },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  rule: { paddingBlock: tokens.spacingVerticalXS, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
});

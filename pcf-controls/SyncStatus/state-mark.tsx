import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/headless/svg/arrow-sync';
import { CheckmarkCircle20Regular } from '@fluentui/react-icons/headless/svg/checkmark-circle';
import { Circle20Regular } from '@fluentui/react-icons/headless/svg/circle';
import { Clock20Regular } from '@fluentui/react-icons/headless/svg/clock';
import { DismissCircle20Regular } from '@fluentui/react-icons/headless/svg/dismiss-circle';
import { PauseCircle20Regular } from '@fluentui/react-icons/headless/svg/pause-circle';
import * as React from 'react';

/** What stands before a line. The word beside it says the same, so that neither colour nor shape is the only sign. */
export type Mark = 'done' | 'running' | 'waiting' | 'held' | 'ended' | 'open';

const icons = {
  done: CheckmarkCircle20Regular,
  running: ArrowSync20Regular,
  waiting: Clock20Regular,
  held: PauseCircle20Regular,
  ended: DismissCircle20Regular,
  open: Circle20Regular,
};

export function StateMark({ mark }: { mark: Mark }): React.ReactElement {
  const styles = useStyles();
  const Icon = icons[mark];
  return <Icon aria-hidden className={mergeClasses(styles.icon, styles[mark])} />;
}

const useStyles = makeStyles({
  icon: { flexShrink: 0, fontSize: '20px' },
  done: { color: tokens.colorPaletteGreenForeground1 },
  running: { color: tokens.colorBrandForeground1 },
  waiting: { color: tokens.colorBrandForeground1 },
  held: { color: tokens.colorPaletteDarkOrangeForeground1 },
  ended: { color: tokens.colorNeutralForeground3 },
  open: { color: tokens.colorNeutralForeground3 },
});

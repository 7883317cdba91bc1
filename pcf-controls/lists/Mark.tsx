import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import * as React from 'react';

/** The mark that chooses a row of a list. It only shows: the row itself says to a screen reader whether it is chosen. */
export function Mark({ marked }: { marked: boolean }): React.ReactElement {
  const styles = useStyles();
  return (
    <span data-mark="" aria-hidden="true" className={styles.place}>
      <span className={mergeClasses(styles.box, marked && styles.marked)}>{marked ? '✓' : ''}</span>
    </span>
  );
}

const useStyles = makeStyles({
  place: { display: 'flex', alignItems: 'center', justifyContent: 'center', width: '44px', minHeight: '44px', flexShrink: 0 },
  box: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '16px',
    height: '16px',
    boxSizing: 'border-box',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusSmall,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  marked: { backgroundColor: tokens.colorBrandBackground, color: tokens.colorNeutralForegroundOnBrand },
});

import { Button, type ButtonProps, Tooltip } from '@fluentui/react-components';
import * as React from 'react';

interface ActProps {
  label: string;
  onClick(): void;
  /** Why it cannot be done now; the button stays in reach, so that the reason can be read. */
  why?: string;
  hint?: string;
  look?: ButtonProps['appearance'];
  size?: ButtonProps['size'];
  /** Said instead of the label where that is only a sign. */
  name?: string;
}

/** A button that says why it is disabled. */
export function Act({ label, onClick, why, hint, look, size, name }: ActProps): React.ReactElement {
  const button = (
    <Button
      appearance={look}
      size={size}
      disabledFocusable={why !== undefined}
      aria-label={name}
      onClick={why === undefined ? onClick : undefined}
    >
      {label}
    </Button>
  );
  const about = why ?? hint ?? name;
  return about === undefined ? (
    button
  ) : (
    <Tooltip content={about} relationship={why === undefined && hint === undefined ? 'label' : 'description'} withArrow>
      {button}
    </Tooltip>
  );
}

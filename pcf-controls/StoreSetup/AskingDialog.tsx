import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';
import { useLayout } from './layout.ts';

interface Props {
  title: string;
  /** What the button says that asks for it. */
  act: string;
  /** Why it cannot be asked for yet. */
  wanting: string | undefined;
  children: React.ReactNode;
  onAct(): void;
  onClose(): void;
}

/** What has to be said before something is asked for. Esc leaves it. */
export function AskingDialog({ title, act, wanting, children, onAct, onClose }: Props): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  const opener = React.useRef(document.activeElement);
  // What opened it gets the focus back, but only once the dialog has gone: before, it cannot take it.
  React.useEffect(
    () => () => {
      setTimeout(() => (opener.current as HTMLElement | null)?.focus());
    },
    [],
  );
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!wanting) onAct();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={layout.wide}>{children}</DialogContent>
            <DialogActions>
              <Button type="submit" appearance="primary" disabledFocusable={Boolean(wanting)} title={wanting}>
                {act}
              </Button>
              <Button onClick={onClose}>{text('Leave')}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

import { FluentProvider, makeStyles, type Theme, tokens, webLightTheme } from '@fluentui/react-components';
import * as React from 'react';
import { Boundary } from './boundary.tsx';
import type { Host } from './host.ts';

const Announcing = React.createContext<(sentence: string) => void>(() => {});
const Hosting = React.createContext<{ host: Host } | undefined>(undefined);

/** Says a sentence to a screen reader, once and politely. The same function as long as the control lives. */
export const useAnnounce = (): ((sentence: string) => void) => React.useContext(Announcing);

/** The host, for a component deep inside; it is drawn again when roles or the connection change. @throws Error outside of a control */
export function useHost(): Host {
  const hosting = React.useContext(Hosting);
  if (!hosting) throw new Error('a control is drawn inside of a Surface');
  return hosting.host;
}

/**
 * The ground that every control stands on: the tokens of Dynamics, also for what opens above the page (dialogs, menus), the reading
 * direction, one live region, and a sentence instead of nothing when something breaks.
 */
export function Surface({ host, children }: { host: Host; children: React.ReactElement }): React.ReactElement {
  const styles = useStyles();
  const [said, setSaid] = React.useState({ sentence: '', turn: 0 });
  // Another object for each change, so that all who read it are drawn in one go.
  const [hosting, tell] = React.useState({ host });
  const announce = React.useCallback((sentence: string) => setSaid(({ turn }) => ({ sentence, turn: turn + 1 })), []);
  React.useEffect(() => host.subscribe(() => tell({ host })), [host]);
  return (
    <FluentProvider
      theme={(host.theme as Theme | undefined) ?? webLightTheme}
      dir={host.rtl ? 'rtl' : 'ltr'}
      lang={host.language}
      applyStylesToPortals
      className={styles.ground}
    >
      <Hosting.Provider value={hosting}>
        <Announcing.Provider value={announce}>
          <Boundary host={host}>{React.cloneElement(children)}</Boundary>
        </Announcing.Provider>
      </Hosting.Provider>
      <div role="status" aria-live="polite" className={styles.heard}>
        <span key={said.turn}>{said.sentence}</span>
      </div>
    </FluentProvider>
  );
}

const useStyles = makeStyles({
  ground: {
    width: '100%',
    minWidth: 0,
    boxSizing: 'border-box',
    position: 'relative',
    textAlign: 'start',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
});

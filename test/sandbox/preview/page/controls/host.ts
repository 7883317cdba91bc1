import type { BuiltControl, ControlUse } from '../../app/model.ts';
import type { Session } from '../app/session.ts';
import { element } from '../dom.ts';
import { type ControlInstance, controlClass, type Platform, platform, tokensOf } from './platform.ts';
import { servicesOf } from './services.ts';

export interface HostOptions {
  session: Session;
  control: BuiltControl;
  use: ControlUse;
  /** Where it stands; it is filled with nothing but the control. */
  root: HTMLElement;
  label: string;
  parameters(): Record<string, unknown>;
  isDisabled(): boolean;
  /** How high it may be, where the page says so; else -1. */
  height(): number;
  outputs?(values: Record<string, unknown>): void;
}

export interface Hosted {
  update(updated: readonly string[]): void;
  close(): void;
}

/** Runs one virtual control as the platform does: init, then an element for every change, rendered within the platform's own provider. */
export function hostControl(options: HostOptions): Hosted {
  const { session, use, root } = options;
  let running: Running | undefined;
  let closed = false;
  const fail = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    root.replaceChildren(element('p', { class: 'problem', role: 'alert' }, session.text('controlFailed', use.name, reason)));
  };
  const start = async () => {
    const libraries = await platform();
    const Control = await controlClass(use.name);
    if (!closed) running = run(options, libraries, new Control(), fail);
  };
  start().catch(fail);
  return {
    update: (updated) => running?.update(updated),
    close() {
      closed = true;
      running?.close();
    },
  };
}

interface Running {
  update(updated: readonly string[]): void;
  close(): void;
}

function run(options: HostOptions, libraries: Platform, instance: ControlInstance, fail: (error: unknown) => void): Running {
  const { session, root } = options;
  const { react, reactDom, fluent } = libraries;
  const theme = tokensOf(libraries, session.settings);
  const services = servicesOf(session);
  const place = element('div', { class: 'control-place' });
  root.replaceChildren(place);
  let tracked = false;
  let full = false;
  let dead = false;

  const setFullScreen = (wanted: boolean) => {
    if (full === wanted) return;
    full = wanted;
    root.classList.toggle('full-screen', full);
    for (const button of root.querySelectorAll(':scope > .leave-full-screen')) button.remove();
    if (full) {
      const leave = element(
        'button',
        { type: 'button', class: 'subtle leave-full-screen', click: () => setFullScreen(false) },
        session.text('close'),
      );
      root.prepend(leave);
    }
    soon([full ? 'fullscreen_open' : 'fullscreen_close']);
  };
  const context = (updated: readonly string[]) => ({
    ...services,
    parameters: options.parameters(),
    updatedProperties: [...updated],
    factory: { requestRender: () => soon([]), getPopupService: () => ({}) },
    mode: {
      allocatedWidth: tracked ? place.clientWidth : -1,
      allocatedHeight: full ? innerHeight - 48 : options.height(),
      isControlDisabled: options.isDisabled(),
      isVisible: true,
      label: options.label,
      setControlState: () => true,
      setFullScreen,
      trackContainerResize: (wanted: boolean) => {
        tracked = wanted;
      },
    },
    resources: {
      getString: (key: string) => textOf(options.control, session.settings.language, key),
      getResource: () => undefined,
    },
    fluentDesignLanguage: { tokenTheme: theme, brand: {}, isDarkTheme: session.settings.theme !== 'light' },
  });
  const attempt = (work: () => void) => {
    if (dead) return;
    try {
      work();
    } catch (error) {
      dead = true;
      fail(error);
    }
  };
  const draw = (updated: readonly string[]) =>
    attempt(() => {
      const node = instance.updateView(context(updated));
      const provider = { theme, dir: session.settings.direction, applyStylesToPortals: true };
      reactDom.render(react.createElement(fluent.FluentProvider, provider, node), place);
    });
  let waiting: string[] | undefined;
  /** Several changes of the same moment are told together, as the platform does. */
  const soon = (updated: readonly string[]) => {
    if (waiting) return void waiting.push(...updated);
    waiting = [...updated];
    queueMicrotask(() => {
      const all = waiting ?? [];
      waiting = undefined;
      draw(all);
    });
  };
  const tellOutputs = () => attempt(() => options.outputs?.(instance.getOutputs?.() ?? {}));
  const observer = new ResizeObserver(() => tracked && soon(['layout']));
  observer.observe(place);
  attempt(() => instance.init(context([]), () => queueMicrotask(tellOutputs), {}));
  draw([]);

  return {
    update: soon,
    close() {
      observer.disconnect();
      reactDom.unmountComponentAtNode(place);
      if (!dead) attempt(() => instance.destroy());
      dead = true;
    },
  };
}

/** English where the control has no text in this language, and the key where it has none at all. */
const textOf = ({ texts }: BuiltControl, language: number, key: string): string => texts[language]?.[key] ?? texts['1033']?.[key] ?? key;

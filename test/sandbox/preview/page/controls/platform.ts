import type { Settings } from '../app/settings.ts';

type Node = object;
type Tokens = Record<string, string>;

interface React {
  createElement(type: unknown, properties: object | null, ...children: unknown[]): Node;
}
interface ReactDom {
  render(node: Node, container: Element): void;
  unmountComponentAtNode(container: Element): boolean;
}
interface Fluent {
  FluentProvider: unknown;
  webLightTheme: Tokens;
  webDarkTheme: Tokens;
  teamsHighContrastTheme: Tokens;
}

/** What the platform's pages have for virtual controls: React and Fluent as globals. */
export interface Platform {
  react: React;
  reactDom: ReactDom;
  fluent: Fluent;
}

type Registered = new () => ControlInstance;

/** What the page calls on a control. */
export interface ControlInstance {
  init(context: object, notifyOutputChanged: () => void, state: object): void;
  updateView(context: object): Node;
  getOutputs?(): Record<string, unknown>;
  destroy(): void;
}

const scripts = new Map<string, Promise<void>>();
const registered = new Map<string, Registered>();

Object.assign(globalThis, {
  ComponentFramework: { registerControl: (name: string, control: Registered) => void registered.set(name, control) },
});

function load(source: string): Promise<void> {
  const known = scripts.get(source);
  if (known) return known;
  const loading = new Promise<void>((done, failed) => {
    const script = document.createElement('script');
    script.src = source;
    script.addEventListener('load', () => done());
    script.addEventListener('error', () => {
      scripts.delete(source);
      script.remove();
      failed(new Error(`${source} is not there.`));
    });
    document.head.append(script);
  });
  scripts.set(source, loading);
  return loading;
}

/** The platform's libraries, loaded when the first control needs them. @throws Error when they were not built */
export async function platform(): Promise<Platform> {
  await load('/platform/react.js');
  await load('/platform/fluent.js');
  const globals = globalThis as unknown as Record<string, unknown>;
  return {
    react: globals.React as React,
    reactDom: globals.ReactDOM as ReactDom,
    fluent: globals.FluentUIReactv940 as Fluent,
  };
}

/** A control's class by its name in the solution: `cmc_CommerceCompanion.SyncStatus`. */
export async function controlClass(name: string): Promise<Registered> {
  const [namespace = '', constructorName = ''] = name.replace(/^cmc_/, '').split('.');
  await load(`/controls/${constructorName}/bundle.js`);
  const found = registered.get(`${namespace}.${constructorName}`);
  if (!found) throw new Error(`The bundle does not register ${namespace}.${constructorName}.`);
  return found;
}

export function tokensOf({ fluent }: Platform, { theme }: Settings): Tokens {
  return { light: fluent.webLightTheme, dark: fluent.webDarkTheme, contrast: fluent.teamsHighContrastTheme }[theme];
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from './build.ts';

const controls = join(root, 'pcf-controls');

/**
 * Where the libraries are that Dynamics gives to virtual controls, for the local shell, to be loaded in this order:
 * - `react.js`: React 17.0.2, as model-driven apps run it, as `React` and `ReactDOM`, and by the names that built controls ask for:
 *   `Reactv16`, `ReactDOMv16`
 * - `fluent.js`: Fluent 9.68.0 as `FluentUIReactv940`, on that React. A shell finds `FluentProvider` and the themes in it as well.
 *
 * A control's bundle then registers itself with `ComponentFramework.registerControl('CommerceCompanion.SyncStatus', class)`, which the
 * shell has to define before.
 */
export const platformFolder = join(root, 'dist/platform');

/** Globals by the package that they stand for. */
const globals: Record<string, string> = {
  react: 'React',
  'react-dom': 'ReactDOM',
  'react/jsx-runtime': 'ReactJsxRuntime',
};

const onGlobals: Plugin = {
  name: 'on-globals',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(react|react-dom|react\/jsx-runtime)$/ }, ({ path }) => ({ path, namespace: 'global' }));
    onLoad({ filter: /.*/, namespace: 'global' }, ({ path }) => ({ contents: `module.exports = window.${globals[path]};` }));
  },
};

const react = `
  window.React = window.Reactv16 = require('react');
  window.ReactDOM = window.ReactDOMv16 = require('react-dom');
  window.ReactJsxRuntime = require('react/jsx-runtime');
`;

export async function buildPlatform(): Promise<void> {
  mkdirSync(platformFolder, { recursive: true });
  const bundle = (name: string, contents: string, plugins: Plugin[]) =>
    build({
      stdin: { contents, resolveDir: controls, loader: 'js' },
      outfile: join(platformFolder, `${name}.js`),
      bundle: true,
      format: 'iife',
      target: 'es2020',
      minify: true,
      define: { 'process.env.NODE_ENV': '"production"' },
      legalComments: 'none',
      logLevel: 'error',
      plugins,
    });
  await bundle('react', react, []);
  await bundle('fluent', "import * as fluent from '@fluentui/react-components'; window.FluentUIReactv940 = fluent;", [onGlobals]);
}

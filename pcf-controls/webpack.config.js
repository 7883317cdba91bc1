/**
 * Types are checked once for all controls (`npm run typecheck`), so the bundler only strips them; that also lets files import each other as
 * `.ts`. Packages come as the browsers of Dynamics take them, so only our own files go through Babel.
 */
const quickRules = {
  apply({ options }) {
    for (const rule of options.module.rules) {
      const steps = Array.isArray(rule.use) ? rule.use : [];
      if (rule.test?.test('x.js') && !rule.exclude) rule.exclude = /node_modules/;
      for (const step of steps) {
        if (step.loader?.includes('ts-loader')) step.options = { ...step.options, transpileOnly: true };
        if (step.loader?.includes('babel-loader')) step.options = withShortMarkup(step.options);
      }
    }
  },
};

/** Several rules share their options. */
const withShortMarkup = (options) =>
  options.plugins.includes(shortMarkup) ? options : { ...options, plugins: [...options.plugins, shortMarkup] };

/**
 * `React.createElement` is a property of a global: no minifier may shorten it, and a control has it several hundred times. Here it becomes
 * an import of our own, which is one letter in the bundle. Every folder with markup stands beside `host`.
 */
function shortMarkup({ types: t }) {
  return {
    visitor: {
      Program: {
        exit(program) {
          let name;
          program.traverse({
            MemberExpression(path) {
              if (!path.matchesPattern('React.createElement')) return;
              name ??= program.scope.generateUidIdentifier('markup');
              path.replaceWith(t.cloneNode(name));
            },
          });
          if (!name) return;
          const from = t.stringLiteral('../host/element.ts');
          program.unshiftContainer('body', t.importDeclaration([t.importSpecifier(name, t.identifier('createElement'))], from));
        },
      },
    },
  };
}

export const plugins = [quickRules];

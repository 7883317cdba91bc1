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
      }
    }
  },
};

export const plugins = [quickRules];

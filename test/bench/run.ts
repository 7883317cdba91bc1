/** Measures the product and prints one table: `npm run bench`, or `npm run bench -- --only steps,cold-start --runs 3`. */
import { parseArgs } from 'node:util';
import type { BenchOptions, BenchPart } from './figures.ts';
import { type Measured, tableOf } from './table.ts';

/** In this order: what runs in this process comes before it has served as a shop and as Dynamics. */
const parts: Record<string, () => Promise<BenchPart>> = {
  steps: async () => (await import('./steps.ts')).steps,
  'cold-start': async () => (await import('./cold-start.ts')).coldStart,
  acknowledge: async () => (await import('./acknowledge.ts')).acknowledge,
  drain: async () => (await import('./drain.ts')).drain,
  stock: async () => (await import('./articles.ts')).stock,
  flood: async () => (await import('./articles.ts')).flood,
  latency: async () => (await import('./articles.ts')).latency,
  'true-up': async () => (await import('./articles.ts')).trueUp,
  memory: async () => (await import('./memory.ts')).memory,
  controls: async () => (await import('./controls.ts')).controls,
};

const usage = `node test/bench/run.ts [--only ${Object.keys(parts).join(',')}] [--runs 5] [--seconds 5] [--drain 1000] [--orders 10000]`;

function readArguments(): { names: string[]; options: BenchOptions } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { only: text, runs: text, seconds: text, orders: text, drain: text } });
  const names = values.only?.split(',') ?? Object.keys(parts);
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) throw new Error(`There is no part "${unknown.join('", "')}".`);
  const whole = (name: 'runs' | 'seconds' | 'orders' | 'drain', fallback: number) => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1 on.`);
    return value;
  };
  return {
    names,
    options: { runs: whole('runs', 5), seconds: whole('seconds', 5), orders: whole('orders', 10_000), drain: whole('drain', 1000) },
  };
}

async function bench({ names, options }: ReturnType<typeof readArguments>): Promise<boolean> {
  const measured: Measured[] = [];
  let complete = true;
  for (const name of names) {
    process.stderr.write(`${name}\n`);
    try {
      const part = await parts[name]?.();
      if (part) measured.push({ title: part.title, figures: await part.run(options) });
    } catch (error) {
      complete = false;
      process.stderr.write(`${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  }
  if (measured.length > 0) process.stdout.write(`\n${tableOf(measured)}`);
  return complete;
}

let wanted: ReturnType<typeof readArguments> | undefined;
try {
  wanted = readArguments();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
}
// Clients of the simulators may still hold a socket open for a while; the table is out.
process.exit(wanted ? ((await bench(wanted)) ? 0 : 1) : 2);

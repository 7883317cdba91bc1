import { resolve } from 'node:path';
import type { FunctionSummary, InvocationLog } from './protocol.ts';
import { Supervisor } from './supervisor.ts';

export type { FunctionSummary, InvocationLog } from './protocol.ts';

export interface FunctionsHostOptions {
  /** 0 picks a free one. */
  port: number;
  /** The folder that is deployed: package.json with `main`, host.json, the built files. */
  appDir: string;
  workers: number;
  /** The app settings: all environment variables that a worker has, beside the host's own few. */
  settings: Record<string, string>;
  /** Where timers keep when they ran; undefined = memory only. */
  dataDir?: string;
  /** A key named after a function opens only that one; any other name is a host key and opens all. */
  functionKeys?: Record<string, string>;
  /** Opens everything, `/admin` too. */
  masterKey?: string;
  quiet?: boolean;
  onLog?(line: string): void;
  nodeArgs?: string[];
}

export interface FunctionsHost {
  url: string;
  functions(): FunctionSummary[];
  /** SIGKILLs a worker at once, the busiest when none is named; it is started again. Resolves when it is dead. */
  kill(worker?: number): Promise<void>;
  /** Runs a timer out of turn and resolves when it has run. @throws Error when it fails. */
  trigger(timerName: string): Promise<void>;
  /** The last 1,000, oldest first. */
  invocations(): InvocationLog[];
  /** Invocations under way over all workers. */
  running(): number;
  /** Resident bytes per worker. */
  memory(): Promise<number[]>;
  /** Lets functions under way finish, up to ten seconds. */
  close(): Promise<void>;
}

/** Runs a built Functions app in worker processes of its own. Resolves when all of them run it. @throws Error when the app does not load. */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const supervisor = new Supervisor({
    port: options.port,
    appDir: resolve(options.appDir),
    workers: Math.max(1, options.workers),
    settings: options.settings,
    dataDir: options.dataDir,
    functionKeys: options.functionKeys ?? {},
    masterKey: options.masterKey,
    nodeArgs: options.nodeArgs ?? [],
    say: (line) => {
      options.onLog?.(line);
      if (!options.quiet) process.stdout.write(`${line}\n`);
    },
  });
  try {
    const port = await supervisor.start();
    return hostOf(supervisor, port);
  } catch (error) {
    await supervisor.close();
    throw error;
  }
}

function hostOf(supervisor: Supervisor, port: number): FunctionsHost {
  return {
    url: `http://127.0.0.1:${port}`,
    functions: () => supervisor.functions,
    kill: (worker) => supervisor.kill(worker),
    trigger: (timerName) => supervisor.trigger(timerName),
    invocations: () => supervisor.book.list(),
    running: () => supervisor.book.count(),
    memory: () => supervisor.memory(),
    close: () => supervisor.close(),
  };
}

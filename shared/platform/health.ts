import { masked } from '../core/log.ts';

export interface DependencyHealth {
  name: string;
  ok: boolean;
  latencyMs: number;
  /** What is wrong, without secrets. */
  problem?: string;
}

export interface Health {
  /** Asks every dependency at once; none gets more than five seconds. */
  ready(): Promise<DependencyHealth[]>;
}

const patienceMs = 5000;

export function createHealth(checks: Record<string, () => Promise<void>>, now: () => number = Date.now): Health {
  return {
    ready: () =>
      Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          const begun = now();
          const problem = await withPatience(check()).then(
            () => undefined,
            (error: unknown) => masked(error instanceof Error ? error.message : String(error)),
          );
          return { name, ok: problem === undefined, latencyMs: now() - begun, ...(problem === undefined ? {} : { problem }) };
        }),
      ),
  };
}

async function withPatience(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_done, failed) => {
    timer = setTimeout(() => failed(new Error(`no answer in ${patienceMs / 1000} s`)), patienceMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

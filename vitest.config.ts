import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By how long it takes, longest first: what opens an environment of its own, then what starts parts of one. */
const slow = ['/personas', '/preview', '/journeys/', '-page.test.ts', '/sandbox/'];

/** Nothing long is left alone at the end, also where nobody knows yet how long a file takes. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slow.findIndex((part) => moduleId.includes(part));
      return place < 0 ? slow.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Journeys mostly wait for timers and queues: two cores serve four of them.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // It imports JSON in a way that Node itself does not take.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});

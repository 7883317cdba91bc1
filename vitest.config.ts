import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slow = ['/journeys/', '/sandbox/', '/preview', '-page.test.ts', '/personas'];

/** What opens an environment of its own takes longest: it comes first, so that nothing long is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => slow.filter((place) => moduleId.includes(place)).length;
    return (await super.sort(files)).sort((a, b) => rank(b) - rank(a));
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

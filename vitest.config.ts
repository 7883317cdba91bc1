import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Journeys mostly wait for timers and queues: two cores serve four of them.
    maxWorkers: 4,
    // It imports JSON in a way that Node itself does not take.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});

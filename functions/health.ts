import { app } from '@azure/functions';
import { companion, settingProblems } from './companion.ts';

/** Live: the process answers. No key needed, nothing said. */
app.http('health-live', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health/live',
  handler: async () => ({ jsonBody: { live: true } }),
});

/** Ready: every dependency with latency and what is wrong. Needs a function key. */
app.http('health-ready', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'health/ready',
  handler: async () => {
    if (settingProblems.length > 0) return { status: 503, jsonBody: { ready: false, settings: settingProblems } };
    const dependencies = await companion().health.ready();
    const ready = dependencies.every((one) => one.ok);
    return { status: ready ? 200 : 503, jsonBody: { ready, dependencies } };
  },
});

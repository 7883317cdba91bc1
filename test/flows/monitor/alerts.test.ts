import { describe, expect, it } from 'vitest';
import { createLog } from '../../../shared/core/log.ts';
import type { Row } from '../../../shared/d365/dataverse/rows.ts';
import { type MetricValues, watchRules } from '../../../shared/flows/monitor/alerts.ts';
import { memoryNotebook, movableClock } from '../../memory.ts';

function watching(rule: Row) {
  const row: Row = {
    cmc_alertruleid: 'r1',
    cmc_name: 'Backlog',
    cmc_metric: 'backlog',
    cmc_threshold: 10,
    cmc_minutes: 5,
    cmc_store: '',
    ...rule,
  };
  const clock = movableClock();
  const lines: string[] = [];
  const ports = {
    dataverse: {
      read: async () => [row as never],
      update: async (_set: string, _name: unknown, fields: Row) => {
        Object.assign(row, fields);
        return true;
      },
    },
    notebook: memoryNotebook(),
    clock,
    log: createLog((_level, event) => void lines.push(event)),
  };
  const look = (values: MetricValues) => watchRules(new Map([['shop', values]]), ports);
  return { row, clock, lines, look };
}

describe('an alert rule', () => {
  it('fires once when it has held for its time, and is quiet again when it holds no longer', async () => {
    const { row, clock, lines, look } = watching({});
    expect(await look({ backlog: 11 })).toEqual([]);
    clock.move(5 * 60_000);
    expect(await look({ backlog: 30 })).toMatchObject([
      { store: 'shop', says: 'Backlog: 30 documents on their way at shop, more than 10.' },
    ]);
    clock.move(60_000);
    await look({ backlog: 12 });
    expect(lines).toEqual(['alert']);
    expect(row.cmc_firedon).toBe('2026-11-20T12:05:00.000Z');
    await look({ backlog: 10 });
    expect(row.cmc_firedon).toBeNull();
  });

  it('begins to count anew when it did not hold in between', async () => {
    const { clock, look } = watching({});
    await look({ backlog: 11 });
    clock.move(4 * 60_000);
    await look({ backlog: 1 });
    clock.move(2 * 60_000);
    expect(await look({ backlog: 11 })).toEqual([]);
  });

  it('of another store, or of a figure that is not known, is silent', async () => {
    expect(await watching({ cmc_store: 'other', cmc_minutes: 0 }).look({ backlog: 99 })).toEqual([]);
    expect(await watching({ cmc_metric: 'stocklag', cmc_minutes: 0 }).look({ backlog: 99 })).toEqual([]);
  });

  it('that nobody can watch says so in its own row', async () => {
    const { row, look } = watching({ cmc_metric: 'weather' });
    expect(await look({ backlog: 99 })).toEqual([]);
    expect(row.cmc_problem).toContain('cmc_metric');
  });
});

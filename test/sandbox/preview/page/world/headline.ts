import type { Overview } from '../../model.ts';
import { counted } from './words.ts';

/** What is going on, in one line: what arrived, what waits for a person, what goes on by itself. */
export function headlineOf({ orderCount, syncedCount, held, queues, switches }: Overview, onTheWay: number): string {
  const sum = (kind: 'active' | 'scheduled' | 'deadLetter') => queues.reduce((total, queue) => total + queue[kind], 0);
  const waiting = held.orders + held.articles;
  const broken = switches.filter(({ on }) => on);
  const parts = [
    orderCount + onTheWay === 0 ? 'No order yet' : `${counted(syncedCount, 'order')} in Dynamics`,
    waiting ? `${waiting.toLocaleString('en')} ${waiting === 1 ? 'waits' : 'wait'} for you` : '',
    sum('deadLetter') ? `${counted(sum('deadLetter'), 'message')} given up` : '',
    broken.length > 1 ? `${broken.length} things are broken` : (broken[0]?.title ?? ''),
    going(sum('active') + onTheWay, sum('scheduled')),
  ];
  return parts.filter(Boolean).join(' · ');
}

function going(now: number, later: number): string {
  if (now) return `${now.toLocaleString('en')} under way`;
  if (later) return `${later.toLocaleString('en')} to be tried again`;
  return 'everything is quiet';
}

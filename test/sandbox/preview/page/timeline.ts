import type { OrderDetail } from '../model.ts';
import { element, keepList, type Live, say } from './dom.ts';
import { timeOf } from './words.ts';

type Event = OrderDetail['timeline'][number];
type Told = Event & { times: number; last: string };

/** What happened to an order, oldest first. */
export function timeline(): Live<readonly Event[]> {
  const nothing = element('p', { class: 'quiet' }, 'Nothing was noted yet.');
  const list = element('ol', { class: 'timeline' });
  const show = keepList<Told>(list, ({ at, title, text }) => `${at} ${title} ${text}`, eventLine);
  return {
    root: element('div', { class: 'told' }, element('h3', {}, 'Timeline'), nothing, list),
    update(events) {
      nothing.hidden = events.length > 0;
      show(together(events));
    },
  };
}

function eventLine(): Live<Told> {
  const time = element('time');
  const title = element('span', { class: 'title' });
  const words = element('span');
  return {
    root: element('li', {}, time, title, words),
    update({ at, title: what, text, times, last }) {
      time.dateTime = at;
      say(time, timeOf(at));
      say(title, what);
      say(words, [text, times > 1 ? `${times} times, last at ${timeOf(last)}.` : ''].filter(Boolean).join(' '));
    },
  };
}

/** The same thing several times in a row is told once. */
function together(events: readonly Event[]): Told[] {
  const told: Told[] = [];
  for (const event of events) {
    const before = told.at(-1);
    if (before?.title !== event.title || before.text !== event.text) told.push({ ...event, times: 1, last: event.at });
    else Object.assign(before, { times: before.times + 1, last: event.at });
  }
  return told;
}
